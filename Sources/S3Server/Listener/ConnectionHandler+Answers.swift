internal import BlobStorage
internal import NIOCore
internal import NIOHTTP1
internal import S3Protocol
internal import StorageModel

extension ConnectionHandler {
  /// Sends what a job made.
  func answer(_ result: Result<Answer, S3Error>) {
    switch result {
    case .failure(let error): fail(error)
    case .success(let answer): send(answer)
    }
  }

  /// Sends an error. Where the body has not been read to its end, the rest is dropped; unless that is little, or will
  /// never come because the client waits for 100 Continue, the connection ends afterwards.
  func fail(_ error: S3Error) {
    guard let exchange, !exchange.isAnswered else { return closeNow() }
    exchange.errorCode = error.code.rawValue
    if !exchange.inputEnded {
      let rest = exchange.framing.lengthBytes.map { $0 - exchange.receivedBytes }
      let isLittle = rest.map { $0 <= services.limits.discardKeepAliveBytes } ?? false
      if !isLittle || (exchange.awaitsContinue && rest != 0) { exchange.keepsAlive = false }
    }
    send(
      Answer(
        error, path: exchange.path, requestID: exchange.requestID, hostID: services.identity.hostID,
        isHead: exchange.isHead))
  }

  /// Asks first what a script of another origin may know of the answer, where there is one.
  private func send(_ answer: Answer) {
    guard let exchange, context != nil else { return }
    exchange.isAnswered = true
    exchange.status = answer.status
    phase = exchange.inputEnded ? .answering : .discarding
    guard let (request, bucket) = exchange.crossOrigin, !request.isPreflight else { return sendNow(answer) }
    exchange.crossOrigin = nil
    let server = services.context
    submit(to: services.workers.readers) { () throws(S3Error) -> HTTPFields in
      server.crossOriginHeaders(request, bucket)
    } done: { handler, result in
      var answer = answer
      if case .success(let fields) = result {
        for field in fields.fields { answer.headers.append(field.name, field.value) }
      }
      handler.sendNow(answer)
    }
  }

  private func sendNow(_ answer: Answer) {
    guard let exchange, let context else { return }
    if services.registry.isDraining { exchange.keepsAlive = false }
    let length: Int64
    switch answer.body {
    case .bytes(let bytes): length = Int64(bytes.count)
    case .stream(_, let bytes), .headOnly(let bytes): length = bytes
    }
    let head = responseHead(answer, exchange, lengthBytes: length)
    switch answer.body {
    case .bytes(let bytes):
      let hasBody = !bytes.isEmpty && !exchange.isHead
      var buffer = head.encoded(bodyBytes: hasBody ? bytes.count : 0)
      if hasBody {
        exchange.sentBytes = Int64(bytes.count)
        buffer.writeBytes(bytes)
      }
      sendEnd(buffer)
    case .headOnly: sendEnd(head.encoded(bodyBytes: 0))
    case .stream(let reader, _):
      context.write(wrapOutboundOut(head.encoded(bodyBytes: 0)), promise: nil)
      flow = AnswerFlow(reader)
      sendOn()
    }
    if case .discarding = phase { readOn() }
  }

  private func responseHead(_ answer: Answer, _ exchange: Exchange, lengthBytes: Int64) -> ResponseHead {
    var fields: [(name: String, value: String)] = []
    fields.reserveCapacity(answer.headers.fields.count + 6)
    for field in answer.headers.fields where !equalsIgnoringCase(field.name, "content-length") { fields.append(field) }
    var head = ResponseHead(status: answer.status, fields)
    head.append("x-amz-request-id", exchange.requestID)
    head.append("x-amz-id-2", services.identity.hostID)
    head.append("Date", services.dateText())
    head.append("Server", "cairn")
    if answer.status != 204, answer.status != 304 { head.append("Content-Length", String(lengthBytes)) }
    if !exchange.keepsAlive { head.append("Connection", "close") }
    return head
  }

  /// Hands the channel more of an answer's content, as much as it may hold. Content is read, proved and decrypted by
  /// jobs: the event loop never waits for the disk. The next window is read while the one before is on its way.
  func sendOn() {
    guard let flow, !flow.isOver, !flow.isReading, flow.inFlightBytes <= services.limits.sendBytes else { return }
    if let ready = flow.reader.takePrefetched() { return take(ready, flow) }
    flow.isReading = true
    let reader = flow.reader
    submit(to: services.workers.bodies) { () throws(S3Error) -> AnswerReader.Window in
      do throws(BlobStorageError) {
        return try reader.next()
      } catch {
        throw S3Error(.internalError, error.message)
      }
    } done: { handler, result in
      guard let flow = handler.flow else { return }
      flow.isReading = false
      switch result {
      case .failure(let error):
        // The head is out: all that can be said is that the body is not complete.
        handler.services.context.log("request \(handler.exchange?.requestID ?? ""): \(error.message)")
        handler.closeNow()
      case .success(let window): handler.take(window, flow)
      }
    }
  }

  private func take(_ window: AnswerReader.Window, _ flow: AnswerFlow) {
    guard let context else { return }
    flow.isOver = window.isLast
    guard window.bytes.readableBytes > 0 else {
      if window.isLast { sendEnd(nil) } else { sendOn() }
      return
    }
    let length = Int64(window.bytes.readableBytes)
    flow.inFlightBytes += length
    exchange?.sentBytes += length
    if window.isLast { return sendEnd(window.bytes) }
    let written = context.write(wrapOutboundOut(window.bytes)).assumeIsolated()
    written.whenComplete { [self] result in
      guard case .success = result else { return closeNow() }
      flow.inFlightBytes -= length
      progress = .now()
      sendOn()
    }
    context.flush()
    sendOn()
  }

  /// Sends the last bytes of the answer; nil where all are on their way already.
  private func sendEnd(_ bytes: ByteBuffer?) {
    guard let exchange, let context else { return }
    flow = nil
    exchange.isSent = true
    hasServed = true
    noteEnd(of: exchange)
    let goesOn = exchange.keepsAlive && exchange.inputEnded
    guard !exchange.keepsAlive else {
      if let bytes { context.writeAndFlush(wrapOutboundOut(bytes), promise: nil) } else { context.flush() }
      if goesOn {
        awaitRequest()
        deliverHeld()
      }
      return
    }
    let written = context.writeAndFlush(wrapOutboundOut(bytes ?? ByteBuffer()))
    written.assumeIsolated().whenComplete { [self] _ in endConnection(exchange) }
  }

  /// Goes back to waiting for a head.
  func awaitRequest() {
    exchange = nil
    phase = .idle
    progress = .now()
    arrival.reset()
  }

  /// Closes after the last answer; where the client still sends, a little later: closing with unread bytes would
  /// reset the connection, and the client might lose the answer.
  private func endConnection(_ exchange: Exchange) {
    guard let context, !exchange.inputEnded else { return closeNow() }
    context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(services.limits.discardSeconds)) { [weak self] in
      self?.closeNow()
    }
  }
}

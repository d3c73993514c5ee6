internal import AccessControl
internal import NIOCore
internal import NIOHTTP1
internal import S3Protocol
internal import StorageModel

extension ConnectionHandler {
  /// Authenticates, routes, and decides how the body is taken.
  func begin(_ head: HTTPRequestHead) {
    guard case .idle = phase else { return closeNow() }
    // Any other expectation is passed over, as S3 does; RFC 9110, section 10.1.1, would have it 417.
    let expectation = head.headers.first(name: "expect")
    let exchange = Exchange(
      requestID: services.identity.next(), method: head.method.rawValue,
      path: Array(head.uri.utf8.prefix { $0 != UInt8(ascii: "?") }),
      keepsAlive: head.isKeepAlive && head.version == .http1_1 && !services.registry.isDraining,
      awaitsContinue: expectation.map { equalsIgnoringCase($0, "100-continue") } ?? false, started: .now())
    if services.monitor.isWatched { exchange.userAgent = head.headers.first(name: "user-agent") }
    self.exchange = exchange
    do throws(S3Error) {
      var request = try wireHead(head)
      exchange.crossOrigin = CrossOriginRequest(method: request.method, request.headers).flatMap { asked in
        bucketInPath(request).map { (request: asked, bucket: $0) }
      }
      if request.method == "OPTIONS" { request = preflightHead(request) }
      exchange.framing = try BodyFraming(request.headers)
      if Administration.takes(request), !services.gate.isBucketHost(request) {
        exchange.operation = "Administration"
        sendContinue()
        phase = .collecting(.call(request), nil, limitBytes: Administration.maximumFormBytes)
        return
      }
      let admitted = try services.gate.admit(
        request, framing: exchange.framing, connection: connectionFacts, now: services.now())
      if let bucket = admitted.request.bucketName { exchange.crossOrigin?.bucket = bucket }
      if services.monitor.isWatched { exchange.note(admitted) }
      let name = admitted.request.access.subject.principal.id
      guard services.keyLoad.enter(name) else { throw S3Error(.slowDown) }
      exchange.loadName = name
      try take(admitted, exchange)
    } catch {
      fail(error)
    }
  }

  func receive(_ bytes: ByteBuffer) {
    exchange?.receivedBytes += Int64(bytes.readableBytes)
    switch phase {
    case .collecting(let work, var collected, let limit):
      guard (collected?.readableBytes ?? 0) + bytes.readableBytes <= limit else {
        return fail(S3Error(.maxMessageLengthExceeded))
      }
      // Taken out before it grows: a second reference would copy the whole buffer with every piece.
      phase = .working
      if collected == nil { collected = bytes } else { collected?.writeImmutableBuffer(bytes) }
      phase = .collecting(work, collected, limitBytes: limit)
    case .streaming(let flow):
      flow.waiting.append(bytes)
      flow.waitingBytes += bytes.readableBytes
      pass(flow)
    case .discarding:
      if let exchange, exchange.receivedBytes > services.limits.discardBytes { closeNow() }
    case .idle, .working, .answering, .closed: break
    }
  }

  func endRequest() {
    exchange?.inputEnded = true
    switch phase {
    case .collecting(let work, let collected, _):
      phase = .working
      switch work {
      case .request(let admitted): runCollected(admitted, collected)
      case .call(let head): runCall(head, collected)
      }
    case .streaming(let flow): pass(flow)
    case .discarding:
      guard let exchange else { return closeNow() }
      guard exchange.isSent else {
        phase = .answering
        return
      }
      if exchange.keepsAlive { awaitRequest() } else { closeNow() }
    case .idle, .working, .answering, .closed: break
    }
  }

  private func take(_ admitted: AdmittedRequest, _ exchange: Exchange) throws(S3Error) {
    let length = exchange.framing.lengthBytes
    switch admitted.route.action {
    case .document, .change:
      let isAnonymous = admitted.request.access.subject.principal.isAnonymous
      let limit = isAnonymous ? services.limits.anonymousDocumentBytes : WireRequest.maximumDocumentBytes
      guard length ?? 0 <= Int64(limit) else { throw S3Error(.maxMessageLengthExceeded) }
      sendContinue()
      phase = .collecting(.request(admitted), nil, limitBytes: limit)
    case .upload:
      let small = services.limits.smallBodyBytes
      if let length, length <= Int64(small), !exchange.awaitsContinue {
        phase = .collecting(.request(admitted), nil, limitBytes: small)
      } else {
        let flow = UploadFlow(admitted)
        phase = .streaming(flow)
        open(flow)
      }
    }
  }

  /// The head as the protocol has it. Throws InvalidURI and InvalidRequest for bytes that did not survive the
  /// decoder: values come as String with what is not UTF-8 replaced, which no signature check would notice in an
  /// unsigned field.
  private func wireHead(_ head: HTTPRequestHead) throws(S3Error) -> S3RequestHead {
    guard head.uri.utf8.first == UInt8(ascii: "/"), head.uri.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw S3Error(.invalidURI)
    }
    var fields: [(name: String, value: String)] = []
    fields.reserveCapacity(head.headers.count)
    for (name, value) in head.headers {
      guard isIntact(value) else { throw S3Error(.invalidRequest, "The value of a header is not UTF-8.") }
      fields.append((name, value))
    }
    return S3RequestHead(method: head.method.rawValue, rawTarget: head.uri, headers: HTTPFields(fields))
  }

  /// False for text with a control character or U+FFFD in it.
  private func isIntact(_ text: String) -> Bool {
    let content = FieldContent(text)
    return !content.hasControls && (content.isASCII || !text.unicodeScalars.contains("\u{fffd}"))
  }

  /// Only now, after authentication, is the client asked for its body.
  func sendContinue() {
    guard let exchange, exchange.awaitsContinue else { return }
    exchange.awaitsContinue = false
    guard exchange.framing != .none else { return }
    context?.writeAndFlush(wrapOutboundOut(ResponseHead.provisional), promise: nil)
  }
}

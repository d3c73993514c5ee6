internal import NIOCore
internal import NIOHTTP1
internal import S3Protocol
internal import StorageModel

/// One connection: turns HTTP parts into requests, carries them out here or hands them to threads that may wait, and
/// sends answers.
///
/// Reading is by hand (autoRead is off): nothing is read that nobody waits for, so that a slow disk slows the client
/// and fills no memory. Of a client that does not wait for answers, what came with one read is held until its turn. All
/// state belongs to the event loop; jobs come back to it with `NIOLoopBound`.
final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = ByteBuffer

  let services: ConnectionServices
  let place: LoopPlace
  let arrival: ByteArrival
  var context: ChannelHandlerContext?
  var phase = ConnectionPhase.idle
  var exchange: Exchange?
  var flow: AnswerFlow?
  /// When the connection last got on: a read, a write that was taken, the end of a request.
  var progress = NIODeadline.distantPast
  var timer: Scheduled<Void>?
  /// A request has been answered: the connection is one that is kept.
  var hasServed = false
  /// What came behind a request whose answer is not sent yet: of pipelined requests, and what is no HTTP.
  private var held = CircularBuffer<Arrived>(initialCapacity: 0)
  private var isDeliveringHeld = false
  private var negotiatedVersion: String?
  /// Of the peer, without its port.
  private lazy var sourceAddress = context?.remoteAddress?.ipAddress ?? ""

  init(_ services: ConnectionServices, place: LoopPlace, arrival: ByteArrival) {
    self.services = services
    self.place = place
    self.arrival = arrival
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func channelActive(context: ChannelHandlerContext) {
    guard services.registry.add(context.channel) else {
      context.close(promise: nil)
      return
    }
    progress = .now()
    armTimer(seconds: services.limits.headSeconds)
    context.read()
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    services.registry.remove(context.channel)
    if let exchange, !exchange.isSent { noteEnd(of: exchange) }
    phase = .closed
    timer?.cancel()
    timer = nil
    exchange = nil
    flow = nil
    held.removeAll()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    progress = .now()
    arrive(.part(unwrapInboundIn(data)))
  }

  private func arrive(_ arrived: Arrived) {
    if mustHold { held.append(arrived) } else { deliver(arrived) }
  }

  /// The request has been read and its answer is not sent.
  private var mustHold: Bool { !held.isEmpty || exchange?.inputEnded == true }

  private func deliver(_ arrived: Arrived) {
    switch arrived {
    case .part(.head(let head)): begin(head)
    case .part(.body(let bytes)): receive(bytes)
    case .part(.end): endRequest()
    case .failure(let error): refuse(error)
    }
  }

  /// Takes up what was held, after an answer. A loop and not a call from within the answer that the next request gets:
  /// thousands of them would lie on the stack.
  func deliverHeld() {
    guard !isDeliveringHeld else { return }
    isDeliveringHeld = true
    while exchange?.inputEnded != true, let next = held.popFirst() { deliver(next) }
    isDeliveringHeld = false
    if held.isEmpty { readOn() }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    readOn()
    context.fireChannelReadComplete()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? HTTPParserError else {
      context.close(promise: nil)
      return
    }
    arrive(.failure(error))
  }

  /// A head or body that is not HTTP. What follows it cannot be found any more, so the connection ends with the answer.
  private func refuse(_ error: HTTPParserError) {
    guard case .idle = phase else { return closeNow() }
    let exchange = Exchange(
      requestID: services.identity.next(), method: "-", path: [], keepsAlive: false, awaitsContinue: false,
      started: .now())
    exchange.inputEnded = true
    self.exchange = exchange
    let code: S3ErrorCode = error == .headerOverflow ? .requestHeaderSectionTooLarge : .invalidRequest
    fail(S3Error(code, "The request is not valid HTTP/1.1."))
  }

  /// The daemon ends: the connection goes with the answer under way, or now where there is none.
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is ChannelShouldQuiesceEvent {
      held.removeAll()
      if let exchange { exchange.keepsAlive = false } else { closeNow() }
    }
    context.fireUserInboundEventTriggered(event)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { sendOn() }
    context.fireChannelWritabilityChanged()
  }

  /// Where requests of this connection come from.
  var connectionFacts: ConnectionFacts {
    if services.tls != nil, negotiatedVersion == nil { negotiatedVersion = TLSVersionText.of(context) }
    return ConnectionFacts(
      sourceAddress: sourceAddress, isSecure: services.tls != nil, tlsVersion: negotiatedVersion)
  }

  /// Counts and logs an exchange, once.
  func noteEnd(of exchange: Exchange) {
    if let name = exchange.loadName { services.keyLoad.leave(name) }
    exchange.loadName = nil
    guard services.monitor.isWatched else { return }
    services.monitor.note(
      RequestRecord(
        time: services.now(), requestID: exchange.requestID,
        sourceAddress: sourceAddress, method: exchange.method,
        operation: exchange.operation, bucket: exchange.bucket, key: exchange.key, principal: exchange.principal,
        status: exchange.status, errorCode: exchange.errorCode, receivedBytes: exchange.receivedBytes,
        sentBytes: exchange.sentBytes, nanoseconds: (NIODeadline.now() - exchange.started).nanoseconds,
        userAgent: exchange.userAgent))
  }

  /// Reads if somebody waits for what comes.
  func readOn() {
    guard held.isEmpty else { return }
    switch phase {
    case .idle, .collecting, .discarding: context?.read()
    case .streaming(let flow) where flow.waitingBytes < services.limits.pendingBytes: context?.read()
    case .streaming, .working, .answering, .closed: break
    }
  }

  /// Ends the connection at once.
  func closeNow() {
    phase = .closed
    context?.close(promise: nil)
  }
}

/// What the HTTP decoder hands on.
private enum Arrived {
  case part(HTTPServerRequestPart)
  case failure(HTTPParserError)
}

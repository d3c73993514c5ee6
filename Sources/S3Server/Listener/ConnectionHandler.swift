internal import NIOCore
internal import NIOHTTP1
internal import S3Protocol
internal import StorageModel

/// One connection: turns HTTP parts into requests, hands work to threads that may block, and sends answers.
///
/// Reading is by hand (autoRead is off): nothing is read that nobody waits for, so that a slow disk slows the client
/// and fills no memory. All state belongs to the event loop; jobs come back to it with `NIOLoopBound`.
final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  let services: ConnectionServices
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
  private var negotiatedVersion: String?

  init(_ services: ConnectionServices, arrival: ByteArrival) {
    self.services = services
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
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    progress = .now()
    switch unwrapInboundIn(data) {
    case .head(let head): begin(head)
    case .body(let bytes): receive(bytes)
    case .end: endRequest()
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    readOn()
    context.fireChannelReadComplete()
  }

  /// A head or body that is not HTTP. What follows it cannot be found any more, so the connection ends with the answer.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard error is HTTPParserError, case .idle = phase else {
      context.close(promise: nil)
      return
    }
    let exchange = Exchange(
      requestID: services.identity.next(), method: "-", path: [], keepsAlive: false, awaitsContinue: false,
      started: .now())
    exchange.inputEnded = true
    self.exchange = exchange
    let isTooLarge = (error as? HTTPParserError) == .headerOverflow
    fail(S3Error(isTooLarge ? .requestHeaderSectionTooLarge : .invalidRequest, "The request is not valid HTTP/1.1."))
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { sendOn() }
    context.fireChannelWritabilityChanged()
  }

  /// Where requests of this connection come from.
  var connectionFacts: ConnectionFacts {
    if services.tls != nil, negotiatedVersion == nil { negotiatedVersion = TLSVersionText.of(context) }
    return ConnectionFacts(
      sourceAddress: context?.remoteAddress?.ipAddress ?? "", isSecure: services.tls != nil,
      tlsVersion: negotiatedVersion)
  }

  /// Counts and logs an exchange, once.
  func noteEnd(of exchange: Exchange) {
    if let name = exchange.loadName { services.keyLoad.leave(name) }
    exchange.loadName = nil
    services.monitor.note(
      RequestRecord(
        time: services.now(), requestID: exchange.requestID,
        sourceAddress: context?.remoteAddress?.ipAddress ?? "", method: exchange.method,
        operation: exchange.operation, bucket: exchange.bucket, key: exchange.key, principal: exchange.principal,
        status: exchange.status, errorCode: exchange.errorCode, receivedBytes: exchange.receivedBytes,
        sentBytes: exchange.sentBytes, nanoseconds: (NIODeadline.now() - exchange.started).nanoseconds,
        userAgent: exchange.userAgent))
  }

  /// Reads if somebody waits for what comes.
  func readOn() {
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

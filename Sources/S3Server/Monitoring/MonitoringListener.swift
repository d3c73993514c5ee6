internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// `/metrics`, `/healthz` and `/readyz`, on a port of their own and without authentication: the port is for the
/// operator's network only.
struct MonitoringListener: Sendable {
  private let channel: any Channel

  var port: Int { channel.localAddress?.port ?? 0 }

  /// `answer` gives status and text for a path; nil is a 404.
  static func start(
    _ group: MultiThreadedEventLoopGroup, _ address: SocketAddress,
    answer: @escaping @Sendable (String) -> (status: Int, text: String)?
  ) async throws -> MonitoringListener {
    let channel = try await ServerBootstrap(group: group)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
          try channel.pipeline.syncOperations.addHandler(MonitoringHandler(answer))
        }
      }
      .bind(to: address).get()
    return MonitoringListener(channel: channel)
  }

  func close() async throws { try await channel.close() }
}

/// Answers one request and closes.
private final class MonitoringHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  /// Whoever has not sent a request by then is cut off.
  private static let seconds: Int64 = 10
  private let answer: @Sendable (String) -> (status: Int, text: String)?

  init(_ answer: @escaping @Sendable (String) -> (status: Int, text: String)?) { self.answer = answer }

  func channelActive(context: ChannelHandlerContext) {
    let channel = context.channel
    context.eventLoop.scheduleTask(in: .seconds(Self.seconds)) { channel.close(promise: nil) }
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(let head) = unwrapInboundIn(data) else { return }
    let isRead = head.method == .GET || head.method == .HEAD
    let path = String(head.uri.prefix { $0 != "?" })
    let (status, text) = isRead ? answer(path) ?? (404, "not found\n") : (405, "only GET\n")
    let fields = HTTPHeaders([
      ("Content-Type", "text/plain; version=0.0.4; charset=utf-8"), ("Content-Length", String(text.utf8.count)),
      ("Connection", "close"),
    ])
    let answerHead = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: fields)
    context.write(wrapOutboundOut(.head(answerHead)), promise: nil)
    if head.method != .HEAD {
      context.write(wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(string: text)))), promise: nil)
    }
    let channel = context.channel
    context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

internal import NIOCore

/// Notes when bytes arrive, in front of the HTTP decoder: behind it a head that comes byte by byte cannot be seen
/// until it is complete.
final class ByteArrival: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  /// When the first byte since ``reset()`` came; nil when none did.
  private(set) var first: NIODeadline?

  func reset() { first = nil }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if first == nil { first = .now() }
    context.fireChannelRead(data)
  }
}

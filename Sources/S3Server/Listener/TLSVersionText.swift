internal import NIOCore
internal import NIOSSL

/// The version of TLS that a connection came to, as condition keys write it.
enum TLSVersionText {
  static func of(_ context: ChannelHandlerContext?) -> String? {
    guard let context else { return nil }
    do {
      let handler = try context.channel.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
      switch handler.tlsVersion {
      case .tlsv13: return "1.3"
      case .tlsv12: return "1.2"
      default: return nil
      }
    } catch {
      return nil
    }
  }
}

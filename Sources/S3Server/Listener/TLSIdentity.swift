internal import NIOSSL
internal import Synchronization

/// The certificate and key with which connections are secured. Read again on demand; connections that are open keep
/// what they began with.
final class TLSIdentity: Sendable {
  private let files: DaemonConfiguration.TLSFiles
  private let context: Mutex<NIOSSLContext>

  /// Throws ``DaemonError`` for files that cannot be read or do not belong together.
  init(_ files: DaemonConfiguration.TLSFiles) throws(DaemonError) {
    self.files = files
    context = Mutex(try Self.read(files))
  }

  /// For a new connection.
  var current: NIOSSLContext { context.withLock { $0 } }

  /// Throws ``DaemonError``; then the old ones stay in use.
  func reload() throws(DaemonError) {
    let new = try Self.read(files)
    context.withLock { $0 = new }
  }

  private static func read(_ files: DaemonConfiguration.TLSFiles) throws(DaemonError) -> NIOSSLContext {
    do {
      let chain = try NIOSSLCertificate.fromPEMFile(files.certificatePath)
      let key = try NIOSSLPrivateKey(file: files.keyPath, format: .pem)
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
      configuration.minimumTLSVersion = .tlsv12
      configuration.applicationProtocols = ["http/1.1"]
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw DaemonError(
        .badConfiguration,
        "the certificate \(files.certificatePath) and the key \(files.keyPath) cannot be used: \(error)")
    }
  }
}

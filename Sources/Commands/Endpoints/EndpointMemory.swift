import S3Client
import StateDatabase
import StorageModel

/// What was learned of an endpoint, from one run to the next: which checksum it takes with uploads.
///
/// Only a saving: where the state folder cannot be used, each run learns it anew with one refused request.
struct EndpointMemory: Sendable {
  /// An endpoint may have been upgraded: after this the better checksum is tried again.
  private static let validSeconds: Int64 = 30 * 86_400

  private let registry: EndpointRegistry?
  private let url: String
  private let context: CommandContext

  init(url: String, _ context: CommandContext) {
    self.url = url
    self.context = context
    // Without a place for state nothing is remembered.
    registry = (try? stateFolder(context)).map { EndpointRegistry(folder: $0) }
  }

  /// nil where nothing is known, or it is too old.
  var checksumCapability: ChecksumCapability? {
    // What cannot be read is not known.
    guard let facts = try? registry?.facts(of: url), let text = facts.values["checksum"] else { return nil }
    let age = context.now().seconds - facts.learned.seconds
    return (0..<Self.validSeconds).contains(age) ? ChecksumCapability(rawValue: text) : nil
  }

  /// Says what was learned, once, and keeps it.
  func note(_ notice: ServiceNotice) {
    guard case .checksumFallback(let from, let to) = notice else { return }
    let line = "cairn: \(url) does not take \(from.rawValue) checksums; using \(to.rawValue) from now on\n"
    // Standard error may be closed, and the registry in use by another run: both only cost a repetition.
    try? context.diagnostics.write(Array(line.utf8))
    _ = try? registry?.remember(
      EndpointFacts(values: ["checksum": to.rawValue], learned: context.now()), of: url)
  }
}

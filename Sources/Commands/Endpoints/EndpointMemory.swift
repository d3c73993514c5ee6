import S3Client
import StateDatabase
import StorageModel

/// What was learned of an endpoint, from one run to the next: which checksum it takes with uploads, whether it lists
/// folder by folder, and what `cairn doctor` found of conditions, parts and pages of versions.
///
/// Only a saving: where the state folder cannot be used, each run learns it anew with one refused request, or one
/// listing that is begun in vain.
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

  /// What runs and `cairn doctor` found out, unless it is too old.
  var profile: EndpointProfile {
    let values = known?.values ?? [:]
    var profile = EndpointProfile()
    profile.checksumCapability = values["checksum"].flatMap { ChecksumCapability(rawValue: $0) }
    profile.decidesIfAbsent = values["if-none-match", default: "passed"] == "passed"
    profile.decidesIfMatches = values["if-match", default: "passed"] == "passed"
    profile.pagesVersionsWhole = values["version-pages"] != "differs"
    profile.maximumParts = values["maximum-parts"].flatMap { Int($0) }
    profile.maximumPartBytes = values["maximum-part-bytes"].flatMap { Int64($0) }
    return profile
  }

  var listsByFolder: Bool { known?.values["listing"] == "folders" }

  private var known: EndpointFacts? {
    // What cannot be read is not known.
    guard let facts = try? registry?.facts(of: url) else { return nil }
    let age = context.now().seconds - facts.learned.seconds
    return (0..<Self.validSeconds).contains(age) ? facts : nil
  }

  /// Says what was learned, once, and keeps it.
  func note(_ notice: ServiceNotice) {
    guard case .checksumFallback(let from, let to) = notice else { return }
    let line = "cairn: \(url) does not take \(from.rawValue) checksums; using \(to.rawValue) from now on\n"
    // Standard error may be closed.
    try? context.diagnostics.write(Array(line.utf8))
    remember("checksum", to.rawValue)
  }

  func noteFolderOrder() { remember("listing", "folders") }

  /// Beside what is known already, whose age stays: it is looked into anew no later than without this.
  private func remember(_ name: String, _ value: String) {
    var facts = known ?? EndpointFacts(values: [:], learned: context.now())
    facts.values[name] = value
    // The registry may be in use by another run: that only costs a repetition.
    _ = try? registry?.remember(facts, of: url)
  }
}

import FolderFixtures
import Testing

/// A place to run Cairn in: a temporary folder, an environment in which nothing of the user's shows, an endpoint.
struct Sandbox: Sendable {
  let temporary: TemporaryFolder
  let endpoint: String
  var environment: [String: String]

  static let accessKey = "AKIATESTKEY"
  static let secretKey = "canary-secret-9f8e7d6c5b4a"

  init(endpoint: String, temporary: TemporaryFolder? = nil) throws {
    self.temporary = try temporary ?? TemporaryFolder()
    self.endpoint = endpoint
    environment = [
      "PATH": Tools.searchPath.joined(separator: ":"), "HOME": self.temporary.path, "LC_ALL": "C.UTF-8",
      "XDG_STATE_HOME": self.temporary.path + "/state", "XDG_CONFIG_HOME": self.temporary.path + "/config",
      "AWS_ACCESS_KEY_ID": Self.accessKey, "AWS_SECRET_ACCESS_KEY": Self.secretKey, "AWS_REGION": "us-east-1",
      "AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true", "NO_COLOR": "1",
      "SWIFT_BACKTRACE": "enable=no",
    ]
  }

  var path: String { temporary.path }

  /// Where Cairn's state goes unless a test says otherwise.
  var state: String { path + "/cairn.state" }

  func start(_ words: [String]) throws -> RunningProgram {
    try RunningProgram(words, environment: environment, folder: temporary)
  }

  func run(_ words: [String]) async throws -> ProgramOutcome { try await start(words).finished() }

  /// Runs `cairn` with the endpoint of this place.
  func cairn(_ arguments: String...) async throws -> ProgramOutcome { try await cairn(arguments) }

  func cairn(_ arguments: [String]) async throws -> ProgramOutcome {
    let outcome = try await run(command(arguments))
    #expect(!outcome.transcript.contains(Self.secretKey), "a secret in the output of \(arguments)")
    return outcome
  }

  /// The words of a command line of `cairn` with the endpoint of this place.
  func command(_ arguments: [String]) -> [String] { [Tools.cairn] + arguments + ["--endpoint-url", endpoint] }

  /// The state of one pair of ends: a state file belongs to one pair.
  func state(_ source: String, _ target: String) -> String {
    path + "/state-" + String((source + " " + target).map { $0.isLetter || $0.isNumber ? $0 : "-" })
  }

  /// `cairn sync --json` with the state of that pair; the summary is what it said last.
  func sync(_ source: String, _ target: String, _ more: String...) async throws -> SyncOutcome {
    try await sync(source, target, more)
  }

  func sync(_ source: String, _ target: String, _ more: [String]) async throws -> SyncOutcome {
    let words = ["sync", source, target, "--json", "--state", state(source, target)] + more
    return SyncOutcome(try await cairn(words))
  }
}

/// The outcome of a sync with the numbers of its summary record.
struct SyncOutcome: Sendable {
  let program: ProgramOutcome

  init(_ program: ProgramOutcome) { self.program = program }

  var exit: Int32 { program.exit }
  var transcript: String { program.transcript }

  private var summary: Substring? {
    program.output.split(separator: "\n").last { $0.contains("\"summary\"") }
  }

  /// A number of the summary; -1 when there is none.
  func number(_ name: String) -> Int {
    guard let line = summary else { return -1 }
    let wanted = "\"\(name)\":"
    guard let found = line.text(after: wanted) else { return -1 }
    let value = found.hasPrefix("{") ? found.text(after: "\"items\":") ?? "" : found
    return Int(value.prefix { $0.isNumber }) ?? -1
  }

  var uploaded: Int { number("uploaded") }
  var downloaded: Int { number("downloaded") }
  var copied: Int { number("copied") }
  var deleted: Int { number("deleted") }
  var unchanged: Int { number("unchanged") }
  var requests: Int { number("requests") }
}

extension StringProtocol {
  /// The text after the first occurrence of `mark`; nil when there is none.
  func text(after mark: String) -> Substring? {
    var rest = Substring(self)
    while !rest.isEmpty {
      if rest.hasPrefix(mark) { return rest.dropFirst(mark.count) }
      rest = rest.dropFirst()
    }
    return nil
  }
}

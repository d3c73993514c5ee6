import ArgumentParser
import S3Protocol
import S3Server
import StorageModel

/// `cairn key add`
struct KeyAdd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Make a key for one bucket, or for a prefix of it.",
    discussion: "Prints the access key and the secret key, which is not shown again.")

  @Argument(help: ArgumentHelp("Folder of a daemon that does not run.", valueName: "dir"), completion: .directory)
  var folder: String?

  @Option(
    help: ArgumentHelp("What the key reaches. A prefix ends where it says: a/ is not ab/.", valueName: "bucket/prefix"))
  var prefix: String

  @Option(help: ArgumentHelp("Any of read, write, delete and list, with commas.", valueName: "what"))
  var allow = "read,list"

  @Option(help: ArgumentHelp("How long the key is good for (default: for ever).", valueName: "time"))
  var expires: TimeSpan?

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "key add", options: output)
    let context = reporter.context
    let words = allow.split(separator: ",").map(String.init)
    let permissions = Set(words.compactMap { KeyScope.Permission(rawValue: $0) })
    guard permissions.count == words.count, !words.isEmpty else {
      throw CommandError.usage("--allow takes read, write, delete and list, each once, with commas between")
    }
    guard let scope = KeyScope(location: prefix, permissions: permissions) else {
      throw CommandError.usage("--prefix takes a bucket, or bucket/prefix")
    }
    let end = expires.map { Timestamp(seconds: context.now().seconds + $0.seconds) }
    let made: Credentials
    switch try KeyPlace(folder, connection, context) {
    case .folder(let path):
      made = try asCommand { () throws(DaemonError) in
        try ScopedKeys.add(folder: path, scope: scope, expires: end, now: context.now)
      }
    case .endpoint(let service): made = try await service.add(scope, expires: end)
    }
    var record = Record(.item)
    record.add("access_key", text: made.accessKeyID)
    record.add("secret_key", text: made.secretAccessKey)
    try reporter.record(record)
    try reporter.result("access-key \(made.accessKeyID)")
    try reporter.result("secret-key \(made.secretAccessKey)")
  }
}

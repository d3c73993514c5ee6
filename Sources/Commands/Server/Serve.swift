import ArgumentParser
import S3Protocol
import S3Server
import StorageModel

/// `cairn serve`
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve S3 from a folder of this machine.",
    discussion: """
      Keeps buckets and objects below DIR and answers S3 requests until SIGTERM or SIGINT; then it accepts nothing \
      new, finishes what is under way and exits 0. A write is on the disk before it is answered.

      The root credentials are those of CAIRN_ROOT_ACCESS_KEY and CAIRN_ROOT_SECRET_KEY, or else those in \
      DIR/root-credentials, which is made on the first start.
      """)

  @Argument(
    help: ArgumentHelp("Folder of the store; made when it is missing.", valueName: "dir"), completion: .directory)
  var folder: String

  @Option(help: ArgumentHelp("Address and port; port 0 takes a free one.", valueName: "host:port"))
  var listen = ListenAddress(host: "127.0.0.1", port: 9000)

  @Option(help: ArgumentHelp("Region that requests must be signed for.", valueName: "name"))
  var region = "us-east-1"

  @Flag(
    help: """
      Listen beyond this machine although the daemon speaks no TLS: only behind a proxy that does, or in a network \
      that you trust.
      """)
  var allowPlainNetwork = false

  @Option(help: ArgumentHelp("How long requests under way may take at the end.", valueName: "time"))
  var drain = TimeSpan(seconds: 30)

  @OptionGroup(title: "Storage") var storage: ServeStorageOptions

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "serve", options: output)
    let context = reporter.context
    let path = ArgumentBytes.bytes(folder)
    guard let path = String(validating: path, as: UTF8.self), !path.isEmpty else {
      throw CommandError.usage("the store's folder must have a name in UTF-8")
    }
    do {
      let root = try RootCredentials.load(folder: path) { context.variable($0) }
      if root.isNew, let file = root.path { reporter.note("serve: made new root credentials in \(file)") }
      let host = listen.hostInURL
      var configuration = DaemonConfiguration(
        folder: path, host: listen.host, port: listen.port, region: region, root: root.credentials,
        allowsPlainNetwork: allowPlainNetwork, handlesSignals: false, drainSeconds: drain.seconds,
        ready: { port in Self.announce("http://\(host):\(port)", root.credentials.accessKeyID, reporter) },
        log: { reporter.note("serve: \($0)") })
      configuration.storage = try storage.settings(reporter)
      try await S3Daemon.run(configuration)
    } catch let error as DaemonError {
      throw CommandError(error)
    }
  }

  /// The one line of standard output: `ready http://127.0.0.1:9000 access-key CAIRN…`.
  private static func announce(_ url: String, _ accessKeyID: String, _ reporter: Reporter) {
    var record = Record(.item)
    record.add("action", text: "ready")
    record.add("url", text: url)
    record.add("access_key", text: accessKeyID)
    // Nobody may be reading: the daemon serves all the same.
    try? reporter.record(record)
    try? reporter.result("ready \(url) access-key \(accessKeyID)")
    try? reporter.context.output.flush()
  }
}

/// `127.0.0.1:9000`, `[::1]:9000`
struct ListenAddress: ExpressibleByArgument, Sendable, CustomStringConvertible {
  var host: String
  var port: Int

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  init?(argument: String) {
    guard let colon = argument.lastIndex(of: ":") else { return nil }
    var host = argument[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty, let port = Int(argument[argument.index(after: colon)...]), (0...65_535).contains(port) else {
      return nil
    }
    self.host = String(host)
    self.port = port
  }

  /// The host as a URL has it (RFC 3986, section 3.2.2).
  var hostInURL: String { host.contains(":") ? "[\(host)]" : host }

  var description: String { "\(hostInURL):\(port)" }
  var defaultValueDescription: String { description }
}

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

      SIGHUP reads the certificate anew and reopens the access log.
      """)

  @Argument(
    help: ArgumentHelp(
      "Folder of the store; made when it is missing. With --snapshots it may be left out.", valueName: "dir"),
    completion: .directory)
  var folder: String?

  @Option(help: ArgumentHelp("Address and port; port 0 takes a free one.", valueName: "host:port"))
  var listen = ListenAddress(host: "127.0.0.1", port: 9000)

  @Option(
    help: ArgumentHelp("PEM file with the certificate and its chain: connections are TLS.", valueName: "file"),
    completion: .file())
  var tlsCertificate: String?

  @Option(help: ArgumentHelp("PEM file with the certificate's key.", valueName: "file"), completion: .file())
  var tlsKey: String?

  @Option(
    help: ArgumentHelp(
      "Name below which the host's first part is a bucket; several with commas.", valueName: "name"))
  var domain: String?

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

  @Option(
    help: ArgumentHelp(
      "Serve /metrics, /healthz and /readyz there, to whoever reaches it.", valueName: "host:port"))
  var metricsListen: ListenAddress?

  @Option(
    help: ArgumentHelp("Append a line of JSON for each request; - is standard output.", valueName: "file"),
    completion: .file())
  var accessLog: String?

  @Flag(help: "Print a systemd unit for this command line, and end.")
  var printSystemdUnit = false

  @Option(
    help: ArgumentHelp("Length of the day that lifecycle rules count in: short ones for tests.", valueName: "seconds"))
  var lifecycleDay: Int64?

  @Flag(
    help: """
      Heed access control lists, in buckets whose owner is not enforced: public ones let everybody in, and who writes \
      an object owns it. Without it lists are taken and grant nobody anything.
      """)
  var acls = false

  @OptionGroup(title: "Storage") var storage: ServeStorageOptions

  @OptionGroup(title: "Snapshots") var snapshots: ServeSnapshotsOptions

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "serve", options: output)
    let context = reporter.context
    let path = try folderPath(context)
    if printSystemdUnit {
      let folders = [path] + storage.storageClass.map(\.path)
      try reporter.result(SystemdUnit.text(arguments: CommandLine.arguments, folders: folders))
      return
    }
    if let lifecycleDay, !(1...86_400).contains(lifecycleDay) {
      throw CommandError.usage("--lifecycle-day takes 1 to 86400 seconds")
    }
    do {
      let root = try RootCredentials.load(folder: path) { context.variable($0) }
      if root.isNew, let file = root.path { reporter.note("serve: made new root credentials in \(file)") }
      try await S3Daemon.run(try await configuration(path, root.credentials, reporter))
    } catch let error as DaemonError {
      throw CommandError(error)
    }
  }

  private func folderPath(_ context: CommandContext) throws -> String {
    guard let folder else {
      guard snapshots.snapshots != nil else {
        throw CommandError.usage("no folder was named", next: "name the folder of the store, or give --snapshots")
      }
      return try snapshots.folder(context)
    }
    let path = ArgumentBytes.bytes(folder)
    guard let path = String(validating: path, as: UTF8.self), !path.isEmpty else {
      throw CommandError.usage("the store's folder must have a name in UTF-8")
    }
    return path
  }

  private func configuration(
    _ path: String, _ root: Credentials, _ reporter: Reporter
  ) async throws -> DaemonConfiguration {
    let url = "\(tlsCertificate == nil ? "http" : "https")://\(listen.hostInURL)"
    let manager = reporter.context.variable("NOTIFY_SOCKET")
    var configuration = DaemonConfiguration(
      folder: path, host: listen.host, port: listen.port, region: region, root: root,
      allowsPlainNetwork: allowPlainNetwork, handlesSignals: false, drainSeconds: drain.seconds,
      ready: { port in
        Self.announce("\(url):\(port)", root.accessKeyID, reporter)
        ServiceNotification.send("READY=1", to: manager)
      }, log: { reporter.note("serve: \($0)") })
    switch (tlsCertificate, tlsKey) {
    case (let certificate?, let key?):
      configuration.tls = DaemonConfiguration.TLSFiles(certificatePath: certificate, keyPath: key)
    case (nil, nil): break
    default: throw CommandError.usage("--tls-certificate and --tls-key go together")
    }
    configuration.lifecycleDaySeconds = lifecycleDay
    configuration.heedsLists = acls
    configuration.storage = try storage.settings(reporter)
    configuration.readOnlyBucket = try await snapshots.bucket(reporter)
    configuration.domains = (domain ?? "").split(separator: ",").map { $0.lowercased() }
    configuration.metricsAddress = metricsListen.map { ($0.host, $0.port) }
    configuration.metricsReady = { reporter.note("serve: metrics on port \($0)") }
    configuration.accessLogPath = accessLog
    configuration.reloadsOnHangUp = true
    return configuration
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

import ArgumentParser
import S3Server
import StorageModel

/// `cairn key list`
struct KeyList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List keys: what they reach, what they may do there, and until when.")

  @Argument(help: ArgumentHelp("Folder of a daemon that does not run.", valueName: "dir"), completion: .directory)
  var folder: String?

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "key list", options: output)
    let context = reporter.context
    let keys: [ScopedKey]
    switch try KeyPlace(folder, connection, context) {
    case .folder(let path):
      keys = try asCommand { () throws(DaemonError) in try ScopedKeys.list(folder: path, now: context.now) }
    case .endpoint(let service): keys = try await service.list()
    }
    for key in keys {
      var record = Record(.item)
      record.add("access_key", text: key.accessKeyID)
      record.add("prefix", text: key.scope.location)
      record.add("allow", text: key.scope.permissionText)
      record.add("expires", text: key.expires.map { iso8601($0) })
      try reporter.record(record)
      let end = key.expires.map { "until \(iso8601($0))" } ?? "for ever"
      let place = escapedForDisplay(Array(key.scope.location.utf8))
      try reporter.result("\(key.accessKeyID)  \(key.scope.permissionText)  \(place)  \(end)")
    }
  }
}

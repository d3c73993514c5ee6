import ArgumentParser
import S3Server
import StorageModel

/// `cairn key remove`
struct KeyRemove: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Take a key away: requests that it signed are refused from then on.")

  @Argument(help: ArgumentHelp("Access key, as key list shows it.", valueName: "access-key"))
  var accessKey: String

  @Argument(help: ArgumentHelp("Folder of a daemon that does not run.", valueName: "dir"), completion: .directory)
  var folder: String?

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "key remove", options: output)
    let context = reporter.context
    let wasThere: Bool
    switch try KeyPlace(folder, connection, context) {
    case .folder(let path):
      wasThere = try asCommand { () throws(DaemonError) in
        try ScopedKeys.remove(folder: path, accessKeyID: accessKey, now: context.now)
      }
    case .endpoint(let service): wasThere = try await service.remove(accessKey)
    }
    guard wasThere else {
      throw CommandError(.notFound, "there is no key \(escapedForDisplay(Array(accessKey.utf8)))", next: "see key list")
    }
  }
}

import ArgumentParser
import S3Server
import StorageModel

/// `cairn key`
struct KeyGroup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key",
    abstract: "Give keys to a part of what a daemon serves, list them and take them away.",
    discussion: """
      A key reaches one bucket, or what begins with a prefix of it, and may do there what --allow names. Where no \
      daemon runs, DIR is its folder. A running daemon has its folder to itself: leave DIR out, and give \
      --endpoint-url and the root credentials as for every other command.
      """,
    subcommands: [KeyAdd.self, KeyList.self, KeyRemove.self])
}

/// Where the keys are kept: a folder, or the daemon behind an endpoint.
enum KeyPlace {
  case folder(String)
  case endpoint(KeyService)

  init(_ folder: String?, _ connection: ConnectionOptions, _ context: CommandContext) throws {
    guard let folder else {
      self = .endpoint(try KeyService(connection, context))
      return
    }
    guard let path = String(validating: ArgumentBytes.bytes(folder), as: UTF8.self), !path.isEmpty else {
      throw CommandError.usage("the store's folder must have a name in UTF-8")
    }
    guard SmallFile.exists(ArgumentBytes.bytes(folder)) else {
      throw CommandError(.notFound, "\(path) does not exist", next: "start cairn serve on it first")
    }
    self = .folder(path)
  }
}

/// Runs what throws errors of the daemon.
func asCommand<Value>(_ body: () throws(DaemonError) -> Value) throws -> Value {
  do throws(DaemonError) {
    return try body()
  } catch {
    throw CommandError(error)
  }
}

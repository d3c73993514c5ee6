import ArgumentParser
import Snapshots

/// A second repository, to read from.
struct OtherRepositoryOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Repository to read from.", valueName: "location"))
  var fromRepo: String?

  @Option(help: ArgumentHelp("File with its password.", valueName: "file"), completion: .file())
  var fromPasswordFile: String?

  @Option(help: ArgumentHelp("Command that prints its password.", valueName: "command"))
  var fromPasswordCommand: String?

  /// Opens it.
  func open(_ connection: ConnectionOptions, _ context: CommandContext) async throws -> RepositorySession {
    guard let fromRepo else { throw CommandError.usage("--from-repo is missing") }
    let (backend, endpoints, _) = try RepositoryPlace.backend(fromRepo, connection, context)
    var password = RepositoryPassword(file: fromPasswordFile, command: fromPasswordCommand, context)
    password.variablePrefixes = ["CAIRN_FROM_", "RESTIC_FROM_"]
    let repository = try await Repository.open(
      backend, password: try password.read(prompt: "password for \(backend.location)"),
      cacheFolder: RepositorySession.cacheFolder(named: nil, context))
    return RepositorySession(repository, .process(context), endpoints: endpoints, lockWait: nil)
  }
}

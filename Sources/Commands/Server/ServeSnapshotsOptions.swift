import ArgumentParser
import Snapshots
import StorageModel

/// A repository whose snapshots a daemon serves.
struct ServeSnapshotsOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Also serve all snapshots of this repository (a path, NAME:bucket/prefix or s3:host/bucket/prefix) as one bucket \
      for reading, each below TIME-ID/.
      """, valueName: "location"))
  var snapshots: String?

  @Option(help: ArgumentHelp("Name of that bucket.", valueName: "name"))
  var snapshotsBucket = "snapshots"

  @Option(help: ArgumentHelp("File with the password of the repository.", valueName: "file"), completion: .file())
  var passwordFile: String?

  @Option(help: ArgumentHelp("Command that prints the password of the repository.", valueName: "command"))
  var passwordCommand: String?

  @Option(help: ArgumentHelp("Folder for what is kept of the repository on this machine.", valueName: "folder"))
  var cacheDir: String?

  /// Opens the repository and reads what it has; nil where none was named.
  func bucket(_ reporter: Reporter) async throws -> SnapshotBucket? {
    guard let snapshots else { return nil }
    let context = reporter.context
    guard let name = BucketName(snapshotsBucket) else {
      throw CommandError.usage("'\(snapshotsBucket)' cannot be the name of a bucket")
    }
    // Endpoint and credentials of the repository come from its remote or the environment: the flags of this command
    // are about the daemon's own.
    let place = try RepositoryPlace.backend(snapshots, try ConnectionOptions.parse([]), context)
    guard try await place.backend.size(.config) != nil else {
      throw CommandError(
        .noRepository, "there is no repository at \(place.backend.location)", next: "check --snapshots")
    }
    let password = RepositoryPassword(file: passwordFile, command: passwordCommand, context)
    let repository = try await Repository.open(
      place.backend, password: try password.read(prompt: "password for \(place.backend.location)"),
      cacheFolder: RepositorySession.cacheFolder(named: cacheDir, context))
    let bucket = SnapshotBucket(repository, name: name, context) { reporter.note("serve: \($0)") }
    let count = try await bucket.refresh()
    reporter.note("serve: \(count) snapshots of \(place.backend.location) in the bucket \(name.text)")
    return bucket
  }

  /// Where a daemon that serves snapshots alone keeps its credentials.
  func folder(_ context: CommandContext) throws -> String { try stateFolder(context) + "/serve-snapshots" }
}

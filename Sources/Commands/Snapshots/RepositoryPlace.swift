import LocalFiles
import Snapshots
import StorageModel

/// Where a repository is, as Cairn or restic names it.
enum RepositoryPlace {
  /// Opens the place; sends nothing. `creating` makes a folder.
  static func backend(
    _ argument: String, _ connection: ConnectionOptions, _ context: CommandContext, creating: Bool = false
  ) throws -> (backend: any RepositoryBackend, endpoints: Endpoints?, bucket: BucketLocation?) {
    var connection = connection
    let location = try location(argument, &connection)
    switch location {
    case .local(let path):
      do throws(LocalError) { return (try FolderBackend(path, creating: creating), nil, nil) } catch {
        guard error.code == .notFound else { throw error }
        throw RepositoryError(.noRepository, "there is no repository at \(location)", cause: error)
      }
    case .bucket(let place):
      _ = try place.requireBucket()
      let endpoints = try Endpoints(connection, context)
      return (
        StoreBackend(try endpoints.store(place), prefix: place.folderPrefix, location: place.description), endpoints,
        place
      )
    case .standardStream: throw CommandError.usage("a repository cannot be a stream")
    }
  }

  private static func location(_ argument: String, _ connection: inout ConnectionOptions) throws -> Location {
    for scheme in ["sftp:", "rest:", "rclone:", "b2:", "azure:", "gs:", "swift:"] where argument.hasPrefix(scheme) {
      throw CommandError.usage(
        "repositories behind '\(scheme)' are not supported", next: "use a path or S3: s3:host/bucket/prefix")
    }
    if argument.hasPrefix("local:") { return .local(ArgumentBytes.bytes(argument.dropFirst(6))) }
    guard argument.hasPrefix("s3:"), !argument.hasPrefix("s3://") else { return try Location(argument: argument) }
    // restic: s3:host/bucket/prefix, s3:https://host:port/bucket/prefix
    var rest = argument.dropFirst(3)
    var scheme = "https://"
    for known in ["http://", "https://"] where rest.hasPrefix(known) {
      scheme = known
      rest = rest.dropFirst(known.count)
    }
    guard let slash = rest.firstIndex(of: "/"), slash > rest.startIndex else {
      throw CommandError.usage("'\(argument)' names no bucket", next: "write s3:host/bucket/prefix")
    }
    let host = String(rest[..<slash])
    if host != "s3.amazonaws.com" { connection.endpointUrl = scheme + host }
    return try Location(argument: "s3://" + rest[rest.index(after: slash)...])
  }
}

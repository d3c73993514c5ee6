import ArgumentParser
import StorageModel

/// `cairn presign`
struct PresignGroup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "presign", abstract: "Print URLs that work without credentials for a while.",
    subcommands: [PresignGet.self, PresignPut.self])
}

/// What `presign get` and `presign put` share.
struct PresignOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Object.", valueName: "object"))
  var location: String

  @Option(help: ArgumentHelp("How long the URL works, at most 7d.", valueName: "time"))
  var expires = TimeSpan(seconds: 3600)

  @OptionGroup(title: "Connection") var connection: ConnectionOptions

  func validate() throws {
    // Authenticating Requests: Using Query Parameters (AWS Signature Version 4), X-Amz-Expires.
    if !(1...604_800).contains(expires.seconds) { throw ValidationError("--expires takes 1s to 7d") }
  }

  func printURL(
    _ method: PresignRequest.Method, versionID: String? = nil, contentType: String? = nil
  ) async throws {
    let context = CommandContext.current
    let place = try BucketLocation(argument: location, verb: "presign")
    let (bucket, key) = try place.requireKey()
    let request = PresignRequest(
      method: method, bucket: bucket, key: key, versionID: versionID, contentType: contentType,
      lifetime: expires.duration)
    try context.output.writeLine(try await Endpoints(connection, context).service(place).presign(request))
  }
}

/// `cairn presign get`
struct PresignGet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "get", abstract: "A URL to download an object.")

  @Option(help: ArgumentHelp("Version of the object.", valueName: "id"))
  var versionId: String?

  @OptionGroup var options: PresignOptions

  func run() async throws { try await options.printURL(.get, versionID: versionId) }
}

/// `cairn presign put`
struct PresignPut: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "put", abstract: "A URL to upload an object.")

  @Option(help: ArgumentHelp("Content-Type that the upload must send.", valueName: "type"))
  var contentType: String?

  @OptionGroup var options: PresignOptions

  func run() async throws { try await options.printURL(.put, contentType: contentType) }
}

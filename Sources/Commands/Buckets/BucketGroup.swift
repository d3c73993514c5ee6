import ArgumentParser

/// `cairn bucket`
struct BucketGroup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bucket", abstract: "Create, list, remove and set up buckets.",
    subcommands: [
      BucketCreate.self, BucketList.self, BucketRemove.self, BucketShow.self, BucketDiff.self, BucketApply.self,
    ])
}

/// `cairn bucket list`
struct BucketList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the buckets of an endpoint.")

  @Argument(help: ArgumentHelp("Endpoint: s3:// or NAME:", valueName: "endpoint"))
  var location = "s3://"

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let context = CommandContext.current
    let place = try BucketLocation(argument: location, verb: "bucket list")
    let service = try Endpoints(connection, context).service(place)
    try await BucketListing(service: service, json: output.json, context: context).write()
  }
}

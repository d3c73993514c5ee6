import ArgumentParser
import StorageModel

/// `cairn bucket remove`
struct BucketRemove: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove empty buckets.",
    discussion: "A bucket with objects in it is refused: empty it with 'cairn rm --recursive' first.")

  @Argument(help: ArgumentHelp("Buckets: s3://bucket or NAME:bucket.", valueName: "bucket"))
  var locations: [String]

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "bucket remove", options: output)
    let endpoints = try Endpoints(connection, reporter.context)
    for place in try BucketLocation.wholeBuckets(locations, verb: "bucket remove") {
      let bucket = try place.requireBucket()
      try await endpoints.service(place).removeBucket(bucket)
      try reporter.bucketChanged("removed", place)
    }
  }
}

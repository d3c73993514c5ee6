import ArgumentParser
import StorageModel

/// `cairn bucket create`
struct BucketCreate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "create", abstract: "Create buckets.")

  @Argument(help: ArgumentHelp("Buckets: s3://bucket or NAME:bucket.", valueName: "bucket"))
  var locations: [String]

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "bucket create", options: output)
    let endpoints = try Endpoints(connection, reporter.context)
    for place in try BucketLocation.wholeBuckets(locations, verb: "bucket create") {
      let bucket = try place.requireBucket()
      try await endpoints.service(place).createBucket(bucket)
      try reporter.bucketChanged("created", place)
    }
  }
}

extension BucketLocation {
  /// Arguments that each must name a bucket and nothing in it.
  static func wholeBuckets(_ arguments: [String], verb: String) throws -> [BucketLocation] {
    try arguments.map { argument in
      let place = try BucketLocation(argument: argument, verb: verb)
      let bucket = try place.requireBucket()
      guard place.key.isEmpty else {
        throw CommandError.usage(
          "\(verb) takes whole buckets, and \(place) goes on behind the name", next: "name s3://\(bucket)")
      }
      return place
    }
  }
}

extension Reporter {
  /// `created s3://bucket`, or the record of it.
  func bucketChanged(_ action: String, _ place: BucketLocation) throws {
    var record = Record(.item)
    record.add("action", text: action)
    record.add("bucket", text: place.bucket?.text)
    try self.record(record)
    if !isQuiet { try result("\(action) \(place)") }
  }
}

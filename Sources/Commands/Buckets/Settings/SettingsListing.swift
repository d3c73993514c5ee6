import JSON
import Provisioning
import S3Client
import StorageModel

/// The settings of a bucket as a description that can be applied: TOML, or JSON as the AWS CLI has it.
struct SettingsListing {
  let command: String
  let sections: [BucketSection]

  func run(_ location: String, _ connection: ConnectionOptions, _ output: OutputOptions) async throws {
    let reporter = try Reporter(command: command, options: output)
    let place = try BucketLocation(argument: location, verb: command)
    let endpoint = try Endpoints(connection, reporter.context).settings(place)
    // One request tells a bucket that does not exist from one without settings.
    try await endpoint.service.headBucket(endpoint.bucket)
    var description = BucketDescription()
    for section in sections {
      do {
        if let settings = try await endpoint.settings(section) { description.sections[section] = settings }
      } catch let error as StoreError where [.unsupported, .invalidRequest].contains(error.code) {
        if !output.json { try reporter.result("# the endpoint has no \(section.rawValue) settings") }
      }
    }
    if output.json {
      try reporter.context.output.write(description.json().encoded() + [UInt8(ascii: "\n")])
    } else {
      for line in description.tomlLines() { try reporter.result(line) }
    }
  }
}

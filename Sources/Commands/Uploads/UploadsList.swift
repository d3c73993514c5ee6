import ArgumentParser
import ObjectStores
import StorageModel

/// `cairn uploads list`
struct UploadsList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List open uploads: when they began, their id and key.",
    discussion: "The parts of an open upload take space and are billed until it is completed or aborted.")

  @Argument(help: ArgumentHelp("Bucket or folder.", valueName: "location"))
  var location: String

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "uploads list", options: output)
    let place = try BucketLocation(argument: location, verb: "uploads list")
    let store = try Endpoints(connection, reporter.context).store(place)
    for upload in try await store.listUploads(prefix: place.key) {
      var record = Record(.item)
      record.add("key", bytes: upload.key.bytes)
      record.add("upload_id", text: upload.uploadID)
      record.add("initiated", text: iso8601(upload.initiated))
      try reporter.record(record)
      let id = escapedForDisplay(Array(upload.uploadID.utf8))
      try reporter.result("\(iso8601(upload.initiated))  \(id)  \(upload.key)")
    }
  }
}

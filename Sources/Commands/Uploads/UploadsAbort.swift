import ArgumentParser
import ObjectStores
import StorageModel

/// `cairn uploads abort`
struct UploadsAbort: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "abort", abstract: "Abort open uploads and free the space of their parts.",
    discussion: """
      Aborts what is older than --older-than, so that an upload which another process is writing goes on; with \
      --upload-id that one upload, whatever its age.
      """)

  @Argument(help: ArgumentHelp("Bucket or folder, or with --upload-id the object.", valueName: "location"))
  var location: String

  @Option(help: ArgumentHelp("The one upload to abort.", valueName: "id"))
  var uploadId: String?

  @Option(help: ArgumentHelp("Only uploads that began longer ago than this.", valueName: "time"))
  var olderThan = TimeSpan(seconds: 86_400)

  @Flag(name: [.customShort("n"), .long], help: "Print what would be aborted, and do nothing.")
  var dryRun = false

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "uploads abort", options: output)
    let place = try BucketLocation(argument: location, verb: "uploads abort")
    let store = try Endpoints(connection, reporter.context).store(place)
    let uploads = try await chosen(store, place, now: reporter.context.now())
    for upload in uploads {
      if !dryRun { try await store.abortUpload(upload.key, uploadID: upload.uploadID) }
      var record = Record(.item)
      record.add("action", text: dryRun ? "would abort" : "abort")
      record.add("key", bytes: upload.key.bytes)
      record.add("upload_id", text: upload.uploadID)
      try reporter.record(record)
      if !reporter.isQuiet { try reporter.result("\(dryRun ? "would abort" : "aborted") \(upload.key)") }
    }
    if uploads.isEmpty, uploadId != nil {
      throw CommandError(.notFound, "no such upload at \(place)", next: "list them with 'cairn uploads list'")
    }
  }

  private func chosen(
    _ store: any MultipartStore, _ place: BucketLocation, now: Timestamp
  ) async throws -> [OpenUpload] {
    let all = try await store.listUploads(prefix: place.key)
    if let uploadId { return all.filter { $0.uploadID == uploadId && $0.key.bytes == place.key } }
    let (limit, overflow) = now.nanoseconds.subtractingReportingOverflow(olderThan.seconds * 1_000_000_000)
    guard !overflow else { return [] }
    return all.filter { $0.initiated.nanoseconds <= limit }
  }
}

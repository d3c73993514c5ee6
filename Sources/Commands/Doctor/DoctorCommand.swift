import ArgumentParser
import Diagnosis
import JSON
import LocalFiles
import S3Client
import StateDatabase
import StorageModel

/// `cairn doctor`
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Find out how an endpoint differs from Amazon S3.",
    discussion: """
      Works below a new folder of the given prefix and, for versions, object lock and lifecycle rules, in new buckets; \
      all are removed at the end. What was found is remembered for the endpoint. Status 13 when something that is \
      needed differs.
      """)

  @Argument(help: ArgumentHelp("Bucket, or a prefix in it.", valueName: "location"))
  var location: String

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp("What it is needed for: sync, snapshots or serve-migration.", valueName: "purpose"))
  var purpose: Purpose?

  @Option(help: ArgumentHelp("Write the report as a page into this file.", valueName: "file"), completion: .file())
  var html: String?

  @Flag(help: "Make no bucket; what needs one is not tested.")
  var noScratchBucket = false

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "doctor", options: output)
    let context = reporter.context
    let place = try BucketLocation(argument: location, verb: "doctor")
    let bucket = try place.requireBucket()
    // What earlier runs found out must not decide what is found now.
    let service = try Endpoints(connection, context).service(place).requireClient().unprejudiced()
    try await service.headBucket(bucket)
    let plain = try PlainRequests()
    let token = String(UInt64.random(in: 1 << 40..<1 << 60), radix: 36)
    let bench = Bench(
      service: service, bucket: bucket, prefix: place.folderPrefix + Array("cairn-doctor-\(token)/".utf8),
      scratchName: noScratchBucket ? nil : "cairn-doctor-\(token)", now: context.now,
      pause: { try await pause(for: $0) }, send: { try await plain.send($0, $1, $2, $3) })
    let examination = try await examine(bench, reporter)
    let endpoint = service.settings.endpoint.url
    remember(examination, bench, endpoint, context)
    try write(examination, reporter)
    if let html { try writePage(examination, endpoint, to: html, context) }
    let failures = examination.failures(for: purpose)
    if !failures.isEmpty { throw CommandExit(.damaged) }
  }

  /// What checks left is removed also when they end early.
  private func examine(_ bench: Bench, _ reporter: Reporter) async throws -> Examination {
    var examination = Examination()
    let outcome: (any Error)?
    do {
      try await examination.run(on: bench) { if reporter.verbosity > 0 { reporter.note("checking \($0.title)") } }
      outcome = nil
    } catch { outcome = error }
    let leftover = await uncancelled { () -> String? in
      do { try await bench.cleanUp() } catch { return "\(error)" }
      return nil
    }
    if let leftover {
      reporter.note("cairn: not all below \(escapedForDisplay(bench.prefix)) could be removed: \(leftover)")
    }
    if let outcome { throw outcome }
    return examination
  }

  private func remember(
    _ examination: Examination, _ bench: Bench, _ endpoint: String, _ context: CommandContext
  ) {
    // Without a place for state nothing is remembered.
    guard let folder = try? stateFolder(context) else { return }
    // Another run may be at it: then it is found out again.
    _ = try? EndpointRegistry(folder: folder).remember(
      EndpointFacts(values: examination.profile.merging(bench.measured) { $1 }, learned: context.now()), of: endpoint)
  }

  private func write(_ examination: Examination, _ reporter: Reporter) throws {
    for row in examination.rows {
      var record = Record(.item)
      record.add("check", text: row.check.id)
      record.add("title", text: row.check.title)
      record.add("result", text: row.finding.word)
      record.add("detail", text: row.finding.detail)
      record.add("needed", .bool(purpose.map { row.check.purposes.contains($0) } ?? true))
      try reporter.record(record)
      let isNeeded = purpose.map { row.check.purposes.contains($0) } ?? true
      let word = row.finding.word + String(repeating: " ", count: max(0, 9 - row.finding.word.count))
      let title = row.check.title + String(repeating: " ", count: max(0, 46 - row.check.title.count))
      let detail = row.finding.detail.map { escapedForDisplay(Array($0.utf8)) } ?? ""
      let line = "\(word) \(title) \(detail)" + (isNeeded || row.finding == .passed ? "" : " (not needed)")
      try reporter.result(line.trimmingTrailingSpaces())
    }
    let failures = examination.failures(for: purpose).count
    let passed = examination.rows.count { $0.finding == .passed }
    try reporter.result("\(passed) of \(examination.rows.count) passed; \(failures) needed and not as in S3")
  }

  private func writePage(_ examination: Examination, _ endpoint: String, to path: String, _ context: CommandContext)
    throws
  {
    let page = ReportPage(examination, endpoint: endpoint, date: iso8601(context.now()), purpose: purpose)
    let whole = PathBytes(bytes: ArgumentBytes.bytes(path))
    let folder = whole.parent.bytes.isEmpty ? Array(".".utf8) : whole.parent.bytes
    let file = try AtomicFile(in: try FolderRoot(opening: folder), path: PathBytes(bytes: whole.lastSegment))
    try file.write(Array(page.html().utf8), at: 0)
    _ = try file.commit(FileMetadata(mode: 0o644))
  }
}

extension Purpose: ExpressibleByArgument {}

extension String {
  fileprivate func trimmingTrailingSpaces() -> String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}

import ArgumentParser
import BlobStorage
import JSON
import StorageModel

/// `cairn scrub`
struct ScrubCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scrub",
    abstract: "Compare everything in a daemon's folder with what was written.",
    discussion: """
      Reads every blob below DIR and compares it with the digest that was stored with it, looks for rows without files \
      and files without rows, and checks the metadata. It only reads: a daemon may serve the folder meanwhile.

      Ends with status 13 when an object is damaged, and names it: delete it, or put it again from another copy.
      """)

  @Argument(help: ArgumentHelp("Folder of the store.", valueName: "dir"), completion: .directory)
  var folder: String

  @Option(help: ArgumentHelp("Read at most that much a second.", valueName: "size"))
  var rate: ByteSize?

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "scrub", options: output)
    guard let path = String(validating: ArgumentBytes.bytes(folder), as: UTF8.self), !path.isEmpty else {
      throw CommandError.usage("the store's folder must have a name in UTF-8")
    }
    let report: ScrubReport
    do {
      report = try await Scrub.run(path: path, bytesPerSecond: rate?.bytes, elapsed: reporter.context.elapsed)
    } catch {
      throw CommandError(error)
    }
    try Task.checkCancellation()
    for finding in report.findings { try show(finding, reporter) }
    try finish(report, reporter)
    guard !report.isDamaged else { throw CommandExit(.damaged) }
  }

  private func show(_ finding: ScrubFinding, _ reporter: Reporter) throws {
    let owners = finding.owners.map { Optional($0) }
    for owner in owners.isEmpty ? [nil] : owners {
      var record = Record(.item)
      record.add("action", text: finding.kind.rawValue)
      record.add("blob", text: finding.blob.isEmpty ? nil : finding.blob)
      record.add("reason", text: finding.message)
      var name = finding.blob.isEmpty ? "metadata" : "blob \(finding.blob)"
      if let owner {
        record.add("bucket", text: owner.bucket)
        record.add("key", bytes: owner.key.bytes)
        record.add("version", text: owner.versionText)
        record.add("upload", owner.isUpload ? .bool(true) : nil)
        name = "s3://\(owner.bucket)/\(escapedForDisplay(owner.key.bytes))"
        if let version = owner.versionText { name += " version \(version)" }
        if owner.isUpload { name += " (open upload)" }
      }
      try reporter.record(record)
      try reporter.result("\(finding.kind.rawValue) \(name): \(finding.message)")
    }
  }

  private func finish(_ report: ScrubReport, _ reporter: Reporter) throws {
    let damaged = Int64(report.findings.count(where: \.isDamage))
    let orphans = Int64(report.findings.count) - damaged
    var record = Record(.summary)
    record.add("command", text: "scrub")
    record.add("status", text: (damaged > 0 ? ExitStatus.damaged : .done).word)
    record.add("exit_code", Int64((damaged > 0 ? ExitStatus.damaged : .done).rawValue))
    record.add("blobs", report.blobs)
    record.add("bytes", report.bytes)
    record.add("damaged", damaged)
    record.add("orphans", orphans)
    try reporter.record(record)
    reporter.note(
      "scrub: \(report.blobs) blobs, \(humanBytes(report.bytes)), \(damaged) damaged, \(orphans) without a row")
    try reporter.context.output.flush()
  }
}

extension ScrubFinding.Owner {
  /// The version as clients name it; nil for the one that an unversioned object has.
  fileprivate var versionText: String? { version.map { String(decoding: $0, as: UTF8.self) } }
}

extension CommandError {
  init(_ error: BlobStorageError) {
    switch error.code {
    case .notAStore, .newerFormat:
      self.init(.usage, error.message, next: "name the folder of a cairn serve")
    case .damaged: self.init(.damaged, error.message)
    default: self.init(.localStorage, error.message, next: "check the disk")
    }
  }
}

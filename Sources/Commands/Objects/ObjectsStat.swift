import ArgumentParser
internal import JSON
import ObjectStores
import StorageModel

/// `cairn stat`
struct ObjectsStat: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stat", abstract: "Show what the endpoint says of objects: size, times, checksums, headers, metadata.")

  @Argument(help: ArgumentHelp("Objects.", valueName: "object"))
  var locations: [String]

  @Option(help: ArgumentHelp("Version of the object.", valueName: "id"))
  var versionId: String?

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "stat", options: output)
    let endpoints = try Endpoints(connection, reporter.context)
    var status = ExitStatus.done
    for location in locations {
      let place = try BucketLocation(argument: location, verb: "stat")
      let key = try place.requireKey().key
      let store = try endpoints.store(place)
      do {
        let info = try await store.head(key, ReadOptions(versionID: versionId))
        try show(info, place, key, reporter)
      } catch let error as StoreError where error.code == .noSuchKey && locations.count > 1 {
        let failure = CommandError(error)
        reporter.error(failure)
        status = failure.status
      }
    }
    if status != .done { throw CommandExit(status) }
  }

  private func show(_ info: ObjectInfo, _ place: BucketLocation, _ key: ObjectKey, _ reporter: Reporter) throws {
    guard !reporter.isJSON else {
      var record = Record(.item)
      record.add("key", bytes: key.bytes)
      record.add("bytes", info.sizeBytes)
      record.add("modified", text: iso8601(info.lastModified))
      for (name, value) in facts(info).dropFirst(2) {
        record.add(name.lowercased().replacing("-", with: "_"), text: value)
      }
      let metadata = info.headers.metadata.sorted { $0.key < $1.key }
      record.add("metadata", .object(metadata.map { .init($0.key, .string($0.value)) }))
      return try reporter.record(record)
    }
    try reporter.result("\(place)")
    for (name, value) in facts(info) { try reporter.result("  \(name): \(escapedForDisplay(Array(value.utf8)))") }
    for (name, value) in info.headers.metadata.sorted(by: { $0.key < $1.key }) {
      try reporter.result("  x-amz-meta-\(name): \(escapedForDisplay(Array(value.utf8)))")
    }
  }

  private func facts(_ info: ObjectInfo) -> [(name: String, value: String)] {
    let optional: [(String, String?)] = [
      ("ETag", info.etag.value), ("Storage-Class", info.storageClass ?? "STANDARD"), ("Version-Id", info.versionID),
      ("Content-Type", info.headers.contentType), ("Content-Encoding", info.headers.contentEncoding),
      ("Content-Disposition", info.headers.contentDisposition), ("Content-Language", info.headers.contentLanguage),
      ("Cache-Control", info.headers.cacheControl), ("Expires", info.headers.expires),
      ("Lock-Mode", info.lock?.retention?.mode.rawValue),
      ("Retain-Until", info.lock?.retention.map { iso8601($0.until) }),
      ("Legal-Hold", info.lock?.isHeld == true ? "ON" : nil),
    ]
    let checksums = info.checksums.map { checksum in
      (checksum.algorithm.rawValue, checksumText(checksum))
    }
    return [("Size", String(info.sizeBytes)), ("Modified", iso8601(info.lastModified))]
      + optional.compactMap { name, value in value.map { (name, $0) } } + checksums
  }

  private func checksumText(_ checksum: Checksum) -> String {
    let digits = Array("0123456789abcdef")
    let hex = String(checksum.bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    return hex + (checksum.compositePartCount.map { "-\($0)" } ?? "")
  }
}

import ArgumentParser
import JSON
import S3Client
import StorageModel

/// `cairn snapshot pin verify`
struct PinVerify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Look whether every version of a pin is still there, as it was.",
    discussion: """
      Takes one request for every thousand versions below the prefix, and one for each that the listing does not have. \
      Exits with 13 when one is missing.
      """)

  @OptionGroup var pin: OnePinOptions

  func run() async throws {
    let (pins, manifest) = try await pin.open("snapshot pin verify")
    var losses = PinLosses(manifest)
    try await pins.service.forEachKey(of: pins.bucket, prefix: manifest.header.prefix, mayHaveGaps: true) {
      losses.take($0)
    }
    var lost: [PinLosses.Loss] = []
    // What a listing leaves out may be there all the same.
    for loss in losses.inKeyOrder where try await !pins.isThere(loss.object) { lost.append(loss) }
    for loss in lost {
      let version = escapedForDisplay(Array(loss.object.versionID.utf8))
      pins.reporter.error(CommandError(.damaged, "\(loss.object.key): version \(version) \(loss.reason)"))
    }
    let status: ExitStatus = lost.isEmpty ? .done : .damaged
    var record = Record(.summary)
    record.add("command", text: "snapshot pin verify")
    record.add("status", text: status.word)
    record.add("exit_code", Int64(status.rawValue))
    record.add("objects", manifest.header.objects)
    record.add("damaged", Int64(lost.count))
    record.add("requests", pins.endpoints.requestCount)
    try pins.reporter.record(record)
    pins.reporter.note(
      "snapshot pin verify \(status.word): \(manifest.header.objects) versions, \(lost.count) missing or changed; "
        + "\(pins.endpoints.requestCount) requests")
    try pins.reporter.context.output.flush()
    if status != .done { throw CommandExit(status) }
  }
}

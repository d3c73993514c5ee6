internal import JSON
import StorageModel

/// Where a run stands at one moment.
struct ProgressSnapshot: Sendable {
  /// `listing`, `transferring`, `deleting`.
  var phase = ""
  var filesDone: Int64 = 0
  /// nil while it is not known.
  var filesTotal: Int64?
  var bytesDone: Int64 = 0
  /// nil while it is not known.
  var bytesTotal: Int64?
  /// Names of what is on its way, the oldest first.
  var current: [ObjectKey] = []
  var concurrency = 0
  var requests: Int64 = 0
  var errors: Int64 = 0

  init() {}

  /// `1234/40127 files, 1.2 GiB of 4.0 GiB, 85.3 MiB/s, ETA 33 s`.
  func line(bytesPerSecond: Double) -> String {
    var pieces: [String] = []
    pieces.append("\(filesDone)" + (filesTotal.map { "/\($0)" } ?? "") + " files")
    pieces.append(humanBytes(bytesDone) + (bytesTotal.map { " of \(humanBytes($0))" } ?? ""))
    pieces.append("\(humanBytes(Int64(max(0, min(bytesPerSecond, 1e15)))))/s")
    if let bytesTotal, bytesPerSecond > 1, bytesTotal > bytesDone {
      let seconds = min(Double(bytesTotal - bytesDone) / bytesPerSecond, 1e9)
      pieces.append("ETA \(humanDuration(.seconds(Int64(seconds))))")
    }
    if errors > 0 { pieces.append("\(errors) errors") }
    return pieces.joined(separator: ", ")
  }

  func record(bytesPerSecond: Double) -> Record {
    var record = Record(.progress)
    record.add("phase", text: phase)
    record.add("files_done", filesDone)
    record.add("files_total", filesTotal)
    record.add("bytes_done", bytesDone)
    record.add("bytes_total", bytesTotal)
    record.add("bytes_per_second", .number(bytesPerSecond))
    record.add("concurrency", Int64(concurrency))
    record.add("requests", requests)
    record.add("errors", errors)
    return record
  }
}

internal import BlobStorage
internal import Glibc
internal import Synchronization

/// What the daemon counts, and its text for Prometheus (Prometheus documentation, "Exposition formats").
final class Metrics: Sendable {
  private struct Name: Hashable {
    var operation: String
    var status: Int
  }

  private struct Latency {
    /// One for each bound of ``bounds``, and one for what is slower.
    var counts = [UInt64](repeating: 0, count: Metrics.bounds.count + 1)
    var nanoseconds: UInt64 = 0
  }

  private struct State {
    var requests: [Name: UInt64] = [:]
    var latencies: [String: Latency] = [:]
    var errors: [String: UInt64] = [:]
    var receivedBytes: UInt64 = 0
    var sentBytes: UInt64 = 0
  }

  /// Upper bounds in seconds.
  private static let bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60]

  private let state = Mutex(State())

  func count(_ record: RequestRecord) {
    let seconds = Double(record.nanoseconds) / 1e9
    let place = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
    state.withLock { state in
      state.requests[Name(operation: record.operation, status: record.status), default: 0] += 1
      state.latencies[record.operation, default: Latency()].counts[place] += 1
      state.latencies[record.operation]?.nanoseconds &+= UInt64(max(0, record.nanoseconds))
      if let code = record.errorCode { state.errors[code, default: 0] += 1 }
      state.receivedBytes &+= UInt64(max(0, record.receivedBytes))
      state.sentBytes &+= UInt64(max(0, record.sentBytes))
    }
  }

  /// `folder` is that of the store, for what its disk has left; `scrub` what the background scrub has done.
  func text(connections: Int, folder: String, scrub: (passes: Int, report: ScrubReport?)? = nil) -> String {
    let state = state.withLock { $0 }
    var text = ""
    func head(_ name: String, _ type: String, _ help: String) {
      text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }
    head("cairn_requests_total", "counter", "Requests answered.")
    for (name, count) in state.requests.sorted(by: {
      ($0.key.operation, $0.key.status) < ($1.key.operation, $1.key.status)
    }) {
      text += "cairn_requests_total{operation=\"\(name.operation)\",status=\"\(name.status)\"} \(count)\n"
    }
    head("cairn_errors_total", "counter", "Errors answered, by S3's code.")
    for (code, count) in state.errors.sorted(by: { $0.key < $1.key }) {
      text += "cairn_errors_total{code=\"\(code)\"} \(count)\n"
    }
    head("cairn_request_duration_seconds", "histogram", "From the head of a request to the end of its answer.")
    for (operation, latency) in state.latencies.sorted(by: { $0.key < $1.key }) {
      text += Self.histogram(operation, latency)
    }
    head("cairn_received_bytes_total", "counter", "Bytes of request bodies.")
    text += "cairn_received_bytes_total \(state.receivedBytes)\n"
    head("cairn_sent_bytes_total", "counter", "Bytes of answers' bodies.")
    text += "cairn_sent_bytes_total \(state.sentBytes)\n"
    head("cairn_connections", "gauge", "Open connections.")
    text += "cairn_connections \(connections)\n"
    if let scrub {
      head("cairn_scrub_passes_total", "counter", "Passes of the background scrub over the whole store.")
      text += "cairn_scrub_passes_total \(scrub.passes)\n"
      head("cairn_scrub_damaged", "gauge", "What the last pass found damaged.")
      text += "cairn_scrub_damaged \(scrub.report?.findings.count(where: \.isDamage) ?? 0)\n"
    }
    var disk = statvfs()
    if statvfs(folder, &disk) == 0 {
      let unit = UInt64(disk.f_frsize)
      head("cairn_storage_size_bytes", "gauge", "Size of the file system that the store lies on.")
      text += "cairn_storage_size_bytes \(unit.multipliedReportingOverflow(by: UInt64(disk.f_blocks)).partialValue)\n"
      head("cairn_storage_free_bytes", "gauge", "What the store can still take.")
      text += "cairn_storage_free_bytes \(unit.multipliedReportingOverflow(by: UInt64(disk.f_bavail)).partialValue)\n"
    }
    return text
  }

  private static func histogram(_ operation: String, _ latency: Latency) -> String {
    let name = "cairn_request_duration_seconds"
    var text = ""
    var total: UInt64 = 0
    for (index, count) in latency.counts.enumerated() {
      total += count
      let bound = index < bounds.count ? "\(bounds[index])" : "+Inf"
      text += "\(name)_bucket{operation=\"\(operation)\",le=\"\(bound)\"} \(total)\n"
    }
    text += "\(name)_sum{operation=\"\(operation)\"} \(Double(latency.nanoseconds) / 1e9)\n"
    return text + "\(name)_count{operation=\"\(operation)\"} \(total)\n"
  }
}

/// Counts and logs what was answered.
struct Monitor: Sendable {
  let metrics: Metrics
  let accessLog: AccessLog?

  func note(_ record: RequestRecord) {
    metrics.count(record)
    accessLog?.append(record.line)
  }
}

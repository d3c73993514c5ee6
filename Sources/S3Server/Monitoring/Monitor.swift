/// Counts and logs what was answered.
struct Monitor: Sendable {
  /// nil where no metrics are served.
  let metrics: Metrics?
  let accessLog: AccessLog?

  /// False where nobody will see what is noted: then making a record can be left out.
  var isWatched: Bool { metrics != nil || accessLog != nil }

  func note(_ record: RequestRecord) {
    metrics?.count(record)
    accessLog?.append(record.line)
  }
}

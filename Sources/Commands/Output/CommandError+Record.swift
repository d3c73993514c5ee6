import StorageModel

extension CommandError {
  /// The error record of `--json`.
  var record: Record {
    var record = Record(.error)
    record.add("message", text: message)
    record.add("next_step", text: nextStep)
    record.add("exit_code", Int64(status.rawValue))
    if let store {
      record.add("operation", text: store.operation)
      record.add("bucket", text: store.bucket)
      if let key = store.key { record.add("key", bytes: key.bytes) }
      record.add("code", text: store.serviceCode ?? store.code.rawValue)
      record.add("http_status", store.httpStatus.map(Int64.init))
      record.add("request_id", text: store.requestID)
    }
    return record
  }
}

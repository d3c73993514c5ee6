import Glibc
import StorageModel

extension CommandContext {
  /// The real process: descriptors 0 to 2, its environment, the system's clocks.
  static let process = CommandContext(
    environment: processEnvironment(), output: ByteOutput(descriptor: 1, bufferBytes: 256 << 10),
    diagnostics: ByteOutput(descriptor: 2, bufferBytes: 0), userID: geteuid(), inputDescriptor: 0,
    now: { systemTime() },
    elapsed: { monotonicTime() }, openEndpoint: { try S3Endpoint($0, $1) })
}

/// The environment, each value as text; a variable that is not UTF-8 is left out.
private func processEnvironment() -> [String: String] {
  var result: [String: String] = [:]
  var cursor: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> = environ
  while let entry = cursor.pointee {
    if let text = String(validatingCString: entry), let equals = text.firstIndex(of: "=") {
      result[String(text[..<equals])] = String(text[text.index(after: equals)...])
    }
    cursor += 1
  }
  return result
}

private func systemTime() -> Timestamp {
  var time = timespec()
  clock_gettime(CLOCK_REALTIME, &time)
  return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
}

private func monotonicTime() -> Duration {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
}

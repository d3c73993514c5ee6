internal import Glibc
internal import StorageModel

extension ClientEnvironment {
  /// The real world: the edge of this module.
  package static func system() -> ClientEnvironment {
    ClientEnvironment(
      variable: { name in getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 } },
      homeDirectory: home(),
      readFile: { try readWholeFile($0) },
      now: {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
      },
      uptime: {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
      },
      sleep: { try await Task.sleep(for: $0) },
      random: { UInt64.random(in: .min ... .max) },
      runProgram: { try await runHelperProgram($0) })
  }
}

private func home() -> String? {
  if let home = getenv("HOME") { return String(cString: home) }
  return getpwuid(getuid()).map { String(cString: $0.pointee.pw_dir) }
}

/// Configuration files and tokens are small; what is larger is none.
private let fileLimitBytes = 1 << 20

private func readWholeFile(_ path: String) throws -> [UInt8]? {
  guard let file = fopen(path, "re") else {
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw EnvironmentFailure("cannot read \(path): \(String(cString: strerror(errno)))")
  }
  defer { fclose(file) }
  var bytes = [UInt8](repeating: 0, count: fileLimitBytes + 1)
  let count = fread(&bytes, 1, bytes.count, file)
  guard ferror(file) == 0 else { throw EnvironmentFailure("cannot read \(path)") }
  guard count <= fileLimitBytes else { throw EnvironmentFailure("\(path) is larger than 1 MiB") }
  return Array(bytes[..<count])
}

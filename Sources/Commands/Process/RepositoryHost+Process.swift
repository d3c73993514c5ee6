import Glibc
import Snapshots
import StorageModel

extension RepositoryHost {
  /// This process on this machine.
  static func process(_ context: CommandContext) -> RepositoryHost {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let hostname = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return RepositoryHost(
      hostname: hostname, username: nameOfUser(geteuid()), userID: geteuid(), groupID: getegid(),
      processID: Int64(getpid()), programVersion: "cairn \(Cairn.version)", now: context.now,
      zoneOffset: { zoneOffsetMinutes($0) }, sleep: { try await pause(for: $0) },
      // EPERM: it exists and belongs to somebody else.
      isRunning: { process in
        guard let number = pid_t(exactly: process) else { return true }
        return kill(number, 0) == 0 || errno == EPERM
      },
      userName: { nameOfUser($0) }, groupName: { nameOfGroup($0) })
  }
}

private func zoneOffsetMinutes(_ time: Timestamp) -> Int32 {
  var seconds = time_t(time.seconds)
  var fields = tm()
  guard localtime_r(&seconds, &fields) != nil else { return 0 }
  return Int32(clamping: fields.tm_gmtoff / 60)
}

private func nameOfUser(_ id: UInt32) -> String {
  var entry = passwd()
  var found: UnsafeMutablePointer<passwd>?
  var buffer = [CChar](repeating: 0, count: 16 << 10)
  guard getpwuid_r(id, &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.pw_name else {
    return ""
  }
  return String(cString: name)
}

private func nameOfGroup(_ id: UInt32) -> String {
  var entry = group()
  var found: UnsafeMutablePointer<group>?
  var buffer = [CChar](repeating: 0, count: 16 << 10)
  guard getgrgid_r(id, &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.gr_name else {
    return ""
  }
  return String(cString: name)
}

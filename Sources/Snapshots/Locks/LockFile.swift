internal import JSON
internal import StorageModel

/// Who uses the repository, and whether nobody else may (restic design document, "Locks").
package struct LockFile: Hashable, Sendable {
  package var time: GoTime
  package var isExclusive: Bool
  package var hostname: String
  package var username: String
  package var processID: Int64
  package var userID: UInt32
  package var groupID: UInt32

  /// A lock that was not refreshed for so long is left over.
  static let staleSeconds: Int64 = 30 * 60

  func encoded() -> [UInt8] {
    var members: [JSONValue.Member] = [
      .init("time", .string(time.text)),
      .init("exclusive", .bool(isExclusive)),
      .init("hostname", .string(hostname)),
      .init("username", .string(username)),
      .init("pid", .integer(processID)),
    ]
    // Go's omitempty.
    if userID != 0 { members.append(.init("uid", .integer(Int64(userID)))) }
    if groupID != 0 { members.append(.init("gid", .integer(Int64(groupID)))) }
    return JSONValue.object(members).encoded()
  }

  /// nil for what is no lock.
  init?(decoding json: [UInt8]) {
    guard let value = JSONReader.read(json), let time = value["time"]?.string.flatMap({ GoTime(Array($0.utf8)) }) else {
      return nil
    }
    self.time = time
    isExclusive = value["exclusive"]?.bool ?? false
    hostname = value["hostname"]?.string ?? ""
    username = value["username"]?.string ?? ""
    processID = value["pid"]?.integer ?? 0
    userID = UInt32(clamping: value["uid"]?.integer ?? 0)
    groupID = UInt32(clamping: value["gid"]?.integer ?? 0)
  }

  init(host: RepositoryHost, exclusive: Bool) {
    time = host.zoned(host.now())
    isExclusive = exclusive
    hostname = host.hostname
    username = host.username
    processID = host.processID
    userID = host.userID
    groupID = host.groupID
  }

  /// True when its owner is gone: half an hour without a refresh, or a process of this machine that is no more.
  func isStale(_ host: RepositoryHost) -> Bool {
    if host.now().seconds - time.seconds > Self.staleSeconds { return true }
    return hostname == host.hostname && processID > 0 && !host.isRunning(processID)
  }

  /// For the message of who is refused.
  package var owner: String {
    "process \(processID) of \(username.isEmpty ? "uid \(userID)" : username) on \(hostname), since \(time.text)"
  }
}

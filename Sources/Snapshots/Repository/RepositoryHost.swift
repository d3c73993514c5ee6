package import StorageModel

/// What a repository needs to know of the machine and the process that use it. Tests bind another one.
package struct RepositoryHost: Sendable {
  package var hostname: String
  package var username: String
  package var userID: UInt32
  package var groupID: UInt32
  package var processID: Int64
  package var now: @Sendable () -> Timestamp
  /// Minutes east of Greenwich of this machine's zone at a time.
  package var zoneOffset: @Sendable (Timestamp) -> Int32
  package var sleep: @Sendable (Duration) async throws -> Void
  /// Whether a process of this machine exists.
  package var isRunning: @Sendable (Int64) -> Bool
  /// `cairn 1.2`, for snapshots.
  package var programVersion: String
  /// The name of a user and of a group; empty where there is none.
  package var userName: @Sendable (UInt32) -> String
  package var groupName: @Sendable (UInt32) -> String

  package init(
    hostname: String, username: String, userID: UInt32, groupID: UInt32, processID: Int64, programVersion: String,
    now: @escaping @Sendable () -> Timestamp, zoneOffset: @escaping @Sendable (Timestamp) -> Int32,
    sleep: @escaping @Sendable (Duration) async throws -> Void, isRunning: @escaping @Sendable (Int64) -> Bool,
    userName: @escaping @Sendable (UInt32) -> String, groupName: @escaping @Sendable (UInt32) -> String
  ) {
    self.userName = userName
    self.groupName = groupName
    self.hostname = hostname
    self.username = username
    self.userID = userID
    self.groupID = groupID
    self.processID = processID
    self.programVersion = programVersion
    self.now = now
    self.zoneOffset = zoneOffset
    self.sleep = sleep
    self.isRunning = isRunning
  }

  /// The time with the offset of this machine's zone.
  package func zoned(_ time: Timestamp) -> GoTime { GoTime(time, offsetMinutes: zoneOffset(time)) }

  package var keyOwner: KeyOwner {
    KeyOwner(created: zoned(now()).text, username: username, hostname: hostname)
  }
}

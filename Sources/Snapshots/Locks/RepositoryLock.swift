internal import StorageModel
internal import Synchronization

/// A lock of the repository that this process holds, by restic's protocol (restic design document, "Locks"): look for
/// others, write one's own, wait, look again; refresh every five minutes; remove at the end.
package final class RepositoryLock: Sendable {
  /// As restic waits: long enough that two that wrote at the same time see each other.
  private static let settling: Duration = .milliseconds(200)
  private static let refreshPeriod: Duration = .seconds(5 * 60)

  private let repository: Repository
  private let host: RepositoryHost
  private let isExclusive: Bool
  private let file: Mutex<File>

  private struct File {
    var id: StorageID
    var refreshed: Timestamp
  }

  /// The lock under which the current task runs.
  @TaskLocal static var held: RepositoryLock?

  private init(_ repository: Repository, _ host: RepositoryHost, exclusive: Bool, id: StorageID) {
    self.repository = repository
    self.host = host
    isExclusive = exclusive
    file = Mutex(File(id: id, refreshed: host.now()))
  }

  /// To be called right before what cannot be taken back: throws `.locked` unless the lock is still there and was
  /// refreshed in time. A machine that slept may have lost it, and wakes in the middle of anything.
  func confirm() async throws {
    while true {
      let known = file.withLock { $0 }
      guard host.now().seconds - known.refreshed.seconds < LockFile.staleSeconds else {
        throw RepositoryError(.locked, "the lock was not refreshed in time; run the command again")
      }
      if try await repository.backend.size(RepositoryFile(.lock, known.id)) != nil { return }
      // Replaced by a refresh meanwhile: look at the new one.
      guard file.withLock({ $0.id }) != known.id else {
        throw RepositoryError(.locked, "the lock was removed by somebody else; run the command again")
      }
    }
  }

  /// Confirms the lock under which the current task runs; nothing without one.
  package static func confirmHeld() async throws { try await held?.confirm() }

  /// Runs `body` while the lock is held and refreshed; the lock is gone when this returns, also after a cancellation.
  ///
  /// `.locked` when somebody else has it and `wait` is over. Should the lock be lost in between (removed by somebody
  /// who took it for stale, or not refreshed for too long), `body` is cancelled and `.locked` thrown.
  @discardableResult
  package static func holding<Value: Sendable>(
    _ repository: Repository, _ host: RepositoryHost, exclusive: Bool, wait: Duration? = nil,
    _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let lock = try await acquire(repository, host, exclusive: exclusive, wait: wait)
    do {
      let value = try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await $held.withValue(lock) { try await body() } }
        group.addTask {
          try await lock.refreshing()
          return nil
        }
        defer { group.cancelAll() }
        while let result = try await group.next() { if let result { return result } }
        throw CancellationError()
      }
      try await lock.release()
      return value
    } catch {
      // The first error is the one to report; a lock that stays turns stale.
      try? await lock.release()
      throw error
    }
  }

  private static func acquire(
    _ repository: Repository, _ host: RepositoryHost, exclusive: Bool, wait: Duration?
  ) async throws -> RepositoryLock {
    let deadline = wait.map { host.now().nanoseconds.addingReportingOverflow($0.wholeNanoseconds).partialValue }
    while true {
      do { return try await attempt(repository, host, exclusive: exclusive) } catch let error as RepositoryError {
        guard error.code == .locked, let deadline, host.now().nanoseconds < deadline else { throw error }
        try await host.sleep(.seconds(1))
      }
    }
  }

  private static func attempt(
    _ repository: Repository, _ host: RepositoryHost, exclusive: Bool
  ) async throws -> RepositoryLock {
    try await refuseConflict(repository, host, exclusive: exclusive, own: nil)
    let id = try await repository.saveUnpacked(.lock, LockFile(host: host, exclusive: exclusive).encoded())
    let lock = RepositoryLock(repository, host, exclusive: exclusive, id: id)
    do {
      try await host.sleep(settling)
      try await refuseConflict(repository, host, exclusive: exclusive, own: id)
    } catch {
      // As above.
      try? await lock.release()
      throw error
    }
    return lock
  }

  /// Throws `.locked` when another lock is in the way. One whose owner is gone is removed: should the owner wake up,
  /// it finds its lock missing and stops.
  private static func refuseConflict(
    _ repository: Repository, _ host: RepositoryHost, exclusive: Bool, own: StorageID?
  ) async throws {
    for (id, lock) in try await RepositoryLocks(repository).list() where id != own {
      guard let lock else {
        throw RepositoryError(
          .locked, "a lock cannot be read, so nobody knows whose it is; see 'cairn snapshot unlock'",
          file: RepositoryFile(.lock, id))
      }
      if lock.isStale(host) {
        try await repository.backend.remove([RepositoryFile(.lock, id)])
      } else if exclusive || lock.isExclusive {
        throw RepositoryError(
          .locked, "the repository is locked\(lock.isExclusive ? " exclusively" : "") by \(lock.owner)",
          file: RepositoryFile(.lock, id))
      }
    }
  }

  /// Refreshes until it is cancelled. Throws when the lock was lost.
  private func refreshing() async throws {
    var refreshed = host.now()
    while true {
      try await host.sleep(Self.refreshPeriod)
      if host.now().seconds - refreshed.seconds > LockFile.staleSeconds {
        // This machine slept: somebody may have taken the lock for stale meanwhile.
        throw RepositoryError(.locked, "the lock was not refreshed in time; run the command again")
      }
      do {
        try await refresh()
        refreshed = host.now()
      } catch let error as RepositoryError where error.code == .locked {
        throw error
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        // The store may be back before half an hour is over; until then the lock is good.
        continue
      }
    }
  }

  /// The new file is there before the old one goes, so that at no time there is none.
  private func refresh() async throws {
    let old = file.withLock { $0.id }
    guard try await repository.backend.size(RepositoryFile(.lock, old)) != nil else {
      throw RepositoryError(.locked, "the lock was removed by somebody else; run the command again")
    }
    let time = host.now()
    let new = try await repository.saveUnpacked(.lock, LockFile(host: host, exclusive: isExclusive).encoded())
    file.withLock { $0 = File(id: new, refreshed: time) }
    try await repository.backend.remove([RepositoryFile(.lock, old)])
  }

  /// Done also when the task was cancelled.
  private func release() async throws {
    let file = RepositoryFile(.lock, file.withLock { $0.id })
    let backend = repository.backend
    try await uncancelled { try await backend.remove([file]) }
  }
}

extension Duration {
  /// Clamped to what Int64 holds.
  fileprivate var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? .max / 2 : min(product, .max / 2) + attoseconds / 1_000_000_000
  }
}

import StorageModel
import Synchronization

@testable import Snapshots

/// Decides in which order the requests of several programs reach one repository, what time it is, who is killed and
/// whose machine sleeps; all of it by one seed.
///
/// The programs run on a ``QuietExecutor``. When none of their jobs can go on, each of them waits here for a request to
/// be let through, or for time to pass: one of those is chosen. A program of which nothing waits here then never goes
/// on: it is reported as stuck.
final class Scheduler: Sendable {
  struct Killed: Error {}

  fileprivate struct Waiting {
    let id: Int
    let program: Int
    var wakesAt: Int64
    /// nil for a sleep.
    let request: Request?
    /// A change that follows a look at the lock.
    let isConfirmed: Bool
    /// A program that waits for nothing but the next refresh of its lock is stuck.
    let isIdle: Bool
    let continuation: CheckedContinuation<Void, any Error>
  }

  fileprivate enum Decision {
    case none
    case again
    case resume(CheckedContinuation<Void, any Error>)
    /// Those that end, and what they had sent already.
    case end([CheckedContinuation<Void, any Error>], [@Sendable () -> Void])
    case stop([CheckedContinuation<Void, any Error>])
  }

  fileprivate struct State {
    var generator: SeededGenerator
    var now: Int64
    var nextID = 0
    var begun = 0
    var live: Set<Int>
    var dead: Set<Int> = []
    var last = 0
    var waiting: [Waiting] = []
    /// Waits that were cancelled before they began.
    var cancelled: Set<Int> = []
    var requests: [Int: Int] = [:]
    /// Program → its last request that was let through.
    var latest: [Int: Request] = [:]
    var confirmed: Set<Int> = []
    var slept: [Int: Int64] = [:]
    var plan: SchedulePlan
    var steps = 0
    var stuck: String?
    var trace: [String] = []
    var finish: CheckedContinuation<Void, Never>?
  }

  /// Far more than three programs need.
  private static let longestSteps = 20_000

  let executor = QuietExecutor()
  private let count: Int
  private let state: Mutex<State>

  init(_ plan: SchedulePlan, startSeconds: Int64) {
    count = plan.programs.count
    state = Mutex(
      State(
        generator: SeededGenerator(seed: ~plan.seed), now: startSeconds * SchedulePlan.second,
        live: Set(0..<plan.programs.count), plan: plan))
    executor.whenQuiet { [weak self] in self?.decide() }
  }

  var now: Timestamp { Timestamp(nanoseconds: state.withLock { $0.now }) }

  /// How long the program's machine slept.
  func sleptNanoseconds(_ program: Int) -> Int64 { state.withLock { $0.slept[program] ?? 0 } }

  func isRunning(_ program: Int) -> Bool { state.withLock { $0.live.contains(program) && !$0.dead.contains(program) } }

  func wasKilled(_ program: Int) -> Bool { state.withLock { $0.dead.contains(program) } }

  /// What happened, one line a request; names of files are left out, being random.
  var trace: [String] { state.withLock { $0.trace } }

  /// Why the programs could not come to their end; nil when they did.
  var stuck: String? { state.withLock { $0.stuck } }

  // MARK: - What programs do

  /// The program waits for its first turn; nobody gets one before all have begun.
  func begin(_ program: Int) async throws {
    state.withLock { $0.begun += 1 }
    try await wait(program, nil, isIdle: false) { $0.now }
  }

  /// Returns when it is the turn of the request, which is then carried out at once.
  func turn(_ program: Int, _ request: Request) async throws {
    try await wait(program, request, isIdle: false) { state in
      state.now + state.plan.delay(of: request, &state.generator)
    }
  }

  func sleep(_ program: Int, _ duration: Duration) async throws {
    let (seconds, attoseconds) = duration.components
    try await wait(program, nil, isIdle: seconds > 10) { state in
      // Who waits for the lock for an hour is not looked at every second.
      let stretch = seconds == 1 ? state.plan.retrySeconds : seconds
      return state.now + stretch * SchedulePlan.second + attoseconds / SchedulePlan.second
    }
  }

  func end(_ program: Int) {
    let finish = state.withLock { state in
      state.live.remove(program)
      defer { if state.live.isEmpty { state.finish = nil } }
      return state.live.isEmpty ? state.finish : nil
    }
    finish?.resume()
  }

  /// Returns when every program has ended, or one is stuck.
  func finished() async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        if state.live.isEmpty || state.stuck != nil { return true }
        state.finish = continuation
        return false
      }
      if isOver { continuation.resume() }
    }
  }

  private func wait(
    _ program: Int, _ request: Request?, isIdle: Bool, until time: (inout State) -> Int64
  ) async throws {
    let (id, wakesAt) = state.withLock { state in
      state.nextID += 1
      return (state.nextID, time(&state))
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let refusal = state.withLock { state -> (any Error)? in
          if state.stuck != nil || state.dead.contains(program) { return Killed() }
          if state.cancelled.remove(id) != nil { return CancellationError() }
          state.waiting.append(
            Waiting(
              id: id, program: program, wakesAt: wakesAt, request: request,
              isConfirmed: state.isConfirmed(request, program), isIdle: isIdle, continuation: continuation))
          return nil
        }
        if let refusal { continuation.resume(throwing: refusal) }
      }
    } onCancel: {
      cancel(id)
    }
  }

  /// A request that waits is cancelled: nobody knows whether it arrived.
  private func cancel(_ id: Int) {
    let (waiting, arrived) = state.withLock { state -> (Waiting?, (@Sendable () -> Void)?) in
      guard let index = state.waiting.firstIndex(where: { $0.id == id }) else {
        state.cancelled.insert(id)
        return (nil, nil)
      }
      let waiting = state.waiting.remove(at: index)
      return (waiting, state.arrival(of: waiting.request))
    }
    arrived?()
    waiting?.continuation.resume(throwing: CancellationError())
  }

  // MARK: - Decisions

  /// Lets one of those that wait go on.
  private func decide() {
    while true {
      switch state.withLock({ Self.decide(&$0, count) }) {
      case .none: return
      case .again: continue
      case .resume(let continuation): return continuation.resume()
      case .end(let continuations, let arrived):
        for effect in arrived { effect() }
        for continuation in continuations { continuation.resume(throwing: Killed()) }
        return
      case .stop(let continuations):
        for continuation in continuations { continuation.resume(throwing: Killed()) }
        let finish = state.withLock { state in
          defer { state.finish = nil }
          return state.finish
        }
        finish?.resume()
        return
      }
    }
  }

  private static func decide(_ state: inout State, _ count: Int) -> Decision {
    guard state.begun == count, !state.live.isEmpty, state.stuck == nil else { return .none }
    let active = Set(state.waiting.filter { !$0.isIdle }.map(\.program))
    if let stuck = state.live.sorted().first(where: { !active.contains($0) }) {
      return state.stop("program \(stuck) waits for nothing that could happen")
    }
    state.steps += 1
    if state.steps > longestSteps { return state.stop("the programs come to no end") }
    let chosen = state.waiting[state.choose()]
    guard let request = chosen.request else { return .resume(state.take(chosen.id).continuation) }
    let number = state.requests[chosen.program, default: 0] + 1
    if state.plan.naps[chosen.program].map({ number >= $0.request }) == true, state.fallAsleep(chosen.program) {
      return .again
    }
    state.requests[chosen.program] = number
    state.latest[chosen.program] = request
    state.trace.append("\(chosen.program) \(request.name)")
    if state.plan.deaths[chosen.program] == number { return state.kill(chosen.program) }
    return .resume(state.take(chosen.id).continuation)
  }
}

extension Scheduler.State {
  fileprivate mutating func take(_ id: Int) -> Scheduler.Waiting {
    guard let index = waiting.firstIndex(where: { $0.id == id }) else { preconditionFailure("it was just there") }
    return waiting.remove(at: index)
  }

  /// Whose turn it is. Time passes only when nobody can do anything at this one.
  fileprivate mutating func choose() -> Int {
    var ready = waiting.indices.filter { waiting[$0].wakesAt <= now }
    if ready.isEmpty {
      now = waiting.map(\.wakesAt).min() ?? now
      ready = waiting.indices.filter { waiting[$0].wakesAt <= now }
    }
    // Some races need one program to stand still while another does all of its work.
    if plan.staysPercent > 0, generator.next() % 100 < plan.staysPercent {
      let same = ready.filter { waiting[$0].program == last }
      if !same.isEmpty { ready = same }
    }
    let index = ready[Int(generator.next() % UInt64(ready.count))]
    last = waiting[index].program
    return index
  }

  /// Asked right after the request before was answered: no other task of the program has had a turn since.
  fileprivate mutating func isConfirmed(_ request: Request?, _ program: Int) -> Bool {
    guard let request, request.effect != nil else { return false }
    if request.isContinued { return confirmed.contains(program) }
    let isConfirmed = request.kind != .lock && latest[program]?.name == Request.confirmation
    if isConfirmed { confirmed.insert(program) } else if request.kind != .lock { confirmed.remove(program) }
    return isConfirmed
  }

  /// Everything of the program's machine stands still. Not between a look at the lock and the change that it allows:
  /// no protocol closes that moment.
  fileprivate mutating func fallAsleep(_ program: Int) -> Bool {
    guard let nap = plan.naps[program],
      !waiting.contains(where: { $0.program == program && $0.isConfirmed })
    else { return false }
    plan.naps[program] = nil
    slept[program] = nap.nanoseconds
    for index in waiting.indices where waiting[index].program == program {
      waiting[index].wakesAt = max(waiting[index].wakesAt, now + nap.nanoseconds)
    }
    trace.append("\(program) sleeps \(nap.nanoseconds / SchedulePlan.second) s")
    return true
  }

  /// The program ends here. What it had sent arrives or does not.
  fileprivate mutating func kill(_ program: Int) -> Scheduler.Decision {
    dead.insert(program)
    trace.append("\(program) is killed")
    let ending = waiting.filter { $0.program == program }
    waiting.removeAll { $0.program == program }
    var arrived: [@Sendable () -> Void] = []
    for waiting in ending { if let effect = arrival(of: waiting.request) { arrived.append(effect) } }
    return .end(ending.map(\.continuation), arrived)
  }

  fileprivate mutating func stop(_ reason: String) -> Scheduler.Decision {
    stuck = reason
    defer { waiting = [] }
    return .stop(waiting.map(\.continuation))
  }

  fileprivate mutating func arrival(of request: Request?) -> (@Sendable () -> Void)? {
    guard let effect = request?.effect, generator.next() % 2 == 0 else { return nil }
    trace.append("a request arrives nevertheless: \(request?.name ?? "")")
    return effect
  }
}

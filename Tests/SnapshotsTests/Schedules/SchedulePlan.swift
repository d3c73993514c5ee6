@testable import Snapshots

/// A request of a program to its repository.
struct Request: Sendable {
  /// For the trace: `save data`.
  var name: String
  var kind: RepositoryFileKind
  /// What it changes; nil for what only reads.
  var effect: (@Sendable () -> Void)?
  /// It goes on with what the request before it began.
  var isContinued = false

  static let confirmation = "size \(RepositoryFileKind.lock.rawValue)"
}

/// What happens in one schedule, as far as it is known before: all of it follows from the seed.
struct SchedulePlan: Sendable {
  static let second: Int64 = 1_000_000_000

  struct Nap: Sendable {
    /// Before this request, counted from 1.
    var request: Int
    var nanoseconds: Int64
  }

  var seed: UInt64
  var programs: [ScheduledProgram.Kind]
  /// Decides details of a program.
  var choices: [UInt64]
  /// Program → the request at which it is killed.
  var deaths: [Int: Int] = [:]
  var naps: [Int: Nap] = [:]
  /// How often the program whose turn it was has the next one as well.
  var staysPercent: UInt64 = 0
  /// Some requests take minutes.
  var isSlow = false
  /// How long programs wait for the lock, and how often they look.
  var lockWait: Duration?
  var retrySeconds: Int64 = 1
  /// Processes of one machine see whether the others are alive.
  var isOneMachine = false
  /// Each machine keeps its index and packs of trees.
  var keepsCache = false

  init(seed: UInt64, among kinds: [ScheduledProgram.Kind] = ScheduledProgram.Kind.allCases) {
    var generator = SeededGenerator(seed: seed)
    self.seed = seed
    let count = generator.next() % 8 == 0 ? 4 : generator.next() % 3 == 0 ? 2 : 3
    programs = (0..<count).map { _ in kinds[Int(generator.next() % UInt64(kinds.count))] }
    choices = programs.map { _ in generator.next() }
    for number in programs.indices {
      switch generator.next() % 4 {
      case 0: deaths[number] = 1 + Int(generator.next() % 40)
      case 1:
        // Longer than a lock lives, or so short that the lock lives on.
        let minutes = Int64([2, 20, 35, 90][Int(generator.next() % 4)])
        naps[number] = Nap(request: 1 + Int(generator.next() % 40), nanoseconds: minutes * 60 * Self.second)
      default: break
      }
    }
    staysPercent = [0, 70, 95][Int(generator.next() % 3)]
    isSlow = generator.next() % 4 == 0
    switch generator.next() % 3 {
    case 0: lockWait = nil
    case 1: lockWait = .seconds(20)
    default: (lockWait, retrySeconds) = (.seconds(3600), 400)
    }
    isOneMachine = generator.next() % 2 == 0
    keepsCache = generator.next() % 8 == 0
  }

  /// Slow or not, a lock is refreshed long before others take it for stale: its own requests take seconds.
  func delay(of request: Request, _ generator: inout SeededGenerator) -> Int64 {
    guard isSlow, generator.next() % 8 == 0 else { return 0 }
    let longest: UInt64 = request.kind == .lock ? 30 : 600
    return Int64(generator.next() % longest) * Self.second
  }
}

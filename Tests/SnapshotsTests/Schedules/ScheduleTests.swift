import Glibc
import Testing

@testable import Snapshots

/// Commands of every kind side by side on one repository, their requests in any order, killed anywhere, on machines
/// that fall asleep: every snapshot that somebody was told of stays whole at every moment, and a prune afterwards
/// completes.
///
/// A seed brings a schedule back: `CAIRN_SCHEDULE_SEED` begins there, `CAIRN_SCHEDULES` says how many follow. Keys and
/// nonces are random all the same, so that what depends on the order of names may differ.
@Suite struct ScheduleTests {
  private static func number(_ variable: String, or value: UInt64) -> UInt64 {
    getenv(variable).flatMap { UInt64(String(cString: $0)) } ?? value
  }

  @Test func anyOrderLeavesEverySnapshotWhole() async throws {
    let bed = try await ScheduleBed()
    let first = Self.number("CAIRN_SCHEDULE_SEED", or: 1)
    let count = Self.number("CAIRN_SCHEDULES", or: 120)
    var failures = 0
    var ended: Set<ScheduledProgram.Kind> = []
    for seed in first..<first + count {
      let plan = SchedulePlan(seed: seed)
      let outcome = try await bed.run(plan)
      ended.formUnion(outcome.ended)
      guard !outcome.problems.isEmpty else { continue }
      Issue.record("seed \(seed), \(plan.programs): \(outcome.problems)\n\(outcome.trace.joined(separator: "\n"))")
      failures += 1
      if failures == 5 { return }
    }
    if count >= 100 { #expect(ended == Set(ScheduledProgram.Kind.allCases)) }
  }

  /// Each mistake that the model knows breaks the engine as well, and is seen.
  @Test(arguments: ProtocolModel.Weakness.allCases)
  func aWeakerEngineIsCaught(_ weakness: ProtocolModel.Weakness) async throws {
    let bed = try await ScheduleBed()
    for seed in UInt64(1)...1000 {
      let plan = SchedulePlan(seed: seed, among: [.create, .prune, .forgetAndPrune])
      if try await !bed.run(plan, weakness: weakness).problems.isEmpty { return }
    }
    Issue.record("1000 schedules do not notice \(weakness)")
  }

  @Test func aSeedBringsItsScheduleBack() async throws {
    let bed = try await ScheduleBed()
    for seed in UInt64(1)...6 {
      let traces = [
        try await bed.run(SchedulePlan(seed: seed)).trace, try await bed.run(SchedulePlan(seed: seed)).trace,
      ]
      #expect(traces[0] == traces[1], "seed \(seed)")
    }
  }

  /// A program that waits for ever is reported instead of waited for.
  @Test func aStuckProgramIsFound() async throws {
    var plan = SchedulePlan(seed: 1)
    plan.programs = [.create, .create]
    let scheduler = Scheduler(plan, startSeconds: 0)
    let never = BoundedChannel<Int>(capacity: 1)
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<2 {
        group.addTask(executorPreference: scheduler.executor) {
          do {
            try await scheduler.begin(number)
            if number == 1 { _ = try await never.receive() }
          } catch {
            #expect(error is CancellationError)
          }
          scheduler.end(number)
        }
      }
      await scheduler.finished()
      group.cancelAll()
    }
    #expect(scheduler.stuck == "program 1 waits for nothing that could happen")
  }
}

import Dispatch
import Synchronization

/// Runs the jobs of all tasks that prefer it one after the other, in the order in which they came, and says when none
/// is left. Nothing goes on by itself then: everybody waits for somebody outside.
///
/// No thread waits: a program under test may suspend wherever it likes, in as many tasks as it likes.
final class QuietExecutor: TaskExecutor {
  private let queue = DispatchQueue(label: "schedule")
  /// Waiting and running.
  private let jobs = Atomic<Int>(0)
  private let quiet = Mutex<@Sendable () -> Void>({})

  /// `body` is called between two jobs, never beside one. It makes somebody go on, or nobody ever will.
  func whenQuiet(_ body: @escaping @Sendable () -> Void) { quiet.withLock { $0 = body } }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.add(1, ordering: .sequentiallyConsistent)
    queue.async { [self] in
      job.runSynchronously(on: asUnownedTaskExecutor())
      if jobs.subtract(1, ordering: .sequentiallyConsistent).newValue == 0 { quiet.withLock(\.self)() }
    }
  }
}

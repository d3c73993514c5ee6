import StorageModel
import Synchronization

@testable import S3Client

/// A world of a test's own: variables, files, a clock that moves only by sleeping, and no chance.
final class TestEnvironment: Sendable {
  struct State {
    var variables: [String: String] = [:]
    var files: [String: String] = [:]
    var seconds: Int64 = 1_800_000_000
    var slept: Duration = .zero
    var sleeps: [Duration] = []
    var programs: [[String]] = []
    var programOutput = ""
  }

  let state = Mutex(State())

  init(variables: [String: String] = [:], files: [String: String] = [:]) {
    state.withLock { state in
      state.variables = variables
      state.files = files
    }
  }

  func set(_ name: String, _ value: String?) { state.withLock { $0.variables[name] = value } }

  func advance(seconds: Int64) { state.withLock { $0.seconds += seconds } }

  var now: Timestamp { Timestamp(seconds: state.withLock { $0.seconds }) }

  var sleeps: [Duration] { state.withLock { $0.sleeps } }

  var environment: ClientEnvironment {
    ClientEnvironment(
      variable: { name in self.state.withLock { $0.variables[name] } }, homeDirectory: "/users/test",
      readFile: { path in self.state.withLock { $0.files[path].map { Array($0.utf8) } } }, now: { self.now },
      uptime: { self.state.withLock { $0.slept } },
      sleep: { duration in
        try Task.checkCancellation()
        self.state.withLock { state in
          state.slept += duration
          state.sleeps.append(duration)
        }
      }, random: { .max },
      runProgram: { words in
        self.state.withLock { state in
          state.programs.append(words)
          return Array(state.programOutput.utf8)
        }
      })
  }
}

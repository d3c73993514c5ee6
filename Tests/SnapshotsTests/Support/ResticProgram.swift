import FolderFixtures
// Glibc declares `environ` as a plain variable; it is not used here.
@preconcurrency import Glibc
import Testing

/// The system's restic, with a repository of its own in a temporary folder: the independent reader and writer.
struct ResticProgram: Sendable {
  static let password = "a password"
  static let path = "/usr/bin/restic"
  static var isInstalled: Bool { access(path, X_OK) == 0 }

  let folder: TemporaryFolder
  var repository: String
  /// The zone in which restic writes times.
  var zone = "UTC"

  init(_ folder: TemporaryFolder, repository: String? = nil) {
    self.folder = folder
    self.repository = repository ?? folder.path + "/repository"
  }

  /// Runs restic with `words` and returns its standard output; `directory` is where it runs.
  @discardableResult func run(_ words: [String], in directory: String? = nil) throws -> [UInt8] {
    let (exit, output, errors) = try outcome(words, in: directory)
    guard exit == 0 else {
      throw SystemFailure("restic \(words.joined(separator: " ")): exit \(exit): \(errors)", 0)
    }
    return output
  }

  /// Exit status of another program.
  func outcome(of command: [String]) throws -> Int32 { try outcome(command: command).0 }

  /// Exit status, standard output, standard error.
  func outcome(_ words: [String], in directory: String? = nil) throws -> (Int32, [UInt8], String) {
    try outcome(command: (directory.map { ["/usr/bin/env", "-C", $0] } ?? []) + [Self.path] + words)
  }

  private func outcome(command: [String]) throws -> (Int32, [UInt8], String) {
    let number = folder.nextNumber()
    let (output, errors) = (folder.path + "/restic-\(number).out", folder.path + "/restic-\(number).err")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    let environment = [
      "RESTIC_REPOSITORY=\(repository)", "RESTIC_PASSWORD=\(Self.password)", "HOME=\(folder.path)", "TZ=\(zone)",
      "RESTIC_CACHE_DIR=\(folder.path)/restic-cache", "PATH=/usr/bin:/bin",
    ]
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { for pointer in arguments + variables { free(pointer) } }
    var child = pid_t()
    let result = posix_spawn(&child, command[0], &actions, nil, &arguments, &variables)
    guard result == 0 else { throw SystemFailure("start restic", result) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    let exit = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
    return (exit, try readBytes(output), String(decoding: try readBytes(errors), as: UTF8.self))
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips the test where restic is missing, unless it runs in CI: there it fails.
  static var needsRestic: Self {
    .enabled(if: ResticProgram.isInstalled || getenv("CI") != nil, "needs restic")
  }
}

/// A generator whose seed a failing test prints (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { self.state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// Eight bytes a step: tests want megabytes.
  mutating func bytes(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      while filled < count {
        withUnsafeBytes(of: next()) { word in
          let piece = min(8, count - filled)
          raw[filled..<filled + piece].copyBytes(from: word[..<piece])
          filled += piece
        }
      }
    }
  }
}

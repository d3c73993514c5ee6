import Glibc
import Testing

/// Where programs are found.
enum Tools {
  /// The built program, next to the test bundle; `CAIRN_BINARY` names another.
  static let cairn: String = environment("CAIRN_BINARY") ?? folder(of: testProgram) + "/cairn"

  /// The programs of other makers, and helpers of the system.
  enum Peer: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case aws, rclone, s5cmd, s3cmd, weed, restic
    case moto = "moto_server"
    case strace, setpriv, mount, openssl
    case mkfs = "mkfs.ext4"
    case python = "python3"
    case s3fs = "s3fs-python"
    case analyze = "systemd-analyze"

    var testDescription: String { rawValue }

    /// nil when it is not installed: in `CAIRN_PEERS`, `.venv/bin` of the package, or on `PATH`.
    var path: String? {
      let package = folder(of: folder(of: folder(of: folder(of: #filePath))))
      let folders =
        [environment("CAIRN_PEERS"), package + "/.venv/bin"].compactMap(\.self) + searchPath + ["/usr/sbin", "/sbin"]
      return folders.map { $0 + "/" + rawValue }.first { access($0, X_OK) == 0 }
    }

    /// A peer that is missing is skipped where somebody develops, and fails where `CI` is true.
    var isExpected: Bool { path != nil || environment("CI") == "true" }

    func requirePath() throws -> String { try #require(path, "\(rawValue) is not installed") }
  }

  static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  static let searchPath = (environment("PATH") ?? "/usr/bin:/bin").split(separator: ":").map(String.init)

  private static let testProgram: String = {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let path = buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
    let program = String(decoding: path, as: UTF8.self)
    // The bundle is loaded by a helper of the toolchain; its path is among the arguments then.
    return CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? program
  }()
}

/// What stands before the last slash.
func folder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return String(path[..<slash])
}

extension Trait where Self == ConditionTrait {
  /// Skips the test where a program is missing, unless it runs in CI: there it fails.
  static func needs(_ peers: Tools.Peer...) -> Self {
    .enabled(if: peers.allSatisfy(\.isExpected), "needs \(peers.map(\.rawValue).joined(separator: ", "))")
  }
}

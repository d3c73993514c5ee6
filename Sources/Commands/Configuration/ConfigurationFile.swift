import StorageModel
import TOMLKit

/// The configuration file: `[remote.NAME]` and `[job.NAME]`; cairn.toml(5).
struct ConfigurationFile: Sendable {
  /// Where it was read from, for messages; nil when there is none.
  var path: String?
  private(set) var remotes: [String: RemoteSettings] = [:]
  private(set) var prices: [String: Prices] = [:]
  private(set) var jobs: [String: JobSettings] = [:]

  /// No file: no remotes, no jobs.
  static let empty = ConfigurationFile()

  private init() {}

  /// Parses TOML. Throws a usage error that names the file, and the line or the setting.
  init(parsing text: String, path: String) throws {
    self.path = path
    let root: TOMLTable
    do {
      root = try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      throw CommandError.usage("\(path) line \(error.source.begin.line): \(error.description)")
    }
    for section in root.keys.sorted() {
      guard let table = root[section]?.table else {
        throw CommandError.usage(
          "\(path): '\(section)' stands outside of a section", next: "move it below [remote.NAME]")
      }
      switch section {
      case "remote":
        for name in table.keys {
          remotes[name] = try RemoteSettings(SettingsTable(table, name, section: "remote.\(name)", path: path))
        }
      case "prices":
        for name in table.keys {
          prices[name] = try Prices(SettingsTable(table, name, section: "prices.\(name)", path: path))
        }
      case "job":
        for name in table.keys {
          jobs[name] = try JobSettings(SettingsTable(table, name, section: "job.\(name)", path: path))
        }
      default:
        throw CommandError.usage(
          "\(path): unknown section [\(section)]", next: "use [remote.NAME], [job.NAME] or [prices.NAME]")
      }
    }
  }

  /// The remote called `name`; a usage error when there is none.
  func remote(_ name: String) throws -> RemoteSettings {
    if let remote = remotes[name] { return remote }
    guard let path else {
      throw CommandError.usage(
        "no remote '\(name)': there is no configuration file",
        next: "add [remote.\(name)] to ~/.config/cairn/config.toml, or write ./\(name):… for a path")
    }
    let nearest = nearestName(to: name, among: remotes.keys.sorted())
    throw CommandError.usage(
      "no remote '\(name)' in \(path)", next: nearest.map { "did you mean '\($0)'?" } ?? "add [remote.\(name)]")
  }
}

import LocalFiles
import StorageModel

extension ConfigurationFile {
  /// A configuration is small; a larger file is a mistake.
  private static let limitBytes = 1 << 20

  /// The file that `--config` names, or the first that exists of `$XDG_CONFIG_HOME/cairn/config.toml` (`~/.config`
  /// where that is unset) and `/etc/cairn/config.toml`.
  static func find(named path: String?, context: CommandContext) throws -> ConfigurationFile {
    if let path {
      guard let text = try read(ArgumentBytes.bytes(path)) else {
        throw CommandError.usage("--config \(path): no such file")
      }
      return try ConfigurationFile(parsing: text, path: path)
    }
    let home = context.variable("HOME").map { $0 + "/.config" }
    let folders = [context.variable("XDG_CONFIG_HOME") ?? home].compactMap { $0.map { $0 + "/cairn" } } + ["/etc/cairn"]
    for folder in folders {
      let path = folder + "/config.toml"
      if let text = try read(Array(path.utf8)) { return try ConfigurationFile(parsing: text, path: path) }
    }
    return .empty
  }

  /// nil when there is no such file.
  private static func read(_ path: [UInt8]) throws -> String? {
    guard let bytes = try SmallFile.read(path, limitBytes: limitBytes) else { return nil }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandError.usage("\(escapedForDisplay(path)): not UTF-8")
    }
    return text
  }
}

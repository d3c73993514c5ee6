internal import StorageModel

/// `~/.aws/config` and `~/.aws/credentials` together (`AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name others).
struct SharedConfiguration: Sendable {
  private let config: ConfigurationFile
  private let credentials: ConfigurationFile

  init(config: ConfigurationFile = ConfigurationFile(), credentials: ConfigurationFile = ConfigurationFile()) {
    self.config = config
    self.credentials = credentials
  }

  /// Files that do not exist count as empty.
  init(_ environment: ClientEnvironment) throws(StoreError) {
    config = try Self.read("AWS_CONFIG_FILE", "config", environment)
    credentials = try Self.read("AWS_SHARED_CREDENTIALS_FILE", "credentials", environment)
  }

  /// What both files say of a profile, the credentials file first; nil when neither has it.
  func profile(_ name: String) -> ConfigurationFile.Section? {
    let general = config.sections["profile \(name)"] ?? (name == "default" ? config.sections["default"] : nil)
    let secret = credentials.sections[name]
    guard general != nil || secret != nil else { return nil }
    var merged = general ?? ConfigurationFile.Section()
    merged.values.merge(secret?.values ?? [:]) { _, new in new }
    merged.maps.merge(secret?.maps ?? [:]) { _, new in new }
    return merged
  }

  /// `[sso-session NAME]`
  func session(_ name: String) -> ConfigurationFile.Section? { config.sections["sso-session \(name)"] }

  /// `[services NAME]`
  func services(_ name: String) -> ConfigurationFile.Section? { config.sections["services \(name)"] }

  private static func read(
    _ variable: String, _ name: String, _ environment: ClientEnvironment
  ) throws(StoreError) -> ConfigurationFile {
    guard
      let path = environment.variable(variable).map({ environment.expand($0) }) ?? environment.inHome(".aws/\(name)")
    else { return ConfigurationFile() }
    do {
      return try environment.readFile(path).map(ConfigurationFile.init) ?? ConfigurationFile()
    } catch {
      throw StoreError(.invalidCredentials, operation: "configuration", message: "\(error)", cause: error)
    }
  }
}

extension ClientEnvironment {
  /// A path below the home folder; nil without one.
  func inHome(_ path: String) -> String? { homeDirectory.map { $0 + "/" + path } }

  /// `~/` at the start stands for the home folder.
  func expand(_ path: String) -> String {
    guard path.hasPrefix("~/"), let homeDirectory else { return path }
    return homeDirectory + path.dropFirst()
  }
}

import ArgumentParser
import JSON
import Snapshots

/// `cairn snapshot key`
struct SnapshotKey: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "List, add, remove or change the passwords of a repository.",
    subcommands: [SnapshotKeyList.self, SnapshotKeyAdd.self, SnapshotKeyRemove.self, SnapshotKeyChange.self])
}

/// What the key commands share.
struct KeyCommandOptions: ParsableArguments {
  @OptionGroup(title: "Repository") var repository: RepositoryOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func session(_ reporter: Reporter) async throws -> RepositorySession {
    try await RepositorySession(repository, connection, reporter.context)
  }
}

/// Where a new password comes from.
struct NewPasswordOptions: ParsableArguments {
  @Option(help: ArgumentHelp("File with the new password.", valueName: "file"), completion: .file())
  var newPasswordFile: String?

  @Option(help: ArgumentHelp("Command that prints the new password.", valueName: "command"))
  var newPasswordCommand: String?

  func read(_ context: CommandContext) throws -> [UInt8] {
    var password = RepositoryPassword(file: newPasswordFile, command: newPasswordCommand, context)
    password.variablePrefixes = ["CAIRN_NEW_"]
    return try password.read(isNew: true, prompt: "new password")
  }
}

/// `cairn snapshot key list`
struct SnapshotKeyList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the keys; the one in use has a star.")

  @OptionGroup var options: KeyCommandOptions

  func run() async throws {
    let reporter = try Reporter(command: "snapshot key list", options: options.output)
    let session = try await options.session(reporter)
    for (id, file) in try await KeyRing(session.repository.backend).list() {
      let isUsed = id == session.repository.keyID
      var record = Record(.item)
      record.add("id", text: id.description)
      record.add("in_use", .bool(isUsed))
      record.add("username", text: file?.username)
      record.add("hostname", text: file?.hostname)
      record.add("created", text: file?.created)
      try reporter.record(record)
      let facts = file.map { "\($0.created)  \($0.username)@\($0.hostname)" } ?? "no key"
      try reporter.result(escapedForDisplayLine("\(isUsed ? "*" : " ")\(id.short)  \(facts)"))
    }
  }
}

/// `cairn snapshot key add`
struct SnapshotKeyAdd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "add", abstract: "Add a password.")

  @OptionGroup var new: NewPasswordOptions
  @OptionGroup var options: KeyCommandOptions

  func run() async throws {
    let reporter = try Reporter(command: "snapshot key add", options: options.output)
    let session = try await options.session(reporter)
    let password = try new.read(reporter.context)
    let id = try await session.locked {
      try await KeyRing(session.repository.backend).add(
        session.repository.key, password: password, owner: session.host.keyOwner)
    }
    try reporter.keyChanged("added", id)
  }
}

/// `cairn snapshot key remove`
struct SnapshotKeyRemove: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a key, but not the one in use.")

  @Argument(help: ArgumentHelp("Id of the key, or its beginning.", valueName: "key"))
  var name: String

  @OptionGroup var options: KeyCommandOptions

  func run() async throws {
    let reporter = try Reporter(command: "snapshot key remove", options: options.output)
    let session = try await options.session(reporter)
    let ring = KeyRing(session.repository.backend)
    let found = try await ring.list().map(\.id).filter { $0.description.hasPrefix(name) }
    guard let id = found.first, found.count == 1, name.utf8.count >= 4 else {
      throw CommandError(.notFound, "'\(name)' names \(found.count) keys", next: "see 'cairn snapshot key list'")
    }
    try await session.locked(exclusive: true) { try await ring.remove(id, inUse: session.repository.keyID) }
    try reporter.keyChanged("removed", id)
  }
}

/// `cairn snapshot key change`
struct SnapshotKeyChange: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "change", abstract: "Put a new password in the place of the one in use.", aliases: ["passwd"])

  @OptionGroup var new: NewPasswordOptions
  @OptionGroup var options: KeyCommandOptions

  func run() async throws {
    let reporter = try Reporter(command: "snapshot key change", options: options.output)
    let session = try await options.session(reporter)
    let password = try new.read(reporter.context)
    let id = try await session.locked(exclusive: true) {
      try await KeyRing(session.repository.backend).change(
        session.repository.key, inUse: session.repository.keyID, password: password, owner: session.host.keyOwner)
    }
    try reporter.keyChanged("changed to", id)
  }
}

extension Reporter {
  fileprivate func keyChanged(_ action: String, _ id: StorageID) throws {
    var record = Record(.item)
    record.add("action", text: action)
    record.add("id", text: id.description)
    try self.record(record)
    try result("key \(action) \(id.short)")
  }
}

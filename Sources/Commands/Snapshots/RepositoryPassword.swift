import Glibc
import LocalFiles
import StorageModel

/// Where the password of a repository comes from: file, command, environment, and last of all somebody at a terminal.
struct RepositoryPassword {
  /// More than any password has.
  private static let limitBytes = 64 << 10

  /// `CAIRN_` and `RESTIC_`, or for a second repository `CAIRN_FROM_` and `RESTIC_FROM_`.
  var variablePrefixes = ["CAIRN_", "RESTIC_"]
  let file: String?
  let command: String?
  let context: CommandContext

  init(_ options: RepositoryOptions, _ context: CommandContext) {
    self.init(file: options.passwordFile, command: options.passwordCommand, context)
  }

  init(file: String?, command: String?, _ context: CommandContext) {
    self.file = file
    self.command = command
    self.context = context
  }

  /// The password; asks for it where nothing else says it. `isNew` asks twice.
  func read(isNew: Bool = false, prompt: String = "password for the repository") throws -> [UInt8] {
    if let file { return try Self.fromFile(file) }
    if let command { return try Self.fromCommand(command) }
    for prefix in variablePrefixes {
      if let file = context.variable(prefix + "PASSWORD_FILE") { return try Self.fromFile(file) }
      if let command = context.variable(prefix + "PASSWORD_COMMAND") { return try Self.fromCommand(command) }
      if let password = context.variable(prefix + "PASSWORD") { return Array(password.utf8) }
    }
    let password = try ask(prompt)
    if isNew, try ask("the same again") != password { throw CommandError.usage("the two passwords differ") }
    guard !password.isEmpty else { throw CommandError.usage("an empty password protects nothing") }
    return password
  }

  private static func fromFile(_ name: String) throws -> [UInt8] {
    guard let text = try SmallFile.read(ArgumentBytes.bytes(name), limitBytes: limitBytes) else {
      throw CommandError(.usage, "there is no password file \(escapedForDisplay(ArgumentBytes.bytes(name)))")
    }
    return trimmed(text)
  }

  /// By the shell, its standard error being ours.
  private static func fromCommand(_ command: String) throws -> [UInt8] {
    guard let stream = popen(command, "r") else {
      throw CommandError(.someFailed, "the password command could not be started: \(errorText(errno))")
    }
    let text = Result {
      try SmallFile.readAll(fileno(stream), name: Array("password command".utf8), limitBytes: limitBytes)
    }
    guard pclose(stream) == 0 else { throw CommandError(.someFailed, "the password command failed") }
    let password = trimmed(try text.get())
    guard !password.isEmpty else { throw CommandError(.someFailed, "the password command printed nothing") }
    return password
  }

  /// White space around it does not count, as in restic.
  private static func trimmed(_ text: [UInt8]) -> [UInt8] {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
    return text.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
  }

  /// Without an echo on the terminal.
  private func ask(_ prompt: String) throws -> [UInt8] {
    guard context.diagnostics.isTerminal, isatty(context.inputDescriptor) == 1 else {
      throw CommandError.usage(
        "no password was given", next: "set CAIRN_PASSWORD, or give --password-file or --password-command")
    }
    let input = context.inputDescriptor
    var saved = termios()
    guard tcgetattr(input, &saved) == 0 else { throw CommandError(.someFailed, "the terminal cannot be read") }
    var silent = saved
    silent.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(input, TCSANOW, &silent)
    defer { tcsetattr(input, TCSANOW, &saved) }
    // A terminal that cannot be written to cannot answer either.
    try? context.diagnostics.write(Array("\(prompt): ".utf8))
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while Glibc.read(input, &byte, 1) == 1, byte != UInt8(ascii: "\n"), line.count < Self.limitBytes {
      line.append(byte)
    }
    try? context.diagnostics.write(Array("\n".utf8))
    return line
  }
}

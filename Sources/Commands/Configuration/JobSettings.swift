/// `[job.NAME]`: a command that a schedule runs. Every other setting stands for an option of that command.
struct JobSettings: Sendable {
  /// The command: `sync`, `verify`.
  var mode: String
  var source: String
  var target: String
  /// Option names without their dashes; a nil value is a flag.
  var options: [(name: String, values: [String?])]

  init(_ table: SettingsTable) throws {
    mode = try table.text("mode") ?? "sync"
    guard let source = try table.text("source") else { throw table.wrong("source", "is missing") }
    guard let target = try table.text("target") else { throw table.wrong("target", "is missing") }
    self.source = source
    self.target = target
    options = try table.remainingOptions()
  }

  /// The options as they stand on a command line.
  var flags: [String] {
    options.flatMap { name, values in values.map { value in "--\(name)" + (value.map { "=\($0)" } ?? "") } }
  }

  /// The command line that the job stands for.
  var arguments: [String] { [mode] + flags + ["--", source, target] }
}

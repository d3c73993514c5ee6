import ArgumentParser
internal import JSON

/// `cairn job list`
struct JobList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the jobs: name and the command line that each stands for.")

  @Flag(help: "Print one JSON record a line instead of text.")
  var json = false

  @OptionGroup var options: JobOptions

  func run() async throws {
    let context = CommandContext.current
    let file = try options.configuration(context)
    for (name, job) in file.jobs.sorted(by: { $0.key < $1.key }) {
      if json {
        var record = Record(.item)
        record.add("job", text: name)
        record.add("arguments", .array(job.arguments.map(JSONValue.string)))
        try context.output.write(record.line + [UInt8(ascii: "\n")])
      } else {
        try context.output.writeLine("\(name): cairn \(job.arguments.joined(separator: " "))")
      }
    }
  }
}

import ArgumentParser
import StorageModel

/// `cairn snapshot pin restore`
struct PinRestore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Bring back what a pin has into a folder, or over what is in a bucket now.",
    discussion: "The same as 'cairn sync --pin NAME LOCATION TARGET', which has all options of a mirror.")

  @OptionGroup var pin: OnePinOptions

  @Option(
    name: [.short, .long], help: ArgumentHelp("Folder or s3://bucket/prefix to restore into.", valueName: "location"))
  var target: String

  @Flag(help: "Remove what is in the target and not in the pin.")
  var delete = false

  @Flag(name: [.customShort("n"), .long], help: "Say what would be done, and do nothing.")
  var dryRun = false

  func run() async throws {
    let (pins, manifest) = try await pin.open("snapshot pin restore")
    let remote = pins.place.remote.map { "\($0):" } ?? "s3://"
    let source = Array("\(remote)\(pins.bucket.text)/".utf8) + manifest.header.prefix
    var sync = try SyncCommand.parse(
      ["--pin", pin.name, ArgumentBytes.text(source), target] + (delete ? ["--delete"] : [])
        + (dryRun ? ["--dry-run"] : [])
    )
    sync.arguments.connection = pin.options.connection
    sync.arguments.output = pin.options.output
    try await sync.run()
  }
}

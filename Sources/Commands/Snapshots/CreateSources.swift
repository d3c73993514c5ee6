import ArgumentParser
import Snapshots
import StorageModel

/// What goes into a snapshot, and what does not.
struct CreateSources: ParsableArguments {
  @Argument(help: ArgumentHelp("Files and folders.", valueName: "path"), completion: .file())
  var paths: [String] = []

  @Option(help: ArgumentHelp("Also the paths in this file, one a line.", valueName: "file"), completion: .file())
  var filesFrom: [String] = []

  @Flag(help: "Save standard input as one file.")
  var stdin = false

  @Option(help: ArgumentHelp("Name of the file for standard input.", valueName: "name"))
  var stdinFilename: String = "stdin"

  @Option(name: [.customShort("e"), .long], help: ArgumentHelp("Leave out what matches.", valueName: "pattern"))
  var exclude: [String] = []

  @Option(help: ArgumentHelp("The same, upper and lower case alike.", valueName: "pattern"))
  var iexclude: [String] = []

  @Option(help: ArgumentHelp("Patterns to leave out, one a line.", valueName: "file"), completion: .file())
  var excludeFile: [String] = []

  @Option(help: ArgumentHelp("The same, upper and lower case alike.", valueName: "file"), completion: .file())
  var iexcludeFile: [String] = []

  @Flag(help: "Leave out what is in folders marked by a CACHEDIR.TAG.")
  var excludeCaches = false

  @Option(
    help: ArgumentHelp(
      "Leave out what is in folders that have this file; NAME:HEADER looks at its beginning.", valueName: "name"))
  var excludeIfPresent: [String] = []

  @Flag(name: [.customShort("x"), .long], help: "Stay on the file systems of the given paths.")
  var oneFileSystem = false

  func apply(to options: inout CreateOptions, _ context: CommandContext) throws {
    options.targets = paths.map { ArgumentBytes.bytes($0) }
    for name in filesFrom { options.targets += try Self.lines(of: name, context) }
    for text in exclude { try add(text, foldsCase: false, &options) }
    for text in iexclude { try add(text, foldsCase: true, &options) }
    for (names, foldsCase) in [(excludeFile, false), (iexcludeFile, true)] {
      for name in names {
        let text = try Self.text(of: name, context)
        options.excludes.add(lines: text, foldsCase: foldsCase)
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
        options.excludeTexts += lines.map(String.init).filter { !$0.hasPrefix("#") }
      }
    }
    options.skipsCacheFolders = excludeCaches
    options.oneFileSystem = oneFileSystem
    options.markers = excludeIfPresent.map { text in
      let parts = ArgumentBytes.bytes(text).split(separator: UInt8(ascii: ":"), maxSplits: 1)
      return FolderMarker(name: Array(parts.first ?? []), header: parts.count > 1 ? Array(parts[1]) : [])
    }
  }

  private func add(_ text: String, foldsCase: Bool, _ options: inout CreateOptions) throws {
    guard let pattern = ExcludePattern(ArgumentBytes.bytes(text), foldsCase: foldsCase) else {
      throw CommandError.usage("an exclude pattern is empty")
    }
    options.excludes.add(pattern)
    options.excludeTexts.append(text)
  }

  private static func text(of name: String, _ context: CommandContext) throws -> [UInt8] {
    if name == "-" {
      return try SmallFile.readAll(context.inputDescriptor, name: Array("standard input".utf8), limitBytes: 64 << 20)
    }
    guard let text = try SmallFile.read(ArgumentBytes.bytes(name), limitBytes: 64 << 20) else {
      throw CommandError(.usage, "there is no file \(escapedForDisplay(ArgumentBytes.bytes(name)))")
    }
    return text
  }

  private static func lines(of name: String, _ context: CommandContext) throws -> [[UInt8]] {
    try text(of: name, context).split(separator: UInt8(ascii: "\n")).map { Array($0) }
      .filter { $0.first != UInt8(ascii: "#") }
  }
}

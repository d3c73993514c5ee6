import LocalFiles
import Planning
import StorageModel

extension FilterOptions {
  /// The rules of the command line, in its order.
  func compiled(_ context: CommandContext) throws -> Filters {
    var compiled = Filters()
    for rule in orderedRules {
      let text = ArgumentBytes.bytes(rule.text)
      switch rule.kind {
      case .exclude: try compiled.exclude(text)
      case .include: try compiled.include(text)
      case .rule: try compiled.addRule(text)
      case .file: try compiled.addRules(try rulesFile(text, context))
      }
    }
    if let filesFrom {
      compiled.names = try NameList(try rulesFile(ArgumentBytes.bytes(filesFrom), context))
    }
    return compiled
  }

  /// A file of rules or names, `-` for standard input. 64 MiB hold the names of about a million files.
  private func rulesFile(_ name: [UInt8], _ context: CommandContext) throws -> [UInt8] {
    let limit = 64 << 20
    if name == [UInt8(ascii: "-")] {
      return try SmallFile.readAll(context.inputDescriptor, name: Array("standard input".utf8), limitBytes: limit)
    }
    guard let text = try SmallFile.read(name, limitBytes: limit) else {
      throw CommandError.usage("\(escapedForDisplay(name)) does not exist", next: "check the name of the file")
    }
    return text
  }

  /// Sizes and ages; ages count from `now`.
  func selection(now: Timestamp) -> SelectionLimits {
    var limits = SelectionLimits()
    limits.minimumBytes = minSize?.bytes
    limits.maximumBytes = maxSize?.bytes
    limits.notAfter = minAge.map { Timestamp(seconds: now.seconds - $0.seconds) }
    limits.notBefore = maxAge.map { Timestamp(seconds: now.seconds - $0.seconds) }
    return limits
  }
}

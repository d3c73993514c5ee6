internal import JSON
internal import StorageModel

/// Reads what a ``PlanFileWriter`` wrote, in pieces of any length. Nothing of a plan may be carried out before
/// ``finish()`` agreed: read it twice, or keep the items.
package struct PlanFileReader: Sendable {
  /// What a line says.
  package enum Line: Hashable, Sendable {
    case header(PlanHeader)
    case item(PlanItem)
  }

  /// The longest line, in bytes: a path of 1,024 bytes in escapes of six, twice, and the rest.
  private static let longestLine = 64 << 10

  private var pending: [UInt8] = []
  private var lineNumber = 0
  private var itemCount: Int64 = 0
  private var hash: UInt64 = 0
  private var hasEnded = false

  package init() {}

  /// The lines that `bytes` complete.
  package mutating func feed(_ bytes: [UInt8]) throws(PlanningError) -> [Line] {
    var lines: [Line] = []
    var rest = bytes[...]
    while let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
      pending += rest[..<newline]
      rest = rest[(newline + 1)...]
      let line = pending
      pending = []
      if let read = try read(line) { lines.append(read) }
    }
    pending += rest
    guard pending.count <= Self.longestLine else { throw damaged("the line is too long") }
    return lines
  }

  /// To be called behind the last byte; throws for a plan that is cut off or changed.
  package mutating func finish() throws(PlanningError) {
    guard pending.isEmpty, hasEnded else { throw damaged("the plan ends too early") }
  }

  private func damaged(_ message: String) -> PlanningError {
    PlanningError(.badPlanFile, subject: "line \(lineNumber)", message: message)
  }

  /// nil for the end line, which is checked here.
  private mutating func read(_ bytes: [UInt8]) throws(PlanningError) -> Line? {
    lineNumber += 1
    guard !hasEnded else { throw damaged("there is something behind the end") }
    guard bytes.count <= Self.longestLine, let value = JSONReader.read(bytes) else { throw damaged("it is not JSON") }
    let hashBefore = hash
    hash = StableHash.hash(bytes, seed: hash)
    if lineNumber == 1 { return .header(try header(value)) }
    if let end = value["end"] {
      guard end["items"]?.integer == itemCount, end["hash"]?.unsigned == hashBefore else {
        throw damaged("the plan was changed after it was made")
      }
      hasEnded = true
      return nil
    }
    guard let item = PlanFields.decode(value) else { throw damaged("it is not an item of a plan") }
    itemCount += 1
    return .item(item)
  }

  private func header(_ value: JSONValue) throws(PlanningError) -> PlanHeader {
    guard let version = value["cairnPlan"]?.integer else { throw damaged("it is not a plan") }
    guard version <= PlanHeader.currentVersion else {
      throw PlanningError(.newerPlanFile, subject: "line 1", message: "a newer version of Cairn made the plan")
    }
    guard version == PlanHeader.currentVersion, let source = PlanFields.bytes("source", in: value),
      let target = PlanFields.bytes("target", in: value), let made = value["madeNanoseconds"]?.integer,
      case .object(let members)? = value["options"]
    else { throw damaged("it is not the header of a plan") }
    var options: [String: String] = [:]
    for member in members {
      guard let text = member.value.string else { throw damaged("an option is not text") }
      options[member.name] = text
    }
    return PlanHeader(source: source, target: target, made: Timestamp(nanoseconds: made), options: options)
  }
}

extension PlanFields {
  /// The bytes under `name`, in either form; nil for none.
  static func bytes(_ name: String, in value: JSONValue) -> [UInt8]? {
    if let text = value[name]?.string { return Array(text.utf8) }
    return value[name + "Base64"]?.string.flatMap { Base64.decode($0) }
  }

  static func decode(_ value: JSONValue) -> PlanItem? {
    guard let action = value["action"]?.string.flatMap(PlanItem.Action.init(rawValue:)),
      let path = bytes("path", in: value), let sizeBytes = value["size"]?.integer, sizeBytes >= 0
    else { return nil }
    var item = PlanItem(action, path: PathBytes(bytes: path), sizeBytes: sizeBytes)
    if let reason = value["reason"] {
      guard let known = reason.string.flatMap(TransferReason.init(rawValue:)) else { return nil }
      item.reason = known
    }
    if let source = value["ifSource"] {
      guard let condition = sourceCondition(source) else { return nil }
      item.source = condition
    }
    if let target = value["ifTarget"] {
      guard let condition = targetCondition(target) else { return nil }
      item.target = condition
    }
    item.copiedFrom = bytes("copiedFrom", in: value).map { PathBytes(bytes: $0) }
    guard (item.action == .renameCopy) == (item.copiedFrom != nil) else { return nil }
    return item
  }

  private static func sourceCondition(_ value: JSONValue) -> SourceCondition? {
    if let file = value["file"] { return fingerprint(file).map { .file($0) } }
    return value["etag"]?.string.map { .object(ETag(verbatim: $0), versionID: value["version"]?.string) }
  }

  private static func targetCondition(_ value: JSONValue) -> TargetCondition? {
    if value.string == "absent" { return .absent }
    if let file = value["file"] { return fingerprint(file).map { .file($0) } }
    return value["etag"]?.string.map { .object(ETag(verbatim: $0)) }
  }

  private static func fingerprint(_ value: JSONValue) -> FileFingerprint? {
    guard let numbers = value.array, numbers.count == 5, let device = numbers[0].unsigned,
      let inode = numbers[1].unsigned, let sizeBytes = numbers[2].integer, let modified = numbers[3].integer,
      let changed = numbers[4].integer
    else { return nil }
    return FileFingerprint(
      device: device, inode: inode, sizeBytes: sizeBytes, modified: Timestamp(nanoseconds: modified),
      changed: Timestamp(nanoseconds: changed))
  }
}

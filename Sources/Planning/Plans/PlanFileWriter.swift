internal import JSON
internal import StorageModel

/// Writes a plan as lines of JSON: a header, one line for each item, and an end with their number and a hash of
/// everything before, so that a plan that was cut off or changed is not applied.
///
/// A name that is UTF-8 stands as `"path"`, any other in base64 as `"pathBase64"`.
package struct PlanFileWriter: Sendable {
  private var itemCount: Int64 = 0
  private var hash: UInt64 = 0

  package init() {}

  /// The first line, its newline included. To be called once, before any item.
  package mutating func header(_ header: PlanHeader) -> [UInt8] {
    let options = header.options.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }
    var members: [JSONValue.Member] = [.init("cairnPlan", .integer(PlanHeader.currentVersion))]
    members.append(PlanFields.bytes("source", header.source))
    members.append(PlanFields.bytes("target", header.target))
    members.append(.init("madeNanoseconds", .integer(header.made.nanoseconds)))
    members.append(.init("options", .object(options)))
    return line(.object(members))
  }

  /// The line of one item.
  package mutating func item(_ item: PlanItem) -> [UInt8] {
    itemCount += 1
    return line(PlanFields.encode(item))
  }

  /// The last line.
  package mutating func end() -> [UInt8] {
    let end: [JSONValue.Member] = [.init("items", .integer(itemCount)), .init("hash", JSONValue(hash))]
    return line(.object([.init("end", .object(end))]))
  }

  private mutating func line(_ value: JSONValue) -> [UInt8] {
    let bytes = value.encoded()
    hash = StableHash.hash(bytes, seed: hash)
    return bytes + [UInt8(ascii: "\n")]
  }
}

/// The members of a plan's lines.
enum PlanFields {
  static func bytes(_ name: String, _ bytes: [UInt8]) -> JSONValue.Member {
    if let text = String(validating: bytes, as: UTF8.self) { return .init(name, .string(text)) }
    return .init(name + "Base64", .string(Base64.encode(bytes)))
  }

  static func encode(_ item: PlanItem) -> JSONValue {
    var members: [JSONValue.Member] = [.init("action", .string(item.action.rawValue))]
    members.append(bytes("path", item.path.bytes))
    members.append(.init("size", .integer(item.sizeBytes)))
    if let reason = item.reason { members.append(.init("reason", .string(reason.rawValue))) }
    switch item.source {
    case .file(let file)?: members.append(.init("ifSource", .object([.init("file", numbers(file))])))
    case .object(let etag, let versionID)?:
      var object: [JSONValue.Member] = [.init("etag", .string(etag.value))]
      if let versionID { object.append(.init("version", .string(versionID))) }
      members.append(.init("ifSource", .object(object)))
    case nil: break
    }
    switch item.target {
    case .any: break
    case .absent: members.append(.init("ifTarget", .string("absent")))
    case .object(let etag): members.append(.init("ifTarget", .object([.init("etag", .string(etag.value))])))
    case .file(let file): members.append(.init("ifTarget", .object([.init("file", numbers(file))])))
    }
    if let copiedFrom = item.copiedFrom { members.append(bytes("copiedFrom", copiedFrom.bytes)) }
    return .object(members)
  }

  private static func numbers(_ file: FileFingerprint) -> JSONValue {
    .array([
      JSONValue(file.device), JSONValue(file.inode), .integer(file.sizeBytes), .integer(file.modified.nanoseconds),
      .integer(file.changed.nanoseconds),
    ])
  }
}

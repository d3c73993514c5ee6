internal import JSON
import StorageModel

/// One line of `--json`: `{"schema":1,"type":"item",…}`.
///
/// A member that is absent has no value; members may be added within a schema version, never renamed or removed.
struct Record: Sendable {
  enum Kind: String, Sendable { case plan, progress, item, error, summary }

  /// Counts up when a record changes in a way that breaks a reader.
  static let schemaVersion: Int64 = 1

  let kind: Kind
  private(set) var members: [JSONValue.Member]

  init(_ kind: Kind) {
    self.kind = kind
    members = [
      JSONValue.Member("schema", .integer(Self.schemaVersion)), JSONValue.Member("type", .string(kind.rawValue)),
    ]
  }

  /// Adds a member; nil adds nothing.
  mutating func add(_ name: String, _ value: JSONValue?) {
    if let value { members.append(JSONValue.Member(name, value)) }
  }

  mutating func add(_ name: String, text: String?) { add(name, text.map(JSONValue.string)) }
  mutating func add(_ name: String, _ number: Int64?) { add(name, number.map(JSONValue.integer)) }

  /// Adds a name that is bytes: as text when it is UTF-8, otherwise its escaped form and, under `NAME_hex`, all of
  /// its bytes.
  mutating func add(_ name: String, bytes: [UInt8]) {
    if let text = String(validating: bytes, as: UTF8.self) {
      add(name, text: text)
    } else {
      add(name, text: escapedForDisplay(bytes))
      let digits = Array("0123456789abcdef")
      add(name + "_hex", text: String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }))
    }
  }

  var line: [UInt8] { JSONValue.object(members).encoded() }
}

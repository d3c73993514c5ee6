internal import JSON
import ObjectStores
import StorageModel

/// One object as a line of `ls`, appended to a buffer: 200,000 of them must cost next to nothing.
struct ListingLine: Sendable {
  enum Style: Sendable { case long, names, json }

  let style: Style
  let isHuman: Bool
  /// How many bytes of each key are the folder that was asked for.
  let prefixBytes: Int
  let terminator: UInt8

  func append(_ object: ListedObject, to line: inout [UInt8]) {
    switch style {
    case .names: break
    case .long:
      appendISO8601Seconds(object.lastModified, to: &line)
      let size = isHuman ? humanBytes(object.sizeBytes) : String(object.sizeBytes)
      appendPadded(size, to: &line)
    case .json:
      var record = Record(.item)
      record.add("key", bytes: object.key.bytes)
      record.add("bytes", object.sizeBytes)
      record.add("modified", text: iso8601(object.lastModified))
      record.add("etag", text: object.etag.value)
      record.add("storage_class", text: object.storageClass ?? "STANDARD")
      JSONValue.object(record.members).append(to: &line)
      line.append(UInt8(ascii: "\n"))
      return
    }
    appendName(object.key.bytes, to: &line)
  }

  func append(folder: ObjectKey, to line: inout [UInt8]) {
    switch style {
    case .names: break
    case .long:
      line.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 20))
      appendPadded("DIR", to: &line)
    case .json:
      var record = Record(.item)
      record.add("prefix", bytes: folder.bytes)
      JSONValue.object(record.members).append(to: &line)
      line.append(UInt8(ascii: "\n"))
      return
    }
    appendName(folder.bytes, to: &line)
  }

  /// Names end in a NUL as they are, or in a line break with control characters escaped.
  private func appendName(_ key: [UInt8], to line: inout [UInt8]) {
    let name = key[min(prefixBytes, key.count)...]
    if terminator == 0 || name.allSatisfy({ $0 >= 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") }) {
      line.append(contentsOf: name)
    } else {
      line.append(contentsOf: escapedForDisplay(Array(name)).utf8)
    }
    line.append(terminator)
  }

  private func appendPadded(_ text: String, to line: inout [UInt8]) {
    let width = 13
    let text = text.utf8
    line.append(contentsOf: repeatElement(UInt8(ascii: " "), count: max(1, width - text.count)))
    line.append(contentsOf: text)
    line.append(UInt8(ascii: " "))
    line.append(UInt8(ascii: " "))
  }
}

internal import StorageModel

/// The headers that a signature covers, in the form and order in which it covers them.
struct CanonicalHeaders {
  /// Lower-case names in ascending byte order; a repeated name stands once for each value, in the order of the wire.
  private let entries: [(name: String, value: String)]

  /// What a client signs: all it sends, but for the fields that libraries and proxies on the way add or change.
  init(signing headers: HTTPFields) {
    var entries: [(name: String, value: String)] = []
    entries.reserveCapacity(headers.fields.count)
    for field in headers.fields {
      let name = lowercased(field.name)
      if isSigned(name) { entries.append((name, field.value)) }
    }
    sortByName(&entries)
    self.entries = entries
  }

  /// What a request says that its signature covers. `names` ascend. A name without a field counts as an empty value.
  init(names: [String], of headers: HTTPFields) {
    self.entries = names.map { ($0, headers[$0] ?? "") }
  }

  /// The line of the canonical request that names them: `host;x-amz-date`.
  var signedNames: String {
    var names: [UInt8] = []
    names.reserveCapacity(entries.count * 20)
    for position in entries.indices where !repeats(position) {
      if position > 0 { names.append(UInt8(ascii: ";")) }
      names.append(contentsOf: entries[position].name.utf8)
    }
    return String(decoding: names, as: UTF8.self)
  }

  /// Appends `name:value\n` for each name; values of a repeated one are joined by commas.
  func append(to buffer: inout [UInt8]) {
    for (position, entry) in entries.enumerated() {
      if repeats(position) {
        buffer[buffer.count - 1] = UInt8(ascii: ",")
      } else {
        buffer.append(contentsOf: entry.name.utf8)
        buffer.append(UInt8(ascii: ":"))
      }
      appendTrimmed(entry.value, to: &buffer)
      buffer.append(UInt8(ascii: "\n"))
    }
  }

  private func repeats(_ position: Int) -> Bool {
    position > 0 && entries[position].name == entries[position - 1].name
  }
}

/// Without white space at the ends, and with one space for each run of them.
private func appendTrimmed(_ value: String, to buffer: inout [UInt8]) {
  let start = buffer.count
  buffer.append(contentsOf: value.utf8)
  let isPlain = buffer.withUnsafeBufferPointer { bytes in
    !bytes[start...].contains { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }
  if isPlain { return }
  buffer.removeLast(buffer.count - start)
  var end = start
  for byte in value.utf8 {
    let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    if isBlank, buffer.count == start || (byte == UInt8(ascii: " ") && buffer.last == byte) { continue }
    buffer.append(byte)
    if !isBlank { end = buffer.count }
  }
  buffer.removeLast(buffer.count - end)
}

/// Insertion sort: a dozen headers that mostly stand in order already, and stable, which repeated names need.
private func sortByName(_ entries: inout [(name: String, value: String)]) {
  for end in entries.indices.dropFirst() {
    var position = end
    while position > 0, entries[position].name < entries[position - 1].name {
      entries.swapAt(position, position - 1)
      position -= 1
    }
  }
}

/// Returns the very same string where nothing changes: no allocation for names that are in lower case already.
func lowercased(_ name: String) -> String {
  let range = UInt8(ascii: "A")...UInt8(ascii: "Z")
  guard name.utf8.contains(where: { range.contains($0) }) else { return name }
  return String(decoding: name.utf8.map { range.contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
}

private func isSigned(_ name: String) -> Bool {
  switch name {
  case "authorization", "connection", "expect", "user-agent", "accept", "accept-encoding", "transfer-encoding", "te",
    "trailer", "upgrade":
    false
  default: true
  }
}

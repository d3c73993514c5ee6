internal import Digests

/// Reads the JSON of an index file in one pass without building values: an index of 50,000 blobs is 8 MiB of text, and
/// as a tree of values it would take twenty times that.
///
/// Members that are not known are skipped, whatever they hold, to a bounded depth (restic design document, "Indexing").
struct IndexScanner {
  struct Damaged: Error {}

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// Calls `pack` for each pack with its blobs; returns the ids that the file supersedes.
  static func read(
    _ json: [UInt8], pack: (StorageID, [BlobLocation]) throws -> Void
  ) throws -> [StorageID] {
    try json.withUnsafeBufferPointer { buffer in
      var scanner = IndexScanner(buffer)
      var superseded: [StorageID] = []
      try scanner.object { scanner, name in
        switch name {
        case "supersedes":
          if try scanner.skipNull() { return }
          try scanner.array { superseded.append(try $0.id()) }
        case "packs":
          if try scanner.skipNull() { return }
          try scanner.array { scanner in
            let (id, blobs) = try scanner.packEntry()
            try pack(id, blobs)
          }
        default: try scanner.skipValue(depth: 0)
        }
      }
      scanner.skipSpace()
      guard scanner.position == buffer.count else { throw Damaged() }
      return superseded
    }
  }

  private mutating func packEntry() throws -> (StorageID, [BlobLocation]) {
    var pack: StorageID?
    var blobs: [BlobLocation] = []
    try object { scanner, name in
      switch name {
      case "id": pack = try scanner.id()
      case "blobs":
        if try scanner.skipNull() { return }
        try scanner.array { blobs.append(try $0.blobEntry()) }
      default: try scanner.skipValue(depth: 0)
      }
    }
    guard let pack else { throw Damaged() }
    for index in blobs.indices { blobs[index].pack = pack }
    return (pack, blobs)
  }

  private mutating func blobEntry() throws -> BlobLocation {
    var kind: BlobKind?
    var id: StorageID?
    var place = BlobPlace(offset: 0, length: 0)
    try object { scanner, name in
      switch name {
      case "id": id = try scanner.id()
      case "type":
        let text = try scanner.string()
        kind = text == "data" ? .data : text == "tree" ? .tree : nil
      case "offset": place.offset = try scanner.number()
      case "length": place.length = try scanner.number()
      case "uncompressed_length":
        let length = try scanner.number()
        place.uncompressedLength = length == 0 ? nil : length
      default: try scanner.skipValue(depth: 0)
      }
    }
    guard let kind, let id, place.length > 32, !place.offset.addingReportingOverflow(place.length).overflow else {
      throw Damaged()
    }
    return BlobLocation(BlobHandle(kind, id), pack: .none, place: place)
  }

  // MARK: - JSON

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0a, 0x0d: position += 1
      default: return
      }
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ byte: UInt8) throws {
    guard take(byte) else { throw Damaged() }
  }

  private mutating func object(_ member: (inout IndexScanner, String) throws -> Void) throws {
    try expect(UInt8(ascii: "{"))
    if take(UInt8(ascii: "}")) { return }
    while true {
      let name = try string()
      try expect(UInt8(ascii: ":"))
      try member(&self, name)
      if take(UInt8(ascii: "}")) { return }
      try expect(UInt8(ascii: ","))
    }
  }

  private mutating func array(_ element: (inout IndexScanner) throws -> Void) throws {
    try expect(UInt8(ascii: "["))
    if take(UInt8(ascii: "]")) { return }
    while true {
      try element(&self)
      if take(UInt8(ascii: "]")) { return }
      try expect(UInt8(ascii: ","))
    }
  }

  /// The bytes between the quotes, escapes not resolved: nothing that is looked at here has any.
  private mutating func rawString() throws -> UnsafeRawBufferPointer {
    try expect(UInt8(ascii: "\""))
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard position < bytes.count else { throw Damaged() }
    defer { position += 1 }
    return UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[start..<position]))
  }

  /// Short: fits into a String without an allocation.
  private mutating func string() throws -> String { String(decoding: try rawString(), as: UTF8.self) }

  private mutating func id() throws -> StorageID {
    let text = try rawString()
    guard text.count == 64 else { throw Damaged() }
    let id = try withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { out -> StorageID? in
      for index in 0..<32 {
        guard let high = hexadecimalValue(text[index * 2]), let low = hexadecimalValue(text[index * 2 + 1]) else {
          throw Damaged()
        }
        out[index] = high << 4 | low
      }
      return StorageID(raw: UnsafeRawBufferPointer(out))
    }
    guard let id else { throw Damaged() }
    return id
  }

  private mutating func number() throws -> UInt32 {
    skipSpace()
    var value: UInt32 = 0
    let start = position
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow2) = product.addingReportingOverflow(UInt32(bytes[position] - 0x30))
      guard !overflow, !overflow2 else { throw Damaged() }
      value = sum
      position += 1
    }
    guard position > start else { throw Damaged() }
    return value
  }

  private mutating func skipNull() throws -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: "n") else { return false }
    try skipValue(depth: 0)
    return true
  }

  private mutating func skipValue(depth: Int) throws {
    guard depth < 32 else { throw Damaged() }
    skipSpace()
    guard position < bytes.count else { throw Damaged() }
    switch bytes[position] {
    case UInt8(ascii: "{"): try object { scanner, _ in try scanner.skipValue(depth: depth + 1) }
    case UInt8(ascii: "["): try array { try $0.skipValue(depth: depth + 1) }
    case UInt8(ascii: "\""): _ = try rawString()
    default:
      let start = position
      while position < bytes.count {
        switch bytes[position] {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0x20, 0x0a, 0x0d, 0x09:
          guard position > start else { throw Damaged() }
          return
        default: position += 1
        }
      }
    }
  }
}

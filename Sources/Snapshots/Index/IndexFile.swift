/// The packs that one index file lists, as it is written (restic design document, "Indexing").
struct IndexFile {
  /// Blobs in one file at most: restic begins a new one at this number, and then a file stays below 8 MiB.
  static let fullBlobCount = 50_000

  var packs: [(id: StorageID, blobs: [BlobLocation])] = []

  var blobCount: Int { packs.reduce(0) { $0 + $1.blobs.count } }

  /// The JSON, members in restic's order.
  func encoded() -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(blobCount * 170 + packs.count * 90 + 16)
    text += "{\"packs\":[".utf8
    for (number, pack) in packs.enumerated() {
      if number > 0 { text.append(UInt8(ascii: ",")) }
      text += "{\"id\":\"\(pack.id)\",\"blobs\":[".utf8
      for (position, blob) in pack.blobs.enumerated() {
        if position > 0 { text.append(UInt8(ascii: ",")) }
        text += "{\"id\":\"\(blob.handle.id)\",\"type\":\"\(blob.handle.kind.name)\"".utf8
        text += ",\"offset\":\(blob.place.offset),\"length\":\(blob.place.length)".utf8
        if let raw = blob.place.uncompressedLength { text += ",\"uncompressed_length\":\(raw)".utf8 }
        text.append(UInt8(ascii: "}"))
      }
      text += "]}".utf8
    }
    text += "]}".utf8
    return text
  }
}

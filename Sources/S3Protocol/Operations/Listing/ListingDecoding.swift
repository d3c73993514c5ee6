internal import StorageModel

/// What `encoding-type=url` means to a reader (S3 API Reference, ListObjectsV2, EncodingType).
///
/// S3 and Ceph send a space as `%20`, others as forms do; all of them send a plus as `%2B`, so that a plain `+` can
/// only be a space.
enum ListingDecoding {
  /// The bytes that `text` stands for, itself when it holds nothing encoded.
  static func decoded(_ text: [UInt8]) throws(InvalidResponse) -> [UInt8] {
    guard text.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else { return text }
    do {
      return try PercentCoding.decode(text, plusIsSpace: true)
    } catch {
      throw InvalidResponse("a name in the listing is not percent-encoded as the listing says")
    }
  }

  static func decode(_ objects: inout [ObjectSummary]) throws(InvalidResponse) {
    for index in objects.indices {
      let key = objects[index].key.bytes
      guard key.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else { continue }
      objects[index].key = ObjectKey(bytes: try decoded(key))
    }
  }

  static func decode(_ prefixes: inout [[UInt8]]) throws(InvalidResponse) {
    for index in prefixes.indices { prefixes[index] = try decoded(prefixes[index]) }
  }
}

extension XMLReader {
  /// Reads a CommonPrefixes element, which holds one Prefix (some servers put several into one).
  mutating func readCommonPrefixes(into prefixes: inout [[UInt8]]) throws(XMLError) {
    while let name = try nextChild() {
      switch name {
      case "Prefix": prefixes.append(try readBytes())
      default: try skip()
      }
    }
  }
}

extension XMLWriter {
  mutating func commonPrefixes(_ prefixes: [[UInt8]], encodesURL: Bool) {
    for prefix in prefixes {
      self.open("CommonPrefixes")
      element("Prefix", listed: prefix, encodesURL: encodesURL)
      close("CommonPrefixes")
    }
  }
}

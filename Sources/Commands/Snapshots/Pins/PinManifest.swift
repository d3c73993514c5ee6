import Digests
import JSON
import S3Protocol
import StorageModel

/// What a pin says of itself, in the first line of its manifest.
struct PinHeader: Hashable, Sendable {
  var name: String
  var created: Timestamp
  var bucket: String
  /// Ends in `/`.
  var prefix: [UInt8]
  var objects: Int64
  var bytes: Int64
}

/// An object as it was when it was pinned.
struct PinnedObject: Hashable, Sendable {
  var key: ObjectKey
  var versionID: String
  var sizeBytes: Int64
  var etag: ETag
  var modified: Timestamp
  var storageClass: String?
}

/// A pin: the version of every object below a prefix. One object holds it.
///
/// Lines of JSON: the header, one line for each object in the order of keys, and the digest of all that, by which a
/// manifest that was cut or altered is known.
struct PinManifest: Sendable {
  var header: PinHeader
  /// Ascending.
  private(set) var objects: [PinnedObject] = []

  /// `objects` come in any order, each key once. The header's counts are those of `objects`.
  init(header: PinHeader, objects: [PinnedObject]) {
    self.header = header
    self.objects = objects
    self.objects.sort { $0.key < $1.key }
    self.header.objects = Int64(objects.count)
    self.header.bytes = objects.reduce(0) { $0.addingReportingOverflow($1.sizeBytes).partialValue }
  }

  /// The index of the first object whose key is not before `key`.
  func firstIndex(notBefore key: [UInt8]) -> Int {
    var low = 0
    var high = objects.count
    while low < high {
      let middle = low + (high - low) / 2
      if compareBytes(objects[middle].key.bytes, key) < 0 { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func index(of key: ObjectKey) -> Int? {
    let index = firstIndex(notBefore: key.bytes)
    return index < objects.count && objects[index].key == key ? index : nil
  }

  subscript(key: ObjectKey) -> PinnedObject? { index(of: key).map { objects[$0] } }
}

extension PinManifest {
  /// Counts up when a reader of before could not read it.
  private static let format: Int64 = 1
  private static let lineFeed = UInt8(ascii: "\n")

  func encoded() -> [UInt8] {
    var text =
      JSONValue.object(
        [.init("cairn_pin", .integer(Self.format)), .init("name", .string(header.name))]
          + [.init("created", .string(iso8601(header.created))), .init("bucket", .string(header.bucket))]
          + Self.name("prefix", header.prefix)
          + [.init("objects", .integer(header.objects)), .init("bytes", .integer(header.bytes))]
      ).encoded() + [Self.lineFeed]
    for object in objects {
      var members = Self.name("key", object.key.bytes)
      members += [
        .init("version", .string(object.versionID)), .init("size", .integer(object.sizeBytes)),
        .init("etag", .string(object.etag.value)), .init("modified", .integer(object.modified.nanoseconds)),
      ]
      if let storageClass = object.storageClass { members.append(.init("class", .string(storageClass))) }
      text += JSONValue.object(members).encoded() + [Self.lineFeed]
    }
    let end = JSONValue.object([.init("sha256", .string(hexadecimal(sha256(text))))])
    return text + end.encoded() + [Self.lineFeed]
  }

  /// Throws a damage error for what is no manifest, or not all of one.
  init(decoding text: [UInt8], name: String) throws {
    guard let end = text.dropLast().lastIndex(of: Self.lineFeed), text.last == Self.lineFeed,
      let digest = JSONReader.read(Array(text[(end + 1)...]))?["sha256"]?.string,
      digest == hexadecimal(sha256(Array(text[...end])))
    else { throw Self.damage(name) }
    let lines = text[..<end].split(separator: Self.lineFeed)
    let header = try PinHeader(line: lines.first ?? [], name: name)
    var objects: [PinnedObject] = []
    objects.reserveCapacity(lines.count)
    for line in lines.dropFirst() {
      guard let object = PinnedObject(JSONReader.read(Array(line))),
        objects.last.map({ $0.key < object.key }) ?? true
      else { throw Self.damage(name) }
      objects.append(object)
    }
    self.init(header: header, objects: objects)
    guard self.header == header else { throw Self.damage(name) }
  }

  fileprivate static func damage(_ name: String) -> CommandError {
    CommandError(.damaged, "the manifest of the pin '\(name)' is damaged", next: "remove the pin, and make another one")
  }

  /// As text where it is UTF-8, in hexadecimal digits otherwise.
  private static func name(_ member: String, _ bytes: [UInt8]) -> [JSONValue.Member] {
    if let text = String(validating: bytes, as: UTF8.self) { return [.init(member, .string(text))] }
    return [.init(member + "_hex", .string(hexadecimal(bytes)))]
  }

  fileprivate static func bytes(_ value: JSONValue, _ member: String) -> [UInt8]? {
    if let text = value[member]?.string { return Array(text.utf8) }
    return value[member + "_hex"]?.string.flatMap { hexadecimalDecoded($0) }
  }
}

extension PinHeader {
  /// The first line of a manifest.
  init(line: ArraySlice<UInt8>, name: String) throws {
    guard let value = JSONReader.read(Array(line)), let format = value["cairn_pin"]?.integer else {
      throw PinManifest.damage(name)
    }
    guard format == 1 else {
      throw CommandError(.someFailed, "the pin '\(name)' was made by a newer version", next: "use that version")
    }
    guard let created = value["created"]?.string.flatMap({ Timestamp(iso8601: $0) }),
      let bucket = value["bucket"]?.string, let prefix = PinManifest.bytes(value, "prefix"),
      let objects = value["objects"]?.integer, let bytes = value["bytes"]?.integer
    else { throw PinManifest.damage(name) }
    self.init(name: name, created: created, bucket: bucket, prefix: prefix, objects: objects, bytes: bytes)
  }
}

extension PinnedObject {
  fileprivate init?(_ value: JSONValue?) {
    guard let value, let key = PinManifest.bytes(value, "key"), let version = value["version"]?.string,
      let size = value["size"]?.integer, size >= 0, let etag = value["etag"]?.string,
      let modified = value["modified"]?.integer
    else { return nil }
    self.init(
      key: ObjectKey(bytes: key), versionID: version, sizeBytes: size, etag: ETag(etag),
      modified: Timestamp(nanoseconds: modified), storageClass: value["class"]?.string)
  }
}

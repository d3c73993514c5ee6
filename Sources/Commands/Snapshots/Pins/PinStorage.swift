import ObjectStores
import S3Client
import StorageModel

/// The pins of a bucket: one object each below `.cairn-pins/`, beside the mirrors and not in them.
struct PinStorage: Sendable {
  static let folder = Array(".cairn-pins/".utf8)
  /// About two million objects.
  private static let limitBytes = 512 << 20
  /// The first line fits in: a prefix has 1,024 bytes at most.
  private static let headerBytes: Int64 = 16 << 10

  let store: any ObjectStore
  let bucket: BucketName

  static func key(_ name: String) -> ObjectKey { ObjectKey(bytes: folder + Array("\(name).jsonl".utf8)) }

  /// Letters, digits, `.`, `_` and `-`: what is a name in every shell and every key.
  static func isName(_ text: String) -> Bool {
    (1...100).contains(text.utf8.count) && text.first != "."
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }

  /// Stores a new pin; refused where there is one of this name.
  func save(_ manifest: PinManifest) async throws {
    let key = Self.key(manifest.header.name)
    let taken = CommandError(
      .refused, "there is a pin '\(manifest.header.name)' already", next: "give another --name, or remove it first")
    // Not every endpoint heeds the condition.
    if try await exists(key) { throw taken }
    var options = WriteOptions()
    options.headers.contentType = "application/jsonl"
    options.condition = .onlyIfAbsent
    do {
      _ = try await store.put(key, body: .bytes(manifest.encoded()), options)
    } catch {
      if error.code == .preconditionFailed { throw taken }
      throw error
    }
  }

  private func exists(_ key: ObjectKey) async throws(StoreError) -> Bool {
    do throws(StoreError) {
      _ = try await store.head(key, ReadOptions(wantsChecksum: false))
      return true
    } catch {
      if error.code == .noSuchKey || error.code == .notFound { return false }
      throw error
    }
  }

  func load(_ name: String) async throws -> PinManifest {
    do {
      let read = try await store.get(Self.key(name), ReadOptions(), into: .memory(limitBytes: Self.limitBytes))
      return try PinManifest(decoding: read.bytes, name: name)
    } catch let error as StoreError where error.code == .noSuchKey {
      throw CommandError(
        .notFound, "there is no pin '\(name)' in \(bucket.text)", next: "see 'cairn snapshot pin list'")
    }
  }

  /// The headers of all pins, by name; calls `damaged` for one that cannot be read.
  func list(damaged: (CommandError) -> Void) async throws -> [PinHeader] {
    var headers: [PinHeader] = []
    var pages = ObjectPages(store: store, request: ListRequest(prefix: Self.folder))
    while let page = try await pages.next() {
      for object in page.objects {
        let file = String(decoding: object.key.bytes.dropFirst(Self.folder.count), as: UTF8.self)
        guard file.hasSuffix(".jsonl"), Self.isName(String(file.dropLast(6))) else { continue }
        do { headers.append(try await header(object, String(file.dropLast(6)))) } catch let error as CommandError {
          damaged(error)
        }
      }
    }
    return headers
  }

  private func header(_ object: ListedObject, _ name: String) async throws -> PinHeader {
    let range = ByteRange(offset: 0, lengthBytes: min(object.sizeBytes, Self.headerBytes))
    let options = ReadOptions(range: range, wantsChecksum: false)
    let read = try await store.get(object.key, options, into: .memory(limitBytes: Int(Self.headerBytes)))
    return try PinHeader(line: read.bytes.prefix { $0 != UInt8(ascii: "\n") }, name: name)
  }

  func remove(_ name: String) async throws {
    for outcome in try await store.delete([DeleteItem(key: Self.key(name))]) {
      if let error = outcome.error { throw error }
    }
  }
}

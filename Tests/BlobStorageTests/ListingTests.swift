import BlobStorage
import StorageModel
import Testing

@Suite struct ListingTests {
  @Test func prefixesAndKeysAreOneSequence() throws {
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    for key in ["foo/1", "foo+1/x", "foo.txt", "foo/", "zoo"] { try test.put(key, []) }
    let page = try test.store.list(ListingRequest(bucket: try test.bucket, delimiter: [UInt8(ascii: "/")]))
    #expect(page.commonPrefixes == [Array("foo+1/".utf8), Array("foo/".utf8)])
    #expect(page.objects.map(\.key.description) == ["foo.txt", "zoo"])
    let none = try test.store.list(ListingRequest(bucket: try test.bucket, limit: 0))
    #expect(none.objects.isEmpty && !none.isTruncated)
  }

  /// Random keys, prefixes, delimiters and page sizes against a plain model.
  @Test func pagesAgreeWithAModel() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SplitMix(state: seed)
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    let alphabet: [UInt8] = [0x61, 0x62, 0x2f, 0xff, 0x00, 0xc3, 0xa9]
    var keys: Set<[UInt8]> = []
    for _ in 0..<150 {
      let length = Int.random(in: 1...6, using: &random)
      keys.insert((0..<length).map { _ in alphabet.randomElement(using: &random) ?? 0 })
    }
    for key in keys {
      let write = ObjectWrite(bucket: try test.bucket, key: ObjectKey(bytes: key))
      _ = try test.store.putObject(write, body: try test.body([]))
    }
    for _ in 0..<200 {
      let prefix = (0..<Int.random(in: 0...2, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      let delimiter = (0..<Int.random(in: 0...2, using: &random)).map { _ in
        alphabet.randomElement(using: &random) ?? 0
      }
      let limit = Int.random(in: 1...9, using: &random)
      let wanted = model(keys, prefix, delimiter)
      var found: [[UInt8]] = []
      var after: [UInt8]?
      repeat {
        let page = try test.store.list(
          ListingRequest(bucket: try test.bucket, prefix: prefix, delimiter: delimiter, after: after, limit: limit))
        let names = (page.objects.map(\.key.bytes) + page.commonPrefixes).sorted { compareBytes($0, $1) < 0 }
        #expect(names.count <= limit && page.last == (page.isTruncated ? names.last : nil), "seed \(seed)")
        found += names
        after = page.last
      } while after != nil && found.count <= keys.count
      #expect(found == wanted, "seed \(seed), prefix \(prefix), delimiter \(delimiter), limit \(limit)")
    }
  }

  private func model(_ keys: Set<[UInt8]>, _ prefix: [UInt8], _ delimiter: [UInt8]) -> [[UInt8]] {
    var names: Set<[UInt8]> = []
    for key in keys where key.starts(with: prefix) {
      var name = key
      if !delimiter.isEmpty, key.count >= prefix.count + delimiter.count {
        for end in (prefix.count + delimiter.count)...key.count
        where Array(key[(end - delimiter.count)..<end]) == delimiter {
          name = Array(key[..<end])
          break
        }
      }
      names.insert(name)
    }
    return names.sorted { compareBytes($0, $1) < 0 }
  }
}

/// A generator that gives the same numbers for the same seed.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

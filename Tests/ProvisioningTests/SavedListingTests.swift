import Lifecycle
import S3Protocol
import StorageModel
import Testing

@testable import Provisioning

@Suite struct SavedListingTests {
  private func line(_ key: String, _ id: String?, latest: Bool = true, bytes: Int = 1, more: String = "") -> String {
    let version = id.map { "\"version_id\":\"\($0)\",\"latest\":\(latest)," } ?? ""
    return "{\"schema\":1,\"type\":\"item\",\"key\":\"\(key)\",\(version)\"modified\":\"2026-01-01T00:00:00Z\","
      + "\"bytes\":\(bytes)\(more)}\n"
  }

  /// Fed in pieces of `size` bytes.
  private func read(_ text: String, pieces size: Int) throws -> (keys: [SavedListing.Key], listing: SavedListing) {
    var listing = SavedListing()
    var keys: [SavedListing.Key] = []
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      keys += try listing.feed(rest.prefix(size))
      rest = rest.dropFirst(size)
    }
    return (keys + (try listing.finish()), listing)
  }

  @Test(arguments: [1, 7, 100_000])
  func piecesOfAnyLengthAreTheSame(_ size: Int) throws {
    let text =
      line("a", "2") + line("a", "1", latest: false) + "\n" + line("b", "9", more: ",\"tags\":{\"k\":\"v\"}")
      + line("ä\\u0001", "8", more: ",\"storage_class\":\"GLACIER\"") + "{\"type\":\"summary\"}"
    let (keys, listing) = try read(text, pieces: size)
    #expect(keys.map { "\($0.key)" } == ["a", "b", "\(ObjectKey("ä\u{1}"))"])
    #expect(keys[0].versions.map(\.versionID) == ["2", "1"])
    #expect(keys[1].versions[0].facts.tags == [ObjectTag(key: "k", value: "v")])
    #expect(keys[2].versions[0].facts.storageClass == "GLACIER")
    #expect(listing.hasVersions && !listing.hasTags)
  }

  @Test func namesThatAreNoTextAreBytes() throws {
    let text = "{\"key\":\"shown\",\"key_hex\":\"61ff\",\"modified\":\"2026-01-01T00:00:00Z\",\"bytes\":1}"
    let (keys, listing) = try read(text, pieces: 10)
    #expect(keys.map(\.key.bytes) == [[0x61, 0xff]])
    #expect(!listing.hasVersions)
  }

  @Test(arguments: ["{", "[]", "{\"key\":\"\"}", "{\"key\":\"a\",\"bytes\":1}", "{\"key\":\"a\",\"modified\":\"x\"}"])
  func otherLinesAreRefused(_ text: String) {
    #expect(throws: ProvisioningError.self) { _ = try read(text + "\n", pieces: 100) }
  }

  @Test func alineWithoutEndIsRefused() {
    #expect(throws: ProvisioningError.self) {
      _ = try read("{\"key\":\"" + String(repeating: "x", count: 300_000), pieces: 100_000)
    }
  }

  /// What is pending is one key and one line, however long the listing is.
  @Test func memoryIsThatOfOneKey() throws {
    var listing = SavedListing()
    var count = 0
    for round in 0..<200 {
      let text = (0..<50).map { line("k\(round)-\($0)", nil) }.joined()
      let keys = try listing.feed(Array(text.utf8))
      count += keys.count
      #expect(keys.count <= 51)
    }
    #expect(try count + listing.finish().count == 10_000)
  }
}

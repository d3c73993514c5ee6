import Digests
import Testing

@testable import Snapshots

@Suite struct StorageIDTests {
  @Test func textAndBytesAgree() throws {
    let text = "21" + String(repeating: "0", count: 60) + "ff"
    let id = try #require(StorageID(text))
    #expect(id.description == text)
    #expect(StorageID(bytes: id.bytes) == id)
    #expect(StorageID(raw: UnsafeRawBufferPointer(start: nil, count: 0)) == nil)
    #expect(StorageID(text.uppercased()) == nil)
    #expect(StorageID(text + "0") == nil)
    #expect(RepositoryFile(.pack, id).path == "data/21/" + text)
  }

  @Test func idIsTheDigest() {
    #expect(StorageID(of: Array("abc".utf8)).bytes == sha256(Array("abc".utf8)))
  }

  @Test func orderIsThatOfBytes() throws {
    let low = try #require(StorageID(String(repeating: "0", count: 63) + "1"))
    let high = try #require(StorageID("01" + String(repeating: "0", count: 62)))
    #expect(low < high)
  }
}

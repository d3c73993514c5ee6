import BlobStorage
import StorageModel
import Testing

@Suite struct DocumentTests {
  @Test func documentsStayWithTheirScope() throws {
    let test = try TestStore()
    defer { test.remove() }
    let bucket = try test.bucket
    _ = try test.store.createBucket(bucket, region: "r")
    try test.store.setDocument(.bucket(bucket), kind: "policy", to: [1])
    try test.store.setDocument(.store, kind: "policy", name: "b", to: [2])
    try test.store.setDocument(.store, kind: "policy", name: "a", to: [3])
    try test.store.setDocument(.store, kind: "policy", name: "a", to: [4])
    #expect(try test.store.document(.bucket(bucket), kind: "policy") == [1])
    #expect(try test.store.document(.bucket(bucket), kind: "tags") == nil)
    let all = try test.store.documents(.store, kind: "policy")
    #expect(all.map { $0.name } == ["a", "b"])
    #expect(all.map { $0.bytes } == [[4], [2]])
    try test.store.setDocument(.store, kind: "policy", name: "a", to: nil)
    #expect(try test.store.document(.store, kind: "policy", name: "a") == nil)
  }

  @Test func documentsGoWithTheirBucket() throws {
    let test = try TestStore()
    defer { test.remove() }
    let bucket = try test.bucket
    #expect(throws: BlobStorageError.self) { try test.store.setDocument(.bucket(bucket), kind: "policy", to: [1]) }
    _ = try test.store.createBucket(bucket, region: "r")
    try test.store.setDocument(.bucket(bucket), kind: "policy", to: [1])
    try test.store.deleteBucket(bucket)
    _ = try test.store.createBucket(bucket, region: "r")
    #expect(try test.store.document(.bucket(bucket), kind: "policy") == nil)
  }
}

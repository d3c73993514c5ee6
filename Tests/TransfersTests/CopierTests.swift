import Digests
import ObjectStores
import StorageModel
import Testing
import Transfers

/// Objects are copied inside an endpoint, and between two.
@Suite struct CopierTests {
  private let key = ObjectKey("key")
  private let target = ObjectKey("target")

  @Test func copiesInsideTheEndpoint() async throws {
    let store = try memoryStore()
    let bytes = content(1000)
    let etag = try await store.put(
      key, body: .bytes(bytes), WriteOptions(headers: ObjectHeaders(contentType: "text/x"))
    ).etag
    let bucket = try #require(BucketName("bucket"))
    let log = CallLog()
    let copier = ObjectCopier(store: log.wrap(store), resources: resources())
    let source = CopySource(bucket: bucket, key: key, ifMatch: etag)
    _ = try await copier.copy(source, sizeBytes: 1000, sourceHeaders: ObjectHeaders(), to: target)
    #expect(try await store.body(target) == bytes)
    #expect(log.total == 1)
    #expect(try await store.head(target, ReadOptions()).headers.contentType == "text/x")
  }

  @Test func copiesLargeObjectsInParts() async throws {
    let name = try #require(BucketName("bucket"))
    var limits = StoreLimits()
    limits.minimumPartBytes = 1 << 20
    limits.maximumCopyBytes = 2 << 20
    let store = MemoryEndpoint().bucket(name, limits: limits)
    let bytes = content((7 << 20) + 5)
    let etag = try await store.put(key, body: .bytes(bytes), WriteOptions()).etag
    let log = CallLog()
    let copier = ObjectCopier(store: log.wrap(store), resources: resources())
    let headers = ObjectHeaders(contentType: "text/y", metadata: ["a": "b"])
    _ = try await copier.copy(
      CopySource(bucket: name, key: key, ifMatch: etag), sizeBytes: Int64(bytes.count), sourceHeaders: headers,
      to: target)
    #expect(try await store.body(target) == bytes)
    #expect(try await store.head(target, ReadOptions()).headers == headers)
    #expect(log.count(.copyPart) == 4)
    // Another object by now: nothing is written, nothing stays open.
    _ = try await store.put(key, body: .bytes(content(bytes.count, seed: 9)), WriteOptions())
    let found = await failure {
      _ = try await copier.copy(
        CopySource(bucket: name, key: key, ifMatch: etag), sizeBytes: Int64(bytes.count), sourceHeaders: headers,
        to: ObjectKey("other"))
    }
    #expect(found == "store preconditionFailed")
    #expect(try await store.listUploads(prefix: []).isEmpty)
  }

  @Test(arguments: [0, 5000, 3 << 20]) func copiesBetweenEndpoints(count: Int) async throws {
    let from = try memoryStore()
    let to = try memoryStore()
    let bytes = content(count)
    let options = WriteOptions(
      headers: ObjectHeaders(contentType: "text/x", metadata: ["mtime": "5"]),
      digests: BodyDigests(checksum: checksum(.crc32c, of: bytes)))
    let etag = try await from.put(key, body: .bytes(bytes), options).etag
    let shared = resources(budgetBytes: 2 << 20)
    let copier = StreamCopier(from: from, to: to, resources: shared)
    let copied = try await copier.copy(
      StreamCopyRequest(
        key: key, sizeBytes: Int64(count), etag: etag, target: target, preferredPartSizeBytes: 1 << 20))
    #expect(try await to.body(target) == bytes)
    #expect(try await to.head(target, ReadOptions()).headers == options.headers)
    #expect(copied.verification == .checksum(.crc32c))
    #expect(copied.partSizeBytes == (count > 1 << 20 ? 1 << 20 : 0))
    #expect(shared.budget.bytesInUse == 0)
    #expect(try await to.listUploads(prefix: []).isEmpty)
  }

  @Test(arguments: [5000, 3 << 20], [1, 4]) func neverCopiesDamage(count: Int, flips: Int) async throws {
    let from = try memoryStore()
    let to = try memoryStore()
    let bytes = content(count)
    let options = WriteOptions(digests: BodyDigests(checksum: checksum(.crc64nvme, of: bytes)))
    _ = try await from.put(key, body: .bytes(bytes), options)
    let store = FlippingStore(base: from, flips: flips)
    let copier = StreamCopier(from: store, to: to, resources: resources(width: 1))
    let found = await failure {
      _ = try await copier.copy(
        StreamCopyRequest(key: key, sizeBytes: Int64(count), target: target, preferredPartSizeBytes: 1 << 20))
    }
    if flips == 1 {
      #expect(found == nil)
      #expect(try await to.body(target) == bytes)
    } else {
      #expect(found == "damaged checksum CRC64NVME")
      #expect(await failure { _ = try await to.head(target, ReadOptions()) } != nil)
    }
    #expect(try await to.listUploads(prefix: []).isEmpty)
  }
}

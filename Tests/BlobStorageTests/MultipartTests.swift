import BlobStorage
import Digests
import StorageModel
import Testing

@Suite struct MultipartTests {
  @Test func partsBecomeAnObjectWithoutMovingBytes() throws {
    let test = try TestStore()
    defer { test.remove() }
    let (bucket, key) = try begin(test)
    let id = try test.store.createUpload(ObjectWrite(bucket: bucket, key: key), checksum: nil, kind: .composite)
    let pieces = [bytes(3000, seed: 1), bytes(500, seed: 2), bytes(2000, seed: 3)]
    var named: [NamedPart] = []
    for (index, piece) in pieces.enumerated() {
      // Every number is sent twice: the second takes the place of the first.
      _ = try test.store.putPart(bucket, key, id, number: index * 2 + 1, body: try test.body(bytes(1500, seed: 9)))
      let part = try test.store.putPart(bucket, key, id, number: index * 2 + 1, body: try test.body(piece))
      named.append(NamedPart(number: part.number, etag: part.etag))
    }
    _ = try test.store.putPart(bucket, key, id, number: 99, body: try test.body(bytes(1500)))
    #expect(try test.store.parts(bucket, key, id, after: 1, limit: 10).map(\.number) == [3, 5, 99])
    let written = try test.store.completeUpload(bucket, key, id, UploadCompletion(parts: named))
    #expect(written.etag.value == hexadecimal(md5(pieces.flatMap { md5($0) })) + "-3")
    let again = try test.store.completeUpload(bucket, key, id, UploadCompletion(parts: named))
    #expect(again.etag == written.etag)

    let whole = pieces.flatMap { $0 }
    #expect(try test.get("big") == whole)
    for (first, last) in [(0, 0), (2999, 3000), (100, 5499), (3400, 3600), (5499, 5499)] {
      let range = try #require(ByteRange(first: Int64(first), last: Int64(last)))
      #expect(try test.get("big", range) == Array(whole[first...last]))
    }
    let open = try test.store.openObject(bucket, key)
    let second = try #require(try open.range(ofPart: 2))
    #expect(second.start == 3000 && second.sizeBytes == 500 && second.partCount == 3)
    #expect(try open.range(ofPart: 4) == nil)
  }

  @Test func completionRefusesWhatDoesNotFit() throws {
    var options = TestStore.smallParts
    options.minimumPartBytes = 1000
    let test = try TestStore(options: options)
    defer { test.remove() }
    let (bucket, key) = try begin(test)
    let id = try test.store.createUpload(ObjectWrite(bucket: bucket, key: key), checksum: nil, kind: .composite)
    let small = try test.store.putPart(bucket, key, id, number: 1, body: try test.body(bytes(10)))
    let large = try test.store.putPart(bucket, key, id, number: 2, body: try test.body(bytes(1000)))
    func complete(_ parts: [NamedPart], size: Int64? = nil, _ precondition: WritePrecondition = .none)
      -> BlobStorageError.Code?
    {
      let completion = UploadCompletion(parts: parts, precondition: precondition, sizeBytes: size)
      return code { _ = try test.store.completeUpload(bucket, key, id, completion) }
    }
    let first = NamedPart(number: 1, etag: small.etag)
    let second = NamedPart(number: 2, etag: large.etag)
    #expect(complete([first, second]) == .partTooSmall)
    #expect(complete([second, first]) == .invalidPartOrder)
    #expect(complete([NamedPart(number: 2, etag: small.etag)]) == .invalidPart)
    #expect(complete([NamedPart(number: 3, etag: small.etag)]) == .invalidPart)
    #expect(complete([second], size: 999) == .incompleteBody)
    #expect(complete([second], WritePrecondition(ifMatch: .anything)) == .noSuchKey)
    #expect(complete([second]) == nil)
    let other = try #require(UploadID(String(repeating: "0", count: 32)))
    #expect(code { try test.store.abortUpload(bucket, key, other) } == .noSuchUpload)
  }

  @Test(arguments: [ChecksumKind.composite, .fullObject])
  func checksumsAreMadeFromThoseOfTheParts(kind: ChecksumKind) throws {
    let test = try TestStore()
    defer { test.remove() }
    let (bucket, key) = try begin(test)
    let id = try test.store.createUpload(ObjectWrite(bucket: bucket, key: key), checksum: .crc32c, kind: kind)
    let pieces = [bytes(3000, seed: 1), bytes(500, seed: 2)]
    var named: [NamedPart] = []
    for (index, piece) in pieces.enumerated() {
      let writer = test.store.makeBody(BodyDemands(lengthBytes: nil, checksum: .crc32c))
      try piece.withUnsafeBytes { try writer.write($0) }
      let body = try writer.finish(BodyExpectations())
      let part = try test.store.putPart(bucket, key, id, number: index + 1, body: body)
      named.append(NamedPart(number: part.number, etag: part.etag, checksum: part.checksum))
    }
    let sums = pieces.map { checksum(.crc32c, of: $0) }
    let wanted =
      kind == .fullObject ? checksum(.crc32c, of: pieces.flatMap { $0 }) : Checksum.composite(.crc32c, of: sums)
    let wrong = UploadCompletion(parts: named, checksum: checksum(.crc32c, of: [1]))
    #expect(code { _ = try test.store.completeUpload(bucket, key, id, wrong) } == .checksumMismatch)
    let right = UploadCompletion(parts: named, checksum: wanted)
    #expect(try test.store.completeUpload(bucket, key, id, right).checksum == wanted)
  }

  @Test func copiesShareBlobsUntilTheLastUserGoes() throws {
    let test = try TestStore()
    defer { TestStore.remove(test.path) }
    let (bucket, key) = try begin(test)
    try test.put("single", bytes(2000, seed: 7))
    let id = try test.store.createUpload(ObjectWrite(bucket: bucket, key: key), checksum: nil, kind: .composite)
    let one = try test.store.putPart(bucket, key, id, number: 1, body: try test.body(bytes(3000, seed: 1)))
    let range = try #require(ByteRange(first: 100, last: 1599))
    let copy = PartCopy(origin: CopyOrigin(bucket: bucket, key: ObjectKey("single")), range: range)
    let two = try test.store.copyPart(copy, to: bucket, key, id, number: 2) { _ throws(BlobStorageError) in }.part
    #expect(two.etag.value == hexadecimal(md5(Array(bytes(2000, seed: 7)[100...1599]))))
    let parts = [one, two].map { NamedPart(number: $0.number, etag: $0.etag) }
    _ = try test.store.completeUpload(bucket, key, id, UploadCompletion(parts: parts))
    let whole = bytes(3000, seed: 1) + bytes(2000, seed: 7)[100...1599]

    _ = try copyObject(test, from: "big", to: "copy")
    // Onto itself, with other attributes: its only user must not be lost in between.
    _ = try copyObject(test, from: "copy", to: "copy")
    try test.delete("single")
    _ = try test.store.deleteObject(bucket, ObjectDeletion(key))
    #expect(try test.get("copy") == whole)
    #expect(try test.fileCount() == 2)
    try test.delete("copy")
    test.store.close()
    let next = try TestStore(path: test.path)
    #expect(try next.fileCount() == 0)
    next.store.close()
  }

  @Test func aReaderOfPartsKeepsThem() throws {
    let test = try TestStore()
    defer { test.remove() }
    let (bucket, key) = try begin(test)
    let id = try test.store.createUpload(ObjectWrite(bucket: bucket, key: key), checksum: nil, kind: .composite)
    let one = try test.store.putPart(bucket, key, id, number: 1, body: try test.body(bytes(3000, seed: 1)))
    let two = try test.store.putPart(bucket, key, id, number: 2, body: try test.body(bytes(30, seed: 2)))
    let parts = [one, two].map { NamedPart(number: $0.number, etag: $0.etag) }
    _ = try test.store.completeUpload(bucket, key, id, UploadCompletion(parts: parts))
    let open = try test.store.openObject(bucket, key)
    var pieces = try open.pieces(nil)
    _ = try test.store.deleteObject(bucket, ObjectDeletion(key))
    // A delete of something else makes the reclaimer look: it must not take what is being read.
    try test.put("other", bytes(2000))
    try test.delete("other")
    var read: [UInt8] = []
    while let piece = try pieces.next() {
      switch piece {
      case .bytes(let bytes): read += bytes
      case .file(var file): read += try file.next() ?? []
      }
    }
    #expect(read == bytes(3000, seed: 1) + bytes(30, seed: 2))
    #expect(code { _ = try open.pieces(nil) } == .replaced)
  }

  @Test func aPartCopyPastTheEndIsRefused() throws {
    let test = try TestStore()
    defer { test.remove() }
    let (bucket, key) = try begin(test)
    try test.put("single", bytes(20))
    let id = try test.store.createUpload(ObjectWrite(bucket: bucket, key: key), checksum: nil, kind: .composite)
    let copy = PartCopy(
      origin: CopyOrigin(bucket: bucket, key: ObjectKey("single")), range: ByteRange(first: 0, last: 20))
    #expect(
      code { _ = try test.store.copyPart(copy, to: bucket, key, id, number: 1) { _ throws(BlobStorageError) in } }
        == .invalidRange)
  }

  @Test func uploadsAreListedByKeyAndId() throws {
    let test = try TestStore()
    defer { test.remove() }
    let (bucket, _) = try begin(test)
    var wanted: [String] = []
    for key in ["a", "a", "b/1", "b/2", "c"] {
      let write = ObjectWrite(bucket: bucket, key: ObjectKey(key))
      wanted.append("\(key) \(try test.store.createUpload(write, checksum: nil, kind: .composite))")
    }
    wanted.sort()
    var found: [String] = []
    var after: (key: [UInt8], id: UploadID?)?
    repeat {
      let request = ListingRequest(bucket: bucket, after: after?.key, limit: 2)
      let page = try test.store.listUploads(request, afterID: after?.id)
      found += page.uploads.map { "\($0.key) \($0.id)" }
      after = page.next
    } while after != nil && found.count < 10
    #expect(found == wanted)
    let folded = try test.store.listUploads(
      ListingRequest(bucket: bucket, delimiter: [UInt8(ascii: "/")]), afterID: nil)
    #expect(folded.uploads.count == 3 && folded.commonPrefixes == [Array("b/".utf8)])
  }

  private func begin(_ test: TestStore) throws -> (BucketName, ObjectKey) {
    _ = try test.store.createBucket(try test.bucket, region: "r")
    return (try test.bucket, ObjectKey("big"))
  }

  private func copyObject(_ test: TestStore, from: String, to: String) throws -> WrittenObject {
    let copied = try test.store.copyObject(
      CopyOrigin(bucket: try test.bucket, key: ObjectKey(from)),
      ObjectWrite(bucket: try test.bucket, key: ObjectKey(to)), decide: { _ throws(BlobStorageError) in },
      directives: CopyDirectives(replacesAttributes: true))
    return copied.written
  }
}

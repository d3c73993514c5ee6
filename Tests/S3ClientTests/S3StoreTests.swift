import Digests
import HTTPTransport
import ObjectStores
import S3Protocol
import StorageModel
import Synchronization
import Testing

@testable import S3Client

@Suite struct S3StoreTests {
  let world = TestEnvironment(variables: ["AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "secret"])

  private func service(
    _ sender: ScriptedSender, url: String = "http://s3.example.com",
    notices: @escaping @Sendable (ServiceNotice) -> Void = { _ in }
  ) throws -> S3Service {
    var options = S3ClientOptions()
    options.endpointURL = url
    return try S3Service(options, environment: world.environment, sender: sender, notify: notices)
  }

  private func bucket() throws -> BucketName { try #require(BucketName("bucket")) }

  private static let written = HTTPResponse(200, "", [("ETag", "\"e\"")])

  @Test func provesUploadsByWhatTheSchemeNeeds() async throws {
    let body = Array("hello".utf8)
    let plain = ScriptedSender([Self.written])
    _ = try await service(plain).bucket(bucket()).put(ObjectKey("k"), body: .bytes(body), WriteOptions())
    #expect(plain.sent[0].fields["x-amz-content-sha256"] == hexadecimal(sha256(body)))
    #expect(plain.sent[0].fields["x-amz-checksum-crc64nvme"] == checksum(.crc64nvme, of: body).headerValue)
    let secure = ScriptedSender([Self.written])
    _ = try await service(secure, url: "https://h").bucket(bucket()).put(
      ObjectKey("k"), body: .bytes(body), WriteOptions())
    #expect(secure.sent[0].fields["x-amz-content-sha256"] == "UNSIGNED-PAYLOAD")
    let known = ScriptedSender([Self.written])
    let given = BodyDigests(sha256: sha256(body), checksum: checksum(.crc32c, of: body))
    _ = try await service(known).bucket(bucket()).put(
      ObjectKey("k"), body: .bytes(body), WriteOptions(digests: given))
    #expect(known.sent[0].fields["x-amz-checksum-crc32c"] == checksum(.crc32c, of: body).headerValue)
    #expect(known.sent[0].fields["x-amz-checksum-crc64nvme"] == nil)
  }

  @Test(arguments: ["http://s3.example.com", "https://s3.example.com"])
  func streamsAreChunkedWithTheirChecksumBehind(url: String) async throws {
    let body = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
    let sender = ScriptedSender([Self.written])
    _ = try await service(sender, url: url).bucket(bucket()).put(
      ObjectKey("k"), body: .stream(PieceReader(body, pieceBytes: 7777), lengthBytes: Int64(body.count)), WriteOptions()
    )
    let sent = sender.sent[0]
    #expect(sent.fields["x-amz-decoded-content-length"] == "200000" && sent.fields["content-encoding"] == "aws-chunked")
    #expect(sent.fields["x-amz-trailer"] == "x-amz-checksum-crc64nvme")
    let payload =
      url.hasPrefix("https") ? "STREAMING-UNSIGNED-PAYLOAD-TRAILER" : "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
    #expect(sent.fields["x-amz-content-sha256"] == payload)
    guard case .stream(let reader, let announced) = sent.body else {
      Issue.record("not a stream")
      return
    }
    var coded: [UInt8] = []
    while true {
      let piece = try await reader.read(limit: 10_000)
      if piece.isEmpty { break }
      coded += piece
    }
    #expect(Int64(coded.count) == announced)
    let tail = String(decoding: coded.suffix(200), as: UTF8.self)
    #expect(tail.contains("x-amz-checksum-crc64nvme:\(checksum(.crc64nvme, of: body).headerValue)\r\n"))
  }

  @Test func fallsBackToAWeakerChecksumOnlyWhenItWorks() async throws {
    let notices = Mutex<[ServiceNotice]>([])
    let sender = ScriptedSender { request, _ in
      request.fields["x-amz-checksum-crc64nvme"] == nil ? Self.written : .error(400, "InvalidRequest")
    }
    let service = try service(sender) { notice in notices.withLock { $0.append(notice) } }
    let store = service.store(try bucket())
    let body = BodySource.bytes([1, 2, 3])
    _ = try await store.put(ObjectKey("k"), body: body, WriteOptions())
    _ = try await store.put(ObjectKey("k"), body: body, WriteOptions())
    #expect(sender.sent.count == 3 && service.checksumCapability == .crc32c)
    #expect(notices.withLock { $0 } == [.checksumFallback(from: .crc64nvme, to: .crc32c)])

    let refusing = ScriptedSender([.error(400, "InvalidRequest", "<First/>"), .error(400, "InvalidArgument")])
    let other = try self.service(refusing)
    await #expect { () async throws in
      _ = try await other.store(bucket()).put(ObjectKey("k"), body: body, WriteOptions())
    } throws: {
      ($0 as? StoreError)?.serviceCode == "InvalidRequest"
    }
    #expect(other.checksumCapability == .crc64nvme)
  }

  @Test func aWrongDigestIsNeverDropped() async throws {
    let sender = ScriptedSender([.error(400, "BadDigest"), Self.written])
    let store = try service(sender).bucket(bucket())
    await #expect { () async throws in _ = try await store.put(ObjectKey("k"), body: .bytes([1]), WriteOptions())
    } throws: {
      ($0 as? StoreError)?.code == .checksumMismatch
    }
    #expect(sender.sent.count == 1)
  }

  @Test func anEchoThatDiffersIsACorruption() async throws {
    let echo = HTTPResponse(200, "", [("ETag", "e"), ("x-amz-checksum-crc64nvme", "AAAAAAAAAAA=")])
    let store = try service(ScriptedSender([echo])).bucket(bucket())
    await #expect { () async throws in _ = try await store.put(ObjectKey("k"), body: .bytes([1]), WriteOptions())
    } throws: {
      ($0 as? StoreError)?.code == .checksumMismatch
    }
  }

  @Test func readsMustBeWhatWasAskedFor() async throws {
    func get(_ answer: HTTPResponse, _ range: ByteRange?) async throws -> StoreError.Code? {
      let store = try service(ScriptedSender([answer])).bucket(bucket())
      do throws(StoreError) {
        _ = try await store.get(ObjectKey("k"), ReadOptions(range: range), into: .memory(limitBytes: 99))
        return nil
      } catch { return error.code }
    }
    let date = ("Last-Modified", "Tue, 01 Jan 2030 00:00:00 GMT")
    let whole = HTTPResponse(200, "0123456789", [("ETag", "e"), ("Content-Length", "10"), date])
    let part = HTTPResponse(
      206, "234", [("ETag", "e"), ("Content-Length", "3"), ("Content-Range", "bytes 2-4/10"), date])
    #expect(try await get(whole, nil) == nil)
    #expect(try await get(whole, ByteRange(first: 0, last: 9)) == nil)
    #expect(try await get(whole, ByteRange(first: 0, last: 20)) == nil)
    #expect(try await get(whole, ByteRange(first: 2, last: 4)) == .invalidResponse)
    #expect(try await get(part, ByteRange(first: 2, last: 4)) == nil)
    #expect(try await get(part, ByteRange(first: 2, last: 5)) == .invalidResponse)
    let long = HTTPResponse(200, "0123456789", [("ETag", "e"), ("Content-Length", "11"), date])
    #expect(try await get(long, nil) == .invalidResponse)
    #expect(try await get(HTTPResponse(304), nil) == .notModified)
  }

  @Test func lateErrorsOfCopiesCount() async throws {
    for body in ["\n  <?xml version=\"1.0\"?><Error><Code>InternalError</Code></Error>", "", "   "] {
      let store = try service(ScriptedSender([HTTPResponse(200, body)])).bucket(bucket())
      let source = CopySource(bucket: try bucket(), key: ObjectKey("a"))
      await #expect { () async throws in _ = try await store.copy(source, to: ObjectKey("b"), CopyOptions()) } throws: {
        [.serverError, .invalidResponse].contains(($0 as? StoreError)?.code)
      }
      await #expect { () async throws in
        _ = try await store.completeUpload(
          ObjectKey("b"), uploadID: "u", parts: [UploadedPart(number: 1, etag: ETag("x"), sizeBytes: 1)], WriteOptions()
        )
      } throws: { [.serverError, .invalidResponse].contains(($0 as? StoreError)?.code) }
    }
  }

  @Test func aCompletionWhoseAnswerWasLostIsFound() async throws {
    let part = UploadedPart(number: 1, etag: ETag("d41d8cd98f00b204e9800998ecf8427e"), sizeBytes: 7)
    let tag = try #require(multipartETag(of: [part]))
    func complete(_ stored: HTTPResponse) async throws -> Result<WriteResult, StoreError> {
      let sender = ScriptedSender([HTTPResponse(500), .error(404, "NoSuchUpload"), stored])
      let store = try service(sender).store(bucket())
      do throws(StoreError) {
        return .success(try await store.completeUpload(ObjectKey("k"), uploadID: "u", parts: [part], WriteOptions()))
      } catch { return .failure(error) }
    }
    let date = ("Last-Modified", "Tue, 01 Jan 2030 00:00:00 GMT")
    let right = HTTPResponse(200, "", [("ETag", tag.quoted), ("Content-Length", "7"), date])
    #expect(try await complete(right).get().etag == tag)
    let other = HTTPResponse(200, "", [("ETag", "\"other\""), ("Content-Length", "7"), date])
    guard case .failure(let error) = try await complete(other) else {
      Issue.record("another object was taken for ours")
      return
    }
    #expect(error.code == .noSuchUpload)
  }

  @Test func aDeleteThatIsNotMentionedIsNoDelete() async throws {
    let answer = HTTPResponse(
      200,
      "<DeleteResult><Deleted><Key>a</Key></Deleted><Error><Key>b</Key><Code>AccessDenied</Code></Error></DeleteResult>"
    )
    let store = try service(ScriptedSender([answer])).bucket(bucket())
    let outcomes = try await store.delete(["a", "b", "c"].map { DeleteItem(key: ObjectKey($0)) })
    #expect(outcomes.map(\.error?.code) == [nil, .accessDenied, .invalidResponse])
  }

  @Test func deletesOneByOneWhereThereIsNoBatch() async throws {
    let sender = ScriptedSender { request, _ in
      request.method == .post
        ? .error(501, "NotImplemented") : request.url.hasSuffix("b") ? .error(403, "AccessDenied") : HTTPResponse(204)
    }
    let store = try service(sender).bucket(bucket())
    for _ in 0..<2 {
      let outcomes = try await store.delete(["a", "b"].map { DeleteItem(key: ObjectKey($0)) })
      #expect(outcomes.map(\.error?.code) == [nil, .accessDenied])
    }
    #expect(sender.sent.map(\.method) == [.post, .delete, .delete, .delete, .delete])
  }

  @Test func streamsAreNotRepeated() async throws {
    let sender = ScriptedSender([HTTPResponse(503)])
    let store = try service(sender).store(bucket())
    await #expect(throws: StoreError.self) {
      _ = try await store.put(
        ObjectKey("k"), body: .stream(PieceReader([1], pieceBytes: 1), lengthBytes: 1), WriteOptions())
    }
    #expect(sender.sent.count == 1)
    await #expect(throws: StoreError.self) {
      _ = try await store.put(ObjectKey("k"), body: .bytes([1]), WriteOptions())
    }
    #expect(sender.sent.count == 11)
  }
}

/// Gives out bytes in pieces.
actor PieceReader: ByteReader {
  private var left: [UInt8]
  private let pieceBytes: Int

  init(_ bytes: [UInt8], pieceBytes: Int) {
    left = bytes
    self.pieceBytes = pieceBytes
  }

  func read(limit: Int) async throws -> [UInt8] {
    let piece = Array(left.prefix(min(limit, pieceBytes)))
    left.removeFirst(piece.count)
    return piece
  }
}

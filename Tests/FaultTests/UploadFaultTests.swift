import FolderFixtures
import ObjectStores
import S3Client
import S3Stub
import StorageModel
import Testing

/// What can go wrong with writes: errors inside of successes, lost answers, conditions, bodies held back.
@Suite struct UploadFaultTests {
  private let key = ObjectKey("k")
  private static let inner = "<Error><Code>InternalError</Code><Message>We encountered an error</Message></Error>"

  /// An upload with one part, ready to be completed.
  private func opened(_ place: FaultPlace) async throws -> (id: String, parts: [UploadedPart]) {
    let id = try await place.store.createUpload(key, WriteOptions())
    let part = try await place.store.uploadPart(
      key, uploadID: id, number: 1, body: .bytes([1, 2]), digests: BodyDigests())
    return (id, [part])
  }

  @Test(arguments: [inner, "<?xml version=\"1.0\"?>\n" + inner, "   \n\n  " + inner, "", "    ", "<html></html>"])
  func a200ThatHoldsAnErrorIsOne(_ body: String) async throws {
    let place = try FaultPlace(attempts: 2)
    place.put([3], at: "source")
    let upload = try await opened(place)
    place.stub.add(
      StubRule("CompleteMultipartUpload", "CopyObject", "UploadPartCopy", action: .answer(StubResponse(xml: body))))
    await #expect(throws: StoreError.self) {
      _ = try await place.store.completeUpload(key, uploadID: upload.id, parts: upload.parts, WriteOptions())
    }
    let source = CopySource(bucket: place.bucket, key: ObjectKey("source"))
    await #expect(throws: StoreError.self) { _ = try await place.store.copy(source, to: key, CopyOptions()) }
    let range = try #require(ByteRange(first: 0, last: 0))
    await #expect(throws: StoreError.self) {
      _ = try await place.store.copyPart(source, range: range, to: key, uploadID: upload.id, number: 2)
    }
    #expect(place.contents[key] == nil)
  }

  @Test func a200ThatHoldsAPassingErrorIsRepeated() async throws {
    let place = try FaultPlace()
    let upload = try await opened(place)
    let kept = StubResponse(xml: "  \n" + Self.inner)
    place.stub.add(StubRule("CompleteMultipartUpload", occurrences: 1...1, action: .answer(kept)))
    _ = try await place.store.completeUpload(key, uploadID: upload.id, parts: upload.parts, WriteOptions())
    #expect(place.contents[key] == [1, 2])
  }

  /// moto gives a CRC-32 out as CRC-64/NVME. The copy is made all the same.
  @Test func aChecksumOfACopyThatIsNoneIsPassedOver() async throws {
    let place = try FaultPlace()
    place.put([3], at: "source")
    place.stub.add(
      StubRule(
        "CopyObject",
        action: .rewrite { _, answer in
          let wrong = "<ChecksumCRC64NVME>ZP2yUg==</ChecksumCRC64NVME></CopyObjectResult>"
          answer.editText { $0.replacing("</CopyObjectResult>", with: wrong) }
        }))
    let source = CopySource(bucket: place.bucket, key: ObjectKey("source"))
    #expect(try await place.store.copy(source, to: key, CopyOptions()).checksum == nil)
    #expect(place.contents[key] == [3])
  }

  @Test func whitespaceBeforeASuccessIsPassedOver() async throws {
    let place = try FaultPlace()
    let upload = try await opened(place)
    place.stub.add(
      StubRule(
        "CompleteMultipartUpload",
        action: .rewrite { _, answer in
          answer.editText { $0.replacing("?>\n", with: "?>" + String(repeating: " \r\n", count: 50)) }
        }))
    let result = try await place.store.completeUpload(key, uploadID: upload.id, parts: upload.parts, WriteOptions())
    #expect(result.etag.partCount == 1)
  }

  @Test func aCompletionWhoseAnswerWasLostIsOne() async throws {
    let place = try FaultPlace()
    let upload = try await opened(place)
    place.stub.add(
      StubRule(
        "CompleteMultipartUpload", occurrences: 1...1, action: .answerAfterwards(.error(500, "InternalError"))))
    _ = try await place.store.completeUpload(key, uploadID: upload.id, parts: upload.parts, WriteOptions())
    #expect(place.contents[key] == [1, 2])
  }

  @Test func anEchoThatDiffersIsNoSuccess() async throws {
    let place = try FaultPlace(attempts: 2)
    place.stub.add(
      StubRule(
        "PutObject",
        action: .rewrite { _, answer in
          if answer.fields["x-amz-checksum-crc64nvme"] != nil {
            answer.fields["x-amz-checksum-crc64nvme"] = "AAAAAAAAAAA="
          }
        }))
    await #expect {
      _ = try await place.store.put(key, body: .bytes([1, 2, 3]), WriteOptions())
    } throws: {
      ($0 as? StoreError)?.code == .checksumMismatch
    }
    #expect(place.stub.records.count == 2)
  }

  @Test func conditionsAreSentAndTold() async throws {
    let place = try FaultPlace()
    let first = try await place.store.put(key, body: .bytes([1]), WriteOptions(condition: .onlyIfAbsent))
    await #expect {
      _ = try await place.store.put(key, body: .bytes([2]), WriteOptions(condition: .onlyIfAbsent))
    } throws: {
      ($0 as? StoreError)?.code == .preconditionFailed
    }
    _ = try await place.store.put(key, body: .bytes([3]), WriteOptions(condition: .onlyIfMatches(first.etag)))
    await #expect {
      _ = try await place.store.put(key, body: .bytes([4]), WriteOptions(condition: .onlyIfMatches(first.etag)))
    } throws: {
      ($0 as? StoreError)?.code == .preconditionFailed
    }
    #expect(place.contents[key] == [3])
  }

  @Test func aBodyIsHeldBackUntilItIsWanted() async throws {
    let place = try FaultPlace(attempts: 1)
    let body = noise(4 << 20)
    place.stub.add(StubRule("PutObject", occurrences: 1...1, action: .refuseContinue(.error(403, "AccessDenied"))))
    await #expect {
      _ = try await place.store.put(key, body: .bytes(body), WriteOptions())
    } throws: {
      ($0 as? StoreError)?.code == .accessDenied
    }
    #expect(place.stub.records.first?.bodyBytes == 0)
    _ = try await place.store.put(key, body: .bytes(body), WriteOptions())
    #expect(place.contents[key] == body)
  }

  @Test func anEndpointThatDoesNotKnow100GetsTheBody() async throws {
    let place = try FaultPlace(idle: .seconds(5), attempts: 1)
    let body = noise(4 << 20)
    place.stub.add(StubRule("PutObject", action: .ignoreContinue))
    _ = try await place.store.put(key, body: .bytes(body), WriteOptions())
    #expect(place.contents[key] == body)
  }

  @Test func a417IsSentAgainWithoutTheQuestion() async throws {
    let place = try FaultPlace()
    let body = noise(4 << 20)
    place.stub.add(
      StubRule(
        "PutObject", where: { $0.fields["Expect"] != nil },
        action: .refuseContinue(StubResponse(status: 417))))
    _ = try await place.store.put(key, body: .bytes(body), WriteOptions())
    #expect(place.contents[key] == body)
  }

  @Test func aPartialDeleteNamesWhatIsLeft() async throws {
    let place = try FaultPlace()
    for name in ["a", "b", "c"] { place.put([1], at: name) }
    place.stub.add(
      StubRule(
        "DeleteObjects",
        action: .rewrite { _, answer in
          answer.editText {
            $0.replacing(
              "<Deleted><Key>b</Key></Deleted>",
              with: "<Error><Key>b</Key><Code>AccessDenied</Code><Message>no</Message></Error>")
          }
        }))
    let outcomes = try await place.store.delete(["a", "b", "c"].map { DeleteItem(key: ObjectKey($0)) })
    #expect(outcomes.map { $0.error?.code } == [nil, .accessDenied, nil])
  }

  @Test func aDeleteThatIsNotMentionedDidNotHappen() async throws {
    let place = try FaultPlace(attempts: 1)
    for name in ["a", "b"] { place.put([1], at: name) }
    place.stub.add(
      StubRule(
        "DeleteObjects",
        action: .rewrite { _, answer in
          answer.editText { $0.replacing("<Deleted><Key>b</Key></Deleted>", with: "") }
        }))
    let outcomes = try await place.store.delete(["a", "b"].map { DeleteItem(key: ObjectKey($0)) })
    #expect(outcomes[0].error == nil && outcomes[1].error != nil)
  }

  @Test func anEndpointWithoutNewChecksumsGetsOlderOnes() async throws {
    let place = try FaultPlace()
    place.stub.add(
      StubRule(
        "PutObject", where: { $0.fields["x-amz-checksum-crc64nvme"] != nil },
        action: .answer(.error(400, "InvalidRequest"))))
    let result = try await place.store.put(key, body: .bytes([1, 2]), WriteOptions())
    #expect(place.contents[key] == [1, 2] && result.etag.isMD5Shaped)
    #expect(place.service.checksumCapability == .crc32c)
  }
}

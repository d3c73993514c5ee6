internal import ObjectStores
internal import S3Client
internal import StorageModel

/// Uploads in parts.
extension Check {
  private static let part = [UInt8](repeating: 0x61, count: 5 << 20)

  static let multipart: [Check] = [
    Check("multipart", "uploads in parts, in any order", [.sync]) { bench in
      let key = bench.key("parts")
      let id = try await bench.store.createUpload(key, WriteOptions())
      let second = try await bench.store.uploadPart(
        key, uploadID: id, number: 2, body: .bytes([1, 2, 3]), digests: BodyDigests())
      let first = try await bench.store.uploadPart(
        key, uploadID: id, number: 1, body: .bytes(part), digests: BodyDigests())
      let found = try await bench.store.listParts(key, uploadID: id)
      guard found.map(\.number) == [1, 2], found.map(\.sizeBytes) == [5 << 20, 3] else {
        return .differs("the list of parts is wrong")
      }
      guard try await bench.store.listUploads(prefix: bench.prefix).contains(where: { $0.uploadID == id }) else {
        return .differs("an open upload is not listed: interrupted uploads cannot be found again")
      }
      let result = try await bench.store.completeUpload(key, uploadID: id, parts: [first, second], WriteOptions())
      guard try await bench.store.head(key, ReadOptions()).sizeBytes == (5 << 20) + 3 else {
        return .differs("the object has another size than its parts")
      }
      return .expecting(result.etag.partCount == 2, "the ETag does not say the number of parts: \(result.etag)")
    },
    Check("multipart-abort", "aborted uploads are gone", [.sync]) { bench in
      let key = bench.key("aborted")
      let id = try await bench.store.createUpload(key, WriteOptions())
      _ = try await bench.store.uploadPart(key, uploadID: id, number: 1, body: .bytes([1]), digests: BodyDigests())
      try await bench.store.abortUpload(key, uploadID: id)
      return try await bench.expectRefusal(404, "NoSuchUpload", of: "listing the parts of an aborted upload") {
        _ = try await bench.store.listParts(key, uploadID: id)
      }
    },
    Check("multipart-limits", "small and wrong parts are refused", []) { bench in
      let key = bench.key("small")
      let id = try await bench.store.createUpload(key, WriteOptions())
      var parts: [UploadedPart] = []
      for number in 1...2 {
        parts.append(
          try await bench.store.uploadPart(
            key, uploadID: id, number: number, body: .bytes([1]), digests: BodyDigests()))
      }
      return try await bench.expectRefusal(400, "EntityTooSmall", of: "completing with a first part of 1 byte") {
        _ = try await bench.store.completeUpload(key, uploadID: id, parts: parts, WriteOptions())
      }
    },
    Check("multipart-repeat", "completing twice gives the same answer", []) { bench in
      let key = bench.key("twice")
      let id = try await bench.store.createUpload(key, WriteOptions())
      let parts = [
        try await bench.store.uploadPart(key, uploadID: id, number: 1, body: .bytes([1]), digests: BodyDigests())
      ]
      let first = try await bench.store.completeUpload(key, uploadID: id, parts: parts, WriteOptions())
      let again = try await bench.refusal {
        let second = try await bench.store.completeUpload(key, uploadID: id, parts: parts, WriteOptions())
        guard second.etag == first.etag else {
          throw StoreError(.invalidResponse, operation: "CompleteMultipartUpload", message: "another ETag")
        }
      }
      return .expecting(again == nil, "a repeated CompleteMultipartUpload fails: \(again.map(words) ?? "")")
    },
  ]
}

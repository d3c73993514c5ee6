internal import Digests
internal import ObjectStores
internal import S3Client
internal import StorageModel

/// Checksums and conditions.
extension Check {
  static let writes: [Check] =
    ChecksumAlgorithm.allCases.map { algorithm in
      let name = algorithm.rawValue.lowercased()
      return Check("checksum-\(name)", "checksums in \(algorithm.rawValue)", []) { bench in
        try await checksum(algorithm, bench)
      }
    } + [
      Check("if-none-match", "writing only if absent", [.snapshots]) { bench in
        let options = WriteOptions(condition: .onlyIfAbsent)
        try await bench.put("absent", "1", options)
        return try await bench.expectRefusal(412, "PreconditionFailed", of: "If-None-Match: * on an object that exists")
        {
          try await bench.put("absent", "2", options)
        }
      },
      Check("if-none-match-race", "one winner among writers", [.snapshots]) { bench in
        let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
          for writer in 0..<8 {
            group.addTask {
              try await bench.refusal {
                try await bench.put("race", "\(writer)", WriteOptions(condition: .onlyIfAbsent))
              } == nil
            }
          }
          return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        return .expecting(winners == 1, "\(winners) of 8 writers won with If-None-Match: *")
      },
      Check("if-match", "writing only over a known object", []) { bench in
        let first = try await bench.put("match", "1")
        try await bench.put("match", "2", WriteOptions(condition: .onlyIfMatches(first.etag)))
        return try await bench.expectRefusal(412, "PreconditionFailed", of: "If-Match with an old ETag") {
          try await bench.put("match", "3", WriteOptions(condition: .onlyIfMatches(first.etag)))
        }
      },
      Check("if-match-missing", "writing over a known object that is gone", []) { bench in
        let etag = try await bench.put("matched", "1").etag
        return try await bench.expectRefusal(404, "NoSuchKey", of: "If-Match on a missing key") {
          try await bench.put("match-missing", "3", WriteOptions(condition: .onlyIfMatches(etag)))
        }
      },
      Check("conditional-read", "reading only what changed", [.sync]) { bench in
        let etag = try await bench.put("conditional", "1").etag
        let error = try await bench.refusal { _ = try await bench.get("conditional", ReadOptions(ifNoneMatch: etag)) }
        return .expecting(error?.code == .notModified, "If-None-Match with the ETag does not answer 304")
      },
    ]

  private static func checksum(_ algorithm: ChecksumAlgorithm, _ bench: Bench) async throws -> Finding {
    let body = Array("checksum".utf8)
    let name = "checksum-\(algorithm.rawValue)"
    let right = Digests.checksum(algorithm, of: body)
    _ = try await bench.service.bucket(bench.bucket).put(
      bench.key(name), body: .bytes(body), WriteOptions(digests: BodyDigests(checksum: right)))
    let stored = try await bench.store.head(bench.key(name), ReadOptions(wantsChecksum: true)).checksums
    let wrong = Checksum(algorithm, bytes: right.bytes.map { ~$0 })
    let error = try await bench.refusal {
      _ = try await bench.service.bucket(bench.bucket).put(
        bench.key(name), body: .bytes(body), WriteOptions(digests: BodyDigests(checksum: wrong)))
    }
    guard error != nil else { return .differs("a wrong checksum is taken") }
    return .expecting(stored.contains(right), "it is compared, but not given back")
  }
}

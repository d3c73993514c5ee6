internal import ObjectStores
internal import S3Client
internal import StorageModel

/// How requests are signed, and how buckets are named in them.
extension Check {
  static let signing: [Check] =
    S3Service.PayloadSigning.allCases.map { signing in
      Check("signing-\(signing.rawValue)", "uploads with \(title(signing))", purposes(signing)) { bench in
        let name = "signing-\(signing.rawValue)"
        // More than a chunk, so that the second one is looked at too.
        let body = [UInt8](repeating: 0x73, count: 100_000)
        try await bench.service.put(body, to: bench.key(name), in: bench.bucket, signing: signing)
        return .expecting(try await bench.get(name).bytes == body, "other bytes come back")
      }
    } + [
      Check("chunked-encoding", "the transfer's coding is no part of Content-Encoding", [.sync]) { bench in
        try await bench.service.put(
          Array("coded".utf8), to: bench.key("coded"), in: bench.bucket, signing: .chunks, contentEncoding: "gzip")
        try await bench.service.put(
          Array("plain".utf8), to: bench.key("uncoded"), in: bench.bucket, signing: .chunks)
        let coded = try await bench.store.head(bench.key("coded"), ReadOptions()).headers.contentEncoding
        let plain = try await bench.store.head(bench.key("uncoded"), ReadOptions()).headers.contentEncoding
        return .expecting(
          coded == "gzip" && (plain ?? "").isEmpty,
          "Content-Encoding is '\(coded ?? "")' for gzip and '\(plain ?? "")' for none")
      },
      Check("addressing-path", "buckets in the path", [.sync, .snapshots]) { bench in
        try await addressing(.path, bench)
      },
      Check("addressing-virtual", "buckets in the host name", []) { bench in
        try await addressing(.virtual, bench)
      },
    ]

  private static func title(_ signing: S3Service.PayloadSigning) -> String {
    switch signing {
    case .whole: "the body signed"
    case .nothing: "the body not signed"
    case .chunks: "signed chunks"
    case .chunksAndTrailer: "signed chunks and a checksum behind them"
    case .trailer: "a checksum behind unsigned chunks"
    }
  }

  /// What the client sends: over HTTP the body signed, over TLS not.
  private static func purposes(_ signing: S3Service.PayloadSigning) -> Set<Purpose> {
    signing == .whole || signing == .nothing ? [.sync, .snapshots] : []
  }

  private static func addressing(_ style: AddressingStyle, _ bench: Bench) async throws -> Finding {
    let other = bench.service.addressing(style)
    guard style != .virtual || other.settings.endpoint.usesVirtualHost(for: bench.bucket) else {
      return .untested("an address has no host names below it")
    }
    try await bench.put("addressing", "a")
    do {
      let found = try await other.bucket(bench.bucket).get(
        bench.key("addressing"), ReadOptions(), into: .memory(limitBytes: 16))
      return .expecting(found.bytes == Array("a".utf8), "another object is found")
    } catch {
      guard [.unreachable, .tls].contains(error.code) else { throw error }
      return .untested("the host name of the bucket leads nowhere: \(error.message)")
    }
  }
}

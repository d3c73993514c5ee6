import Digests
import S3Protocol
import StorageModel

private let scope = SigningScope(date: "20260301", region: "us-east-1")
private let chunkSigner = ChunkSigner(
  seed: [UInt8](repeating: 7, count: 32), key: SigningKey(secretAccessKey: "secret", scope: scope),
  dateTime: "20260301T103000Z", scope: scope)

private enum Coding: CaseIterable {
  case unsigned, unsignedTrailer, signed, signedTrailer

  var signer: ChunkSigner? { self == .signed || self == .signedTrailer ? chunkSigner : nil }
  var hasTrailer: Bool { self == .unsignedTrailer || self == .signedTrailer }

  func payload(_ lengthBytes: Int64) -> ChunkedPayload {
    ChunkedPayload(
      signer: signer, hasTrailer: hasTrailer, decodedLengthBytes: lengthBytes,
      trailerNames: hasTrailer ? ["x-amz-checksum-crc32"] : [])
  }

  func encode(_ content: [UInt8], chunkBytes: Int) -> [UInt8] {
    var encoder = ChunkedPayloadEncoder(signer: signer)
    var coded: [UInt8] = []
    for start in stride(from: 0, to: content.count, by: max(1, chunkBytes)) {
      let chunk = Array(content[start..<min(content.count, start + max(1, chunkBytes))])
      coded += chunk.withUnsafeBytes { encoder.chunkHead($0) } + chunk + ChunkedPayloadEncoder.chunkTail
    }
    return coded + encoder.end(trailer: hasTrailer ? HTTPFields([("x-amz-checksum-crc32", "AAAAAA==")]) : HTTPFields())
  }
}

/// Content and trailer, taken in pieces of that size; nil for a body that is refused.
private func decode(_ coded: [UInt8], _ payload: ChunkedPayload, pieceBytes: Int) -> ([UInt8], [String])? {
  var decoder = ChunkedPayloadDecoder(payload)
  return accepted {
    var content: [UInt8] = []
    for start in stride(from: 0, to: coded.count, by: max(1, pieceBytes)) {
      content += try decoder.decode(Array(coded[start..<min(coded.count, start + max(1, pieceBytes))]))
    }
    return (content, try decoder.finish().fields.map { $0.name + ":" + $0.value })
  }
}

private func target(_ name: String, _ coding: Coding) -> FuzzTarget {
  // The first byte says how many bytes are announced.
  FuzzTarget(name) {
    [0, 3, 64, 200].map { [UInt8($0)] + coding.encode([UInt8](repeating: 97, count: $0), chunkBytes: 40) }
  } run: { (input) throws(FuzzViolation) in
    guard let length = input.first else { return }
    let coded = Array(input.dropFirst())
    let payload = coding.payload(Int64(length))
    let whole = decode(coded, payload, pieceBytes: coded.count)
    for pieceBytes in [1, 7] {
      let pieces = decode(coded, payload, pieceBytes: pieceBytes)
      try hold(whole?.0 == pieces?.0 && whole?.1 == pieces?.1, "pieces of \(pieceBytes) give something else")
    }
    guard let whole else { return }
    try hold(whole.0.count == Int(length), "the length is not the one announced")
    if coding.hasTrailer { try hold(whole.1.count == 1, "the promised trailer is missing") }
    if coding.signer != nil, length > 0 {
      // Without the key there is one content only that can pass.
      try hold(whole.0 == [UInt8](repeating: 97, count: Int(length)), "content passed that was not signed")
    }
  }
}

let chunkTargets: [FuzzTarget] = [
  target("chunked-unsigned", .unsigned), target("chunked-unsigned-trailer", .unsignedTrailer),
  target("chunked-signed", .signed), target("chunked-signed-trailer", .signedTrailer),
  // What is encoded is decoded; what is changed on the way is not, where it is signed.
  FuzzTarget("chunked-round-trip", seeds: seeds("\u{1}\u{2}content", "\u{3}\u{7}", "\u{2}\u{9}aaaaaaaaaaaaaaaaaaaaa")) {
    (input) throws(FuzzViolation) in
    guard input.count >= 2 else { return }
    let coding = Coding.allCases[Int(input[0]) % Coding.allCases.count]
    let content = Array(input.dropFirst(2))
    var coded = coding.encode(content, chunkBytes: Int(input[1]))
    let payload = coding.payload(Int64(content.count))
    let decoded = decode(coded, payload, pieceBytes: 5)
    try hold(decoded?.0 == content, "decoded it is something else")
    guard coding.signer != nil else { return }
    let place = (Int(input[1]) * 31 + content.count) % coded.count
    coded[place] ^= 1 << (input[0] % 8)
    if let changed = decode(coded, payload, pieceBytes: 5) { try hold(changed.0 == content, "a change passed") }
  },
]

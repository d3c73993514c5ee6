import Digests
import S3Protocol
import StorageModel
import Testing

@Suite struct ChunkedPayloadDecoderTests {
  private func unsigned(length: Int64, trailer: [String] = ["x-amz-checksum-crc32"]) -> ChunkedPayload {
    ChunkedPayload(signer: nil, hasTrailer: true, decodedLengthBytes: length, trailerNames: trailer)
  }

  private func decode(_ text: String, _ payload: ChunkedPayload) throws -> (String, HTTPFields) {
    var decoder = ChunkedPayloadDecoder(payload)
    let bytes = try decoder.decode(Array(text.utf8))
    return (String(decoding: bytes, as: UTF8.self), try decoder.finish())
  }

  private func refusal(_ text: String, _ payload: ChunkedPayload) -> SignatureFailure.Code? {
    var decoder = ChunkedPayloadDecoder(payload)
    do {
      _ = try decoder.decode(Array(text.utf8))
      _ = try decoder.finish()
      return nil
    } catch { return error.code }
  }

  @Test func unsignedChunksWithATrailer() throws {
    let (text, trailer) = try decode(
      "5\r\nhello\r\n6\r\n world\r\n0\r\nX-Amz-Checksum-CRC32: DUoRhQ==\r\n\r\n", unsigned(length: 11))
    #expect(text == "hello world")
    #expect(trailer["x-amz-checksum-crc32"] == "DUoRhQ==")
  }

  @Test func emptyBodies() throws {
    #expect(try decode("0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n", unsigned(length: 0)).0.isEmpty)
    #expect(try decode("0\r\n\r\n", unsigned(length: 0, trailer: [])).1.fields.isEmpty)
  }

  /// Two client libraries end trailer lines with a line feed only, and close with an empty line more.
  @Test func trailersAsSomeClientsWriteThem() throws {
    let text = "1\r\na\r\n0\r\nx-amz-checksum-crc32:6Le+Qw==\n\r\n\r\n"
    #expect(try decode(text, unsigned(length: 1)).0 == "a")
    var head = SigningExample.head(
      "PUT", "/b/k",
      [(name: "x-amz-decoded-content-length", value: "1"), (name: "x-amz-trailer", value: "x-amz-checksum-crc32")])
    let signer = try SigningExample.signer.sign(
      &head, payload: .streamingSignedTrailer, credentials: SigningExample.credentials, now: SigningExample.now)
    let body = encode(
      [[0x61]], encoder: ChunkedPayloadEncoder(signer: signer),
      trailer: HTTPFields([(name: "x-amz-checksum-crc32", value: "6Le+Qw==")]))
    let spaced = String(decoding: body, as: UTF8.self).replacing("6Le+Qw==\r\n", with: "6Le+Qw==\n\r\n")
    #expect(try S3ProtocolTests.decode(Array(spaced.utf8), of: SigningExample.verify(head)).payload == [0x61])
  }

  @Test func piecesOfAnySize() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SplitMix(state: seed)
    var head = SigningExample.head(
      "PUT", "/b/k",
      [(name: "x-amz-decoded-content-length", value: "900"), (name: "x-amz-trailer", value: "x-amz-checksum-sha256")])
    let signer = try SigningExample.signer.sign(
      &head, payload: .streamingSignedTrailer, credentials: SigningExample.credentials, now: SigningExample.now)
    let pieces = (0..<3).map { _ in (0..<300).map { _ in UInt8.random(in: 0...255, using: &generator) } }
    let value = checksum(.sha256, of: pieces.flatMap(\.self)).headerValue
    let body = encode(
      pieces, encoder: ChunkedPayloadEncoder(signer: signer),
      trailer: HTTPFields([(name: "x-amz-checksum-sha256", value: value)]))
    guard case .chunked(let payload) = try SigningExample.verify(head).payload else {
      Issue.record("not chunked")
      return
    }
    for _ in 0..<100 {
      var decoder = ChunkedPayloadDecoder(payload)
      var decoded: [UInt8] = []
      var rest = body[...]
      while !rest.isEmpty {
        let piece = rest.prefix(Int.random(in: 1...200, using: &generator))
        decoded += try decoder.decode(Array(piece))
        rest = rest.dropFirst(piece.count)
      }
      #expect(decoded == pieces.flatMap(\.self), "seed \(seed)")
      #expect(try decoder.finish()["x-amz-checksum-sha256"] == value, "seed \(seed)")
    }
  }

  @Test(arguments: [
    "", "1\r\na", "1\r\na\r\n", "1\r\na\r\n0\r\n", "1\r\na\r\n0\r\nx-amz-checksum-crc32:a\r\n",
  ])
  func whatEndsEarlyIsIncomplete(text: String) {
    #expect(refusal(text, unsigned(length: 1)) == .incompleteBody)
  }

  @Test func theAnnouncedLengthIsCompared() {
    let body = "2\r\nab\r\n0\r\nx-amz-checksum-crc32:a\r\n\r\n"
    #expect(refusal(body, unsigned(length: 2)) == nil)
    #expect(refusal(body, unsigned(length: 3)) == .incompleteBody)
    #expect(refusal(body, unsigned(length: 1)) == .invalidRequest)
  }

  @Test(arguments: [
    "\r\n", "x\r\n", "-1\r\n", "+1\r\na\r\n", " 1\r\na\r\n", "1 \r\na\r\n", "0x1\r\na\r\n", "1;\r\na\r\n",
    "1;name=value\r\na\r\n", "1\r\nab\r\n", "ffffffffffffffff\r\n", "7fffffffffffffff\r\n",
    "00000000000000001\r\na\r\n",
    "1;chunk-signature=0000000000000000000000000000000000000000000000000000000000000000\r\na\r\n",
  ])
  func malformedHeads(text: String) {
    #expect(refusal(text, unsigned(length: 1)) == .invalidRequest)
  }

  @Test func endlessLinesAreCutOff() {
    let line = String(repeating: "0", count: ChunkedPayloadDecoder.lineLimitBytes + 1)
    #expect(refusal(line, unsigned(length: 1)) == .invalidRequest)
  }

  @Test(arguments: [
    "\r\n", "x-amz-checksum-crc32c:a\r\n\r\n", "x-amz-checksum-crc32:a\r\nx-amz-checksum-crc32:a\r\n\r\n",
    "x-amz-checksum-crc32:a\r\nother:b\r\n\r\n", "nocolon\r\n\r\n", ":a\r\n\r\n", "x-amz-trailer-signature:00\r\n\r\n",
  ])
  func trailersMustBeTheOnesPromised(trailer: String) {
    #expect(refusal("1\r\na\r\n0\r\n" + trailer, unsigned(length: 1)) == .malformedTrailerError)
  }

  @Test func aSignatureThatNobodyChecksIsRefused() {
    let zeros = String(repeating: "0", count: 64)
    let body = "0\r\nx-amz-checksum-crc32:a\r\nx-amz-trailer-signature:\(zeros)\r\n\r\n"
    #expect(refusal(body, unsigned(length: 0)) == .signatureDoesNotMatch)
  }

  @Test func nothingFollowsTheEnd() {
    let body = "0\r\nx-amz-checksum-crc32:a\r\n\r\n"
    #expect(refusal(body + "x", unsigned(length: 0)) == .invalidRequest)
    #expect(refusal(body + "\r\n\r\n", unsigned(length: 0)) == .invalidRequest)
  }

  @Test func announcedHeads() throws {
    func payload(_ headers: [(name: String, value: String)], _ hash: PayloadHash) throws -> S3RequestHead {
      try SigningExample.signed("PUT", "/b/k", headers, payload: hash)
    }
    let length = (name: "x-amz-decoded-content-length", value: "5")
    let crc = (name: "x-amz-trailer", value: "x-amz-checksum-crc32")
    #expect(SigningExample.refusal(try payload([length, crc], .streamingUnsignedTrailer)) == nil)
    #expect(SigningExample.refusal(try payload([crc], .streamingUnsignedTrailer)) == .missingContentLength)
    #expect(SigningExample.refusal(try payload([length, crc], .streamingSigned)) == .invalidRequest)
    #expect(SigningExample.refusal(try payload([length, crc], .unsigned)) == .invalidRequest)
    for value in ["", "-1", "+1", "1 2", "99999999999999999999", "0x1"] {
      let bad = (name: "x-amz-decoded-content-length", value: value)
      #expect(SigningExample.refusal(try payload([bad], .streamingSigned)) == .invalidArgument, "\(value)")
    }
    for value in ["content-md5", "x-amz-checksum-crc32,x-amz-checksum-sha1", "x-amz-checksum-xxh3", ","] {
      let bad = (name: "x-amz-trailer", value: value)
      #expect(SigningExample.refusal(try payload([length, bad], .streamingUnsignedTrailer)) == .invalidRequest)
    }
  }

  @Test func garbageIsRefusedAndNothingTraps() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SplitMix(state: seed)
    let alphabet = Array("0123456789abcdefF;:=\r\n\n\r chunk-signature x-amz".utf8) + [0, 0xff]
    for _ in 0..<20_000 {
      let length = Int.random(in: 0...60, using: &generator)
      let bytes = (0..<length).compactMap { _ in alphabet.randomElement(using: &generator) }
      var decoder = ChunkedPayloadDecoder(unsigned(length: 3))
      do {
        _ = try decoder.decode(bytes)
        _ = try decoder.finish()
        Issue.record("accepted \(bytes), seed \(seed)")
      } catch { continue }
    }
  }

  @Test func encodedLengths() throws {
    let fields = HTTPFields([(name: "x-amz-checksum-crc32", value: "AAAAAA==")])
    for isSigned in [true, false] {
      for trailer in [HTTPFields(), fields] {
        for length in [0, 1, 9, 10, 11, 100] {
          var head = SigningExample.head("PUT", "/b/k")
          let signer = try SigningExample.signer.sign(
            &head, payload: .streamingSigned, credentials: SigningExample.credentials, now: SigningExample.now)
          let bytes = [UInt8](repeating: 1, count: length)
          let pieces = stride(from: 0, to: length, by: 10).map { Array(bytes[$0..<min($0 + 10, length)]) }
          let body = encode(pieces, encoder: ChunkedPayloadEncoder(signer: isSigned ? signer : nil), trailer: trailer)
          let announced = ChunkedPayloadEncoder.encodedLengthBytes(
            decodedLengthBytes: Int64(length), chunkBytes: 10, isSigned: isSigned, trailer: trailer)
          #expect(announced == Int64(body.count), "\(length), signed \(isSigned)")
        }
      }
    }
    #expect(
      ChunkedPayloadEncoder.encodedLengthBytes(decodedLengthBytes: .max, chunkBytes: 8_192, isSigned: true) == nil)
    #expect(ChunkedPayloadEncoder.encodedLengthBytes(decodedLengthBytes: 1, chunkBytes: 0, isSigned: true) == nil)
    #expect(ChunkedPayloadEncoder.encodedLengthBytes(decodedLengthBytes: 1 << 60, chunkBytes: 1, isSigned: true) == nil)
    #expect(ChunkedPayloadEncoder.encodedLengthBytes(decodedLengthBytes: 5, chunkBytes: .max, isSigned: false) == 15)
  }
}

/// A generator whose seed a failing test prints (SplitMix64).
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}

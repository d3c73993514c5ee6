import Digests
import S3Protocol
import StorageModel
import Testing

/// The worked examples of the S3 API reference, by name.
@Suite struct PublishedSignatureTests {
  /// "Signature Calculations for the Authorization Header: Transferring Payload in a Single Chunk".
  @Test func getObject() throws {
    let head = try SigningExample.signed("GET", "/test.txt", [(name: "Range", value: "bytes=0-9")])
    #expect(
      head.headers["authorization"]
        == "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
        + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
        + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
    #expect(try SigningExample.verify(head).accessKeyID == "AKIAIOSFODNN7EXAMPLE")
  }

  @Test func putObject() throws {
    let headers = [
      (name: "Date", value: "Fri, 24 May 2013 00:00:00 GMT"),
      (name: "x-amz-storage-class", value: "REDUCED_REDUNDANCY"),
    ]
    let body = sha256(Array("Welcome to Amazon S3.".utf8))
    let head = try SigningExample.signed("PUT", "/test$file.text", headers, payload: .signed(body))
    #expect(head.signature == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
    guard case .sha256(let digest) = try SigningExample.verify(head).payload else {
      Issue.record("the body is not checked")
      return
    }
    #expect(digest == body)
  }

  @Test func getBucketLifecycle() throws {
    let head = try SigningExample.signed("GET", "/?lifecycle")
    #expect(head.signature == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")
    #expect(try SigningExample.verify(head).target.has("lifecycle"))
  }

  @Test func getBucketListObjects() throws {
    let head = try SigningExample.signed("GET", "/?max-keys=2&prefix=J")
    #expect(head.signature == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")
    #expect(try SigningExample.verify(head).target.text("max-keys") == "2")
  }

  /// "Authenticating Requests: Using Query Parameters".
  @Test func presignedGetObject() throws {
    let head = try SigningExample.signer.presign(
      SigningExample.head("GET", "/test.txt"), credentials: SigningExample.credentials, now: SigningExample.now,
      lifetimeSeconds: 86_400)
    #expect(
      head.rawTarget
        == "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
        + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
        + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")
    #expect(try SigningExample.verify(head).isPresigned)
  }

  /// "Transferring Payload in Multiple Chunks (Chunked Upload)": 66,560 times `a` in chunks of 64 KiB.
  @Test func chunkedUpload() throws {
    var head = SigningExample.head(
      "PUT", "/examplebucket/chunkObject.txt",
      [
        (name: "x-amz-storage-class", value: "REDUCED_REDUNDANCY"), (name: "Content-Encoding", value: "aws-chunked"),
        (name: "x-amz-decoded-content-length", value: "66560"), (name: "Content-Length", value: "66824"),
      ], host: "s3.amazonaws.com")
    let signer = try SigningExample.signer.sign(
      &head, payload: .streamingSigned, credentials: SigningExample.credentials, now: SigningExample.now)
    #expect(head.signature == "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9")
    let body = encode(pieces, encoder: ChunkedPayloadEncoder(signer: signer))
    let text = String(decoding: body, as: UTF8.self)
    #expect(
      text.hasPrefix("10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n"))
    #expect(
      text.contains("\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n"))
    #expect(
      text.hasSuffix("\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n"))
    #expect(body.count == 66_824)
    #expect(try decode(body, of: SigningExample.verify(head)).payload == pieces.flatMap(\.self))
  }

  /// "Including Trailing Headers (Chunked Upload)".
  @Test func chunkedUploadWithTrailer() throws {
    var head = SigningExample.head(
      "PUT", "/examplebucket/chunkObject.txt",
      [
        (name: "x-amz-storage-class", value: "REDUCED_REDUNDANCY"), (name: "Content-Encoding", value: "aws-chunked"),
        (name: "x-amz-decoded-content-length", value: "66560"), (name: "x-amz-trailer", value: "x-amz-checksum-crc32c"),
      ], host: "s3.amazonaws.com")
    let signer = try SigningExample.signer.sign(
      &head, payload: .streamingSignedTrailer, credentials: SigningExample.credentials, now: SigningExample.now)
    #expect(head.signature == "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e")
    let crc = checksum(.crc32c, of: pieces.flatMap(\.self)).headerValue
    #expect(crc == "sOO8/Q==")
    let body = encode(
      pieces, encoder: ChunkedPayloadEncoder(signer: signer),
      trailer: HTTPFields([(name: "x-amz-checksum-crc32c", value: crc)]))
    let text = String(decoding: body, as: UTF8.self)
    #expect(
      text.hasPrefix("10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n"))
    #expect(
      text.contains("\r\n400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n"))
    #expect(text.contains("\r\n0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n"))
    #expect(
      text.hasSuffix(
        "x-amz-checksum-crc32c:sOO8/Q==\r\n"
          + "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n"))
    let decoded = try decode(body, of: SigningExample.verify(head))
    #expect(decoded.payload == pieces.flatMap(\.self))
    #expect(decoded.trailer["x-amz-checksum-crc32c"] == crc)
  }

  private let pieces = [[UInt8](repeating: 0x61, count: 65_536), [UInt8](repeating: 0x61, count: 1_024)]
}

/// A whole body in aws-chunked coding.
func encode(_ pieces: [[UInt8]], encoder: ChunkedPayloadEncoder, trailer: HTTPFields = HTTPFields()) -> [UInt8] {
  var encoder = encoder
  var body: [UInt8] = []
  for piece in pieces {
    body += piece.withUnsafeBytes { encoder.chunkHead($0) }
    body += piece + ChunkedPayloadEncoder.chunkTail
  }
  return body + encoder.end(trailer: trailer)
}

/// A body decoded at one go.
func decode(_ body: [UInt8], of request: AuthenticatedRequest) throws -> (payload: [UInt8], trailer: HTTPFields) {
  guard case .chunked(let payload) = request.payload else {
    throw SignatureFailure(.invalidRequest, "not aws-chunked")
  }
  var decoder = ChunkedPayloadDecoder(payload)
  let decoded = try decoder.decode(body)
  return (decoded, try decoder.finish())
}

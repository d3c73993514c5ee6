import Digests
import S3Protocol
import StorageModel
import Testing

/// No request that differs in a byte from what was signed is taken for the signer's.
@Suite struct SignatureMutationTests {
  /// Bits that never turn a letter into its other case.
  private static let masks: [UInt8] = [0x01, 0x02, 0x04, 0x08, 0x10]

  private func mutations(of text: String) -> [String] {
    Array(text.utf8).indices.flatMap { index in
      Self.masks.map { mask in
        var bytes = Array(text.utf8)
        bytes[index] ^= mask
        return String(decoding: bytes, as: UTF8.self)
      }
    }
  }

  private func expectRefused(_ head: S3RequestHead, _ what: String) {
    do {
      let request = try SigningExample.verify(head)
      #expect(request.accessKeyID == nil, "accepted with another \(what)")
    } catch {
      #expect(!error.message.isEmpty)
    }
  }

  private func checkEveryByte(of head: S3RequestHead) throws {
    #expect(try SigningExample.verify(head).accessKeyID == SigningExample.credentials.accessKeyID)
    for method in mutations(of: head.method) {
      var changed = head
      changed.method = method
      expectRefused(changed, "method \(method)")
    }
    for target in mutations(of: head.rawTarget) {
      let changed = S3RequestHead(method: head.method, rawTarget: target, headers: head.headers)
      expectRefused(changed, "target \(target)")
    }
    for (index, field) in head.headers.fields.enumerated() {
      for (name, value) in mutations(of: field.name).map({ ($0, field.value) })
        + mutations(of: field.value).map({ (field.name, $0) })
      {
        var fields = head.headers.fields
        fields[index] = (name, value)
        var changed = head
        changed.headers = HTTPFields(fields)
        expectRefused(changed, "field \(name): \(value)")
      }
    }
  }

  @Test func inTheHeader() throws {
    try checkEveryByte(
      of: SigningExample.signed(
        "PUT", "/b/a%20key/%C3%BC?partNumber=1&uploadId=x%2Fy",
        [
          (name: "Content-Type", value: "text/plain"), (name: "x-amz-meta-colour", value: "blue green"),
          (name: "x-amz-copy-source", value: "/b/other"), (name: "content-md5", value: "1B2M2Y8AsgTpgAmY7PhCfg=="),
        ], payload: .signed(sha256([1]))))
  }

  @Test func inTheQuery() throws {
    try checkEveryByte(
      of: SigningExample.signer.presign(
        SigningExample.head("PUT", "/b/k?versionId=1", [(name: "x-amz-acl", value: "private")]),
        credentials: SigningExample.credentials, now: SigningExample.now, lifetimeSeconds: 60))
  }

  @Test func cutAndLongerTextsAreRefusedAndNothingTraps() throws {
    let head = try SigningExample.signed("GET", "/b/k?a=b")
    let authorization = Array((head.headers["authorization"] ?? "").utf8)
    let presigned = try SigningExample.signer.presign(
      SigningExample.head("GET", "/b/k"), credentials: SigningExample.credentials, now: SigningExample.now,
      lifetimeSeconds: 60)
    let query = Array(presigned.rawQuery.utf8)
    for index in 0..<max(authorization.count, query.count) {
      for change in [0, 1, 2] {
        func changed(_ bytes: [UInt8]) -> String {
          let index = min(index, bytes.count - 1)
          // Without the byte, with another in front of it, and without anything from it on.
          let middle = change == 1 ? [UInt8(ascii: "0"), bytes[index]] : []
          let tail = change == 2 ? [] : bytes[(index + 1)...]
          return String(decoding: bytes[..<index] + middle + tail, as: UTF8.self)
        }
        expectRefused(head.setting("authorization", changed(authorization)), "authorization, byte \(index)")
        var other = presigned
        other.rawQuery = changed(query)
        expectRefused(other, "query, byte \(index)")
      }
    }
  }

  @Test(arguments: [PayloadHash.streamingSigned, .streamingSignedTrailer])
  func inTheChunks(payload: PayloadHash) throws {
    var head = SigningExample.head("PUT", "/b/k", [(name: "x-amz-decoded-content-length", value: "37")])
    let hasTrailer = payload == .streamingSignedTrailer
    if hasTrailer { head.headers.append("x-amz-trailer", "x-amz-checksum-crc32") }
    let signer = try SigningExample.signer.sign(
      &head, payload: payload, credentials: SigningExample.credentials, now: SigningExample.now)
    let pieces = [Array("the first twenty bytes".utf8), Array("and some more..".utf8)]
    let crc = checksum(.crc32, of: pieces.flatMap(\.self)).headerValue
    let trailer = HTTPFields(hasTrailer ? [(name: "x-amz-checksum-crc32", value: crc)] : [])
    let body = encode(pieces, encoder: ChunkedPayloadEncoder(signer: signer), trailer: trailer)
    let request = try SigningExample.verify(head)
    #expect(try decode(body, of: request).payload == pieces.flatMap(\.self))
    for index in body.indices {
      for mask in Self.masks + [0x40, 0x80] {
        var changed = body
        changed[index] ^= mask
        #expect(throws: SignatureFailure.self, "byte \(index), mask \(mask)") { try decode(changed, of: request) }
      }
    }
    for end in body.indices {
      #expect(throws: SignatureFailure.self, "cut at \(end)") { try decode(Array(body[..<end]), of: request) }
    }
  }

  @Test func chunksCannotChangePlaces() throws {
    var head = SigningExample.head("PUT", "/b/k", [(name: "x-amz-decoded-content-length", value: "6")])
    let signer = try SigningExample.signer.sign(
      &head, payload: .streamingSigned, credentials: SigningExample.credentials, now: SigningExample.now)
    let request = try SigningExample.verify(head)
    let body = encode([[1, 2, 3], [4, 5, 6]], encoder: ChunkedPayloadEncoder(signer: signer))
    let length = 3 + 81 + 2 + 1 + 2
    let swapped = Array(body[length..<2 * length] + body[..<length] + body[(2 * length)...])
    #expect(try decode(body, of: request).payload == [1, 2, 3, 4, 5, 6])
    #expect(throws: SignatureFailure.self) { try decode(swapped, of: request) }
  }
}

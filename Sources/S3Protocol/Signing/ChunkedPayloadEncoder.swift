internal import Digests
package import StorageModel

/// Writes a body in aws-chunked coding. The caller sends, for each piece of the body in order, ``chunkHead(_:)``, the
/// piece itself and ``chunkTail``, then ``end(trailer:)``: no byte of the body is copied.
package struct ChunkedPayloadEncoder: Sendable {
  /// Follows the bytes of each chunk.
  package static let chunkTail: [UInt8] = [13, 10]
  private var signer: ChunkSigner?

  /// With the signer of the head, chunks and trailer are signed; with nil they are not.
  package init(signer: ChunkSigner?) { self.signer = signer }

  /// What stands before a chunk of these bytes, which must not be empty: S3 takes chunks of 8 KiB and more, but for the
  /// last.
  package mutating func chunkHead(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    head(lengthBytes: bytes.count) { sha256(bytes) }
  }

  /// What follows the last chunk. A trailer is sent, with its signature where chunks are signed, when it has
  /// fields: their names go in lower case.
  package mutating func end(trailer: HTTPFields = HTTPFields()) -> [UInt8] {
    var text = head(lengthBytes: 0) { sha256([]) }
    var signed: [UInt8] = []
    for field in trailer.fields {
      let line = lowercased(field.name) + ":" + field.value
      text.append(contentsOf: line.utf8)
      text.append(contentsOf: Self.chunkTail)
      signed.append(contentsOf: line.utf8)
      signed.append(UInt8(ascii: "\n"))
    }
    if !signed.isEmpty, let signature = signer?.signature(ofTrailer: sha256(signed)) {
      text.append(contentsOf: "x-amz-trailer-signature:".utf8)
      appendHexadecimal(signature, to: &text)
      text.append(contentsOf: Self.chunkTail)
    }
    text.append(contentsOf: Self.chunkTail)
    return text
  }

  /// The length of the coded body, for Content-Length: chunks of `chunkBytes` and a last one of the rest; the trailer's
  /// values need only have their final lengths. nil for lengths that are out of all reason.
  package static func encodedLengthBytes(
    decodedLengthBytes: Int64, chunkBytes: Int64, isSigned: Bool, trailer: HTTPFields = HTTPFields()
  ) -> Int64? {
    // 2^60 bytes, far over the 5 TiB of an object: no sum below can overflow.
    guard (0...(1 << 60)).contains(decodedLengthBytes), chunkBytes > 0 else { return nil }
    let extensionBytes: Int64 = isSigned ? 81 : 0
    func chunk(_ lengthBytes: Int64) -> Int64 {
      let digits = Int64(String(lengthBytes, radix: 16).utf8.count)
      return digits + extensionBytes + 2 + lengthBytes + (lengthBytes > 0 ? 2 : 0)
    }
    let (whole, rest) = decodedLengthBytes.quotientAndRemainder(dividingBy: chunkBytes)
    var total: Int64 = 2 + chunk(0)
    if rest > 0 { total += chunk(rest) }
    if isSigned, !trailer.fields.isEmpty { total += 24 + 64 + 2 }
    for field in trailer.fields { total += Int64(field.name.utf8.count + field.value.utf8.count + 3) }
    guard whole > 0 else { return total }
    let (wholeBytes, overflow) = whole.multipliedReportingOverflow(by: chunk(chunkBytes))
    let (sum, overflow2) = wholeBytes.addingReportingOverflow(total)
    return overflow || overflow2 ? nil : sum
  }

  private mutating func head(lengthBytes: Int, digest: () -> [UInt8]) -> [UInt8] {
    var text = Array(String(lengthBytes, radix: 16).utf8)
    if let signature = signer?.signature(ofChunk: digest()) {
      text.append(contentsOf: ";chunk-signature=".utf8)
      appendHexadecimal(signature, to: &text)
    }
    text.append(contentsOf: Self.chunkTail)
    return text
  }
}

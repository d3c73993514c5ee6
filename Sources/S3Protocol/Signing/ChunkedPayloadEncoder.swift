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

  /// What follows the last chunk. A trailer is sent, with its signature where chunks are signed, when it has fields: their
  /// names go in lower case.
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
  /// values need only have their final lengths. nil on overflow.
  package static func encodedLengthBytes(
    decodedLengthBytes: Int64, chunkBytes: Int64, isSigned: Bool, trailer: HTTPFields = HTTPFields()
  ) -> Int64? {
    guard decodedLengthBytes >= 0, chunkBytes > 0 else { return nil }
    let extensionBytes: Int64 = isSigned ? 81 : 0
    func chunk(_ lengthBytes: Int64) -> Int64 {
      let digits = Int64(String(lengthBytes, radix: 16).utf8.count)
      return digits + extensionBytes + 2 + lengthBytes + (lengthBytes > 0 ? 2 : 0)
    }
    let (whole, rest) = decodedLengthBytes.quotientAndRemainder(dividingBy: chunkBytes)
    let (wholeBytes, overflow) = whole.multipliedReportingOverflow(by: chunkBytes > .max / 2 ? 0 : chunk(chunkBytes))
    var trailerBytes: Int64 = trailer.fields.isEmpty || !isSigned ? 0 : 24 + 64 + 2
    for field in trailer.fields { trailerBytes += Int64(field.name.utf8.count + field.value.utf8.count + 3) }
    let ending = (rest > 0 ? chunk(rest) : 0) + chunk(0) + trailerBytes + 2
    let (total, overflow2) = wholeBytes.addingReportingOverflow(ending)
    return overflow || overflow2 || (whole > 0 && chunkBytes > .max / 2) ? nil : total
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

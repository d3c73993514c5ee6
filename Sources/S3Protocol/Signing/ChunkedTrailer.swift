internal import Digests
internal import StorageModel

/// The fields behind the last chunk of a body, as they come in.
struct ChunkedTrailer: Sendable {
  private(set) var fields = HTTPFields()
  /// What x-amz-trailer-signature says: 32 bytes.
  private(set) var signature: [UInt8]?
  private var lines = SHA256Digest()
  private var hasPaused = false

  var isEmpty: Bool { fields.fields.isEmpty && signature == nil }

  /// The SHA-256 of the lines, as the signature covers them.
  var digest: [UInt8] { lines.finalize() }

  /// True once: for the empty line that may stand between the fields and their signature.
  mutating func mayPause() -> Bool {
    defer { hasPaused = true }
    return !hasPaused
  }

  /// Takes `name:value`. The signature comes last and once.
  mutating func take(_ line: [UInt8]) throws(SignatureFailure) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
      let name = String(validating: line[..<colon], as: UTF8.self),
      let value = String(validating: line[(colon + 1)...], as: UTF8.self), signature == nil
    else { throw Self.malformed }
    if equalsIgnoringCase(name, "x-amz-trailer-signature") {
      guard let digest = SignatureText.digest(Self.withoutLeadingBlanks(value)) else { throw Self.malformed }
      signature = digest
      return
    }
    guard fields.fields.count < ChunkedPayloadDecoder.trailerLimit, fields[name] == nil else { throw Self.malformed }
    let field = (name: lowercased(name), value: Self.withoutLeadingBlanks(value))
    fields.append(field.name, field.value)
    lines.update(Array((field.name + ":" + field.value + "\n").utf8))
  }

  /// Throws unless exactly the promised fields came.
  func checkNames(_ promised: [String]) throws(SignatureFailure) {
    guard fields.fields.count == promised.count, promised.allSatisfy({ fields[$0] != nil }) else {
      throw SignatureFailure(.malformedTrailerError, "The trailer does not have the fields that x-amz-trailer names.")
    }
  }

  private static let malformed = SignatureFailure(.malformedTrailerError, "The trailer is malformed.")

  private static func withoutLeadingBlanks(_ text: String) -> String {
    String(text.drop { $0 == " " || $0 == "\t" })
  }
}

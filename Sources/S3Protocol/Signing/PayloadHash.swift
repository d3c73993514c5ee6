internal import Digests

/// What the signature of a request says of its body: the value of x-amz-content-sha256.
package enum PayloadHash: Hashable, Sendable {
  /// No body.
  case empty
  /// The 32 bytes of the SHA-256 of the body.
  case signed([UInt8])
  /// Not covered.
  case unsigned
  /// aws-chunked, chunks not signed, a checksum behind them.
  case streamingUnsignedTrailer
  /// aws-chunked, every chunk signed.
  case streamingSigned
  /// aws-chunked, every chunk and the trailer signed.
  case streamingSignedTrailer

  /// Reads a header's value; nil for anything else, the ECDSA forms included. A digest is 64 lower-case digits.
  package init?(headerValue: String) {
    switch headerValue {
    case Self.emptyDigest: self = .empty
    case "UNSIGNED-PAYLOAD": self = .unsigned
    case "STREAMING-UNSIGNED-PAYLOAD-TRAILER": self = .streamingUnsignedTrailer
    case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD": self = .streamingSigned
    case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER": self = .streamingSignedTrailer
    default:
      guard let digest = SignatureText.digest(headerValue) else { return nil }
      self = .signed(digest)
    }
  }

  package var headerValue: String {
    switch self {
    case .empty: Self.emptyDigest
    case .signed(let digest): hexadecimal(digest)
    case .unsigned: "UNSIGNED-PAYLOAD"
    case .streamingUnsignedTrailer: "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
    case .streamingSigned: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
    case .streamingSignedTrailer: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
    }
  }

  /// True when the body is aws-chunked. This sentinel decides, never Content-Encoding, which is the object's own.
  package var isChunked: Bool {
    switch self {
    case .streamingUnsignedTrailer, .streamingSigned, .streamingSignedTrailer: true
    case .empty, .signed, .unsigned: false
    }
  }

  /// The SHA-256 of nothing.
  static let emptyDigest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
}

/// Hexadecimal digests as signatures spell them.
enum SignatureText {
  /// The 32 bytes of 64 lower-case digits; nil for any other text, so that no signature has two spellings.
  static func digest(_ text: String) -> [UInt8]? {
    guard text.utf8.count == 64 else { return nil }
    var text = text
    return text.withUTF8 { digits in
      var isValid = true
      let bytes = [UInt8](unsafeUninitializedCapacity: 32) { out, count in
        for position in 0..<32 {
          let high = value(digits[2 * position])
          let low = value(digits[2 * position + 1])
          isValid = isValid && high < 16 && low < 16
          out[position] = high << 4 | low & 15
        }
        count = 32
      }
      return isValid ? bytes : nil
    }
  }

  /// 16 or more for what is no lower-case digit.
  private static func value(_ digit: UInt8) -> UInt8 {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: .max
    }
  }
}

internal import Digests
internal import S3Protocol

/// Makes the ids and secrets of users, roles and keys.
enum NewIdentifiers {
  /// `AKIA`, `AIDA`, `AROA` or `ASIA` and 17 random letters and digits, 85 bits: never given twice
  /// (IAM User Guide, "Unique identifiers").
  static func id(_ prefix: String) -> String {
    // 32 of them, so that a random byte maps without bias.
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    return prefix + String(decoding: randomBytes(count: 17).map { alphabet[Int($0 & 31)] }, as: UTF8.self)
  }

  /// 40 characters, 240 random bits.
  static func secret() -> String { base64Encoded(randomBytes(count: 30)) }
}

internal import Digests
internal import StorageModel

/// A request in the one spelling that is signed (S3 API reference, "Signature Calculations for the Authorization
/// Header", task 1).
struct CanonicalRequest {
  let bytes: [UInt8]
  let signedNames: String

  /// `query` is canonical already, see ``canonicalQuery(_:)``.
  init(method: String, path: [UInt8], query: [UInt8], headers: CanonicalHeaders, payload: String) {
    let newline = UInt8(ascii: "\n")
    signedNames = headers.signedNames
    var bytes: [UInt8] = []
    // One allocation for all but very long requests.
    bytes.reserveCapacity(768 + path.count + query.count)
    bytes.append(contentsOf: method.utf8)
    bytes.append(newline)
    bytes.append(contentsOf: path)
    bytes.append(newline)
    bytes.append(contentsOf: query)
    bytes.append(newline)
    headers.append(to: &bytes)
    bytes.append(newline)
    bytes.append(contentsOf: signedNames.utf8)
    bytes.append(newline)
    bytes.append(contentsOf: payload.utf8)
    self.bytes = bytes
  }

  /// What the key signs (task 2).
  func stringToSign(dateTime: String, scope: SigningScope) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(160)
    text.append(contentsOf: "AWS4-HMAC-SHA256\n".utf8)
    text.append(contentsOf: dateTime.utf8)
    text.append(UInt8(ascii: "\n"))
    text.append(contentsOf: scope.text.utf8)
    text.append(UInt8(ascii: "\n"))
    appendHexadecimal(sha256(bytes), to: &text)
    return text
  }

  /// A raw path as it is signed: decoded and encoded once, and never normalised, for `//`, `.` and `..` belong to keys.
  static func canonicalPath(_ rawPath: String) throws(RequestTargetError) -> [UInt8] {
    let slash = UInt8(ascii: "/")
    if rawPath.utf8.allSatisfy({ PercentCoding.isUnreserved($0) || $0 == slash }) { return Array(rawPath.utf8) }
    var path: [UInt8] = []
    path.reserveCapacity(rawPath.utf8.count + 16)
    PercentCoding.append(try PercentCoding.decode(rawPath.utf8), keepsSlash: true, to: &path)
    return path
  }

  /// Parameters as they are signed: encoded, then in the byte order of names and, for one name, of values.
  static func canonicalQuery(_ parameters: [QueryParameter]) -> [UInt8] {
    if parameters.isEmpty { return [] }
    var encoded = parameters.map { parameter in
      var name: [UInt8] = []
      var value: [UInt8] = []
      PercentCoding.append(parameter.name, keepsSlash: false, to: &name)
      PercentCoding.append(parameter.value, keepsSlash: false, to: &value)
      return (name: name, value: value)
    }
    encoded.sort { left, right in
      let order = compareBytes(left.name, right.name)
      return order == 0 ? compareBytes(left.value, right.value) < 0 : order < 0
    }
    var query: [UInt8] = []
    for (position, parameter) in encoded.enumerated() {
      if position > 0 { query.append(UInt8(ascii: "&")) }
      query.append(contentsOf: parameter.name)
      query.append(UInt8(ascii: "="))
      query.append(contentsOf: parameter.value)
    }
    return query
  }
}

/// Appends lower-case digits.
func appendHexadecimal(_ bytes: [UInt8], to buffer: inout [UInt8]) {
  func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value }
  for byte in bytes {
    buffer.append(digit(byte >> 4))
    buffer.append(digit(byte & 15))
  }
}

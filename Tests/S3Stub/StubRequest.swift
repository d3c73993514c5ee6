package import StorageModel

/// A request as it arrived: the head parsed, the body whole and, where it came aws-chunked, decoded.
package struct StubRequest: Sendable {
  /// Counts all requests of the server from 1, in the order in which their heads arrived.
  package var number: Int
  /// Counts connections from 1.
  package var connection: Int
  package var method: String
  /// Path and query as they stood in the request line.
  package var target: String
  package var bucket: String?
  package var key: ObjectKey?
  /// Decoded, in order.
  package var query: [(name: String, value: [UInt8])]
  package var fields: HTTPFields
  package var body: [UInt8]

  /// Parses a head that ends in an empty line; nil for what is no request.
  init?(head: [UInt8], number: Int, connection: Int) {
    let text = String(decoding: head, as: UTF8.self)
    var lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
    guard !lines.isEmpty else { return nil }
    let words = lines.removeFirst().split(separator: " ")
    guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return nil }
    self.number = number
    self.connection = connection
    self.method = String(words[0])
    self.target = String(words[1])
    self.body = []
    self.fields = HTTPFields()
    for line in lines where !line.isEmpty {
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      fields.append(String(line[..<colon]), String(value))
    }
    let halves = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    self.query = halves.count > 1 ? Self.pairs(halves[1]) : []
    let path = percentDecoded(Array(halves[0].utf8))
    let slash = UInt8(ascii: "/")
    guard path.first == slash else { return nil }
    let rest = path.dropFirst()
    let end = rest.firstIndex(of: slash) ?? rest.endIndex
    self.bucket = rest.isEmpty ? nil : String(decoding: rest[..<end], as: UTF8.self)
    let keyBytes = end < rest.endIndex ? Array(rest[(end + 1)...]) : []
    self.key = keyBytes.isEmpty ? nil : ObjectKey(bytes: keyBytes)
  }

  private static func pairs(_ text: Substring) -> [(name: String, value: [UInt8])] {
    text.split(separator: "&").map { pair in
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(decoding: percentDecoded(Array(halves[0].utf8)), as: UTF8.self)
      return (name, halves.count > 1 ? percentDecoded(Array(halves[1].utf8)) : [])
    }
  }

  /// The first value of a query parameter; nil when it is absent.
  package func parameter(_ name: String) -> [UInt8]? { query.first { $0.name == name }?.value }

  package func textParameter(_ name: String) -> String? {
    parameter(name).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The access key of the signature, in the header or the query; nil for an unsigned request.
  package var accessKey: String? {
    let scope: Substring
    if let found = fields["Authorization"]?.text(after: "Credential=") {
      scope = found
    } else if let value = textParameter("X-Amz-Credential") {
      scope = Substring(value)
    } else {
      return nil
    }
    return scope.split(separator: "/").first.map(String.init)
  }

  /// What the request asks for, in S3's name: `PutObject`. `Unknown` for anything that this server does not have.
  package var operation: String {
    guard bucket != nil else { return method == "GET" ? "ListBuckets" : "Unknown" }
    return key == nil ? bucketOperation : objectOperation
  }

  private var bucketOperation: String {
    func has(_ name: String) -> Bool { parameter(name) != nil }
    switch method {
    case "PUT": return query.isEmpty ? "CreateBucket" : "Unknown"
    case "HEAD": return "HeadBucket"
    case "DELETE": return query.isEmpty ? "DeleteBucket" : "Unknown"
    case "POST": return has("delete") ? "DeleteObjects" : "Unknown"
    case "GET":
      if has("list-type") { return "ListObjectsV2" }
      if has("uploads") { return "ListMultipartUploads" }
      if has("location") { return "GetBucketLocation" }
      if has("versioning") { return "GetBucketVersioning" }
      return has("versions") ? "ListObjectVersions" : "ListObjects"
    default: return "Unknown"
    }
  }

  private var objectOperation: String {
    let copies = fields["x-amz-copy-source"] != nil
    let isUpload = parameter("uploadId") != nil
    switch method {
    case "PUT" where isUpload: return copies ? "UploadPartCopy" : "UploadPart"
    case "PUT": return copies ? "CopyObject" : "PutObject"
    case "GET": return isUpload ? "ListParts" : "GetObject"
    case "HEAD": return "HeadObject"
    case "DELETE": return isUpload ? "AbortMultipartUpload" : "DeleteObject"
    case "POST":
      if parameter("uploads") != nil { return "CreateMultipartUpload" }
      return isUpload ? "CompleteMultipartUpload" : "Unknown"
    default: return "Unknown"
    }
  }
}

extension String {
  /// The text after the first occurrence of `mark`; nil when there is none.
  fileprivate func text(after mark: String) -> Substring? {
    var rest = self[...]
    while !rest.isEmpty {
      if rest.hasPrefix(mark) { return rest.dropFirst(mark.count) }
      rest = rest.dropFirst()
    }
    return nil
  }
}

/// Percent-decoding once; a percent sign without two digits stays as it is.
func percentDecoded(_ bytes: [UInt8]) -> [UInt8] {
  var decoded: [UInt8] = []
  decoded.reserveCapacity(bytes.count)
  var position = 0
  func digit(_ byte: UInt8) -> UInt8? { Character(UnicodeScalar(byte)).hexDigitValue.map(UInt8.init) }
  while position < bytes.count {
    if bytes[position] == UInt8(ascii: "%"), position + 2 < bytes.count,
      let high = digit(bytes[position + 1]), let low = digit(bytes[position + 2])
    {
      decoded.append(high << 4 | low)
      position += 3
    } else {
      decoded.append(bytes[position])
      position += 1
    }
  }
  return decoded
}

/// Percent-encoding as encoding-type=url has it: unreserved characters and the slash stay.
func percentEncoded(_ bytes: [UInt8]) -> String {
  var text = ""
  for byte in bytes {
    let scalar = UnicodeScalar(byte)
    let isPlain =
      byte < 0x80
      && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        || "-._~/".unicodeScalars.contains(scalar))
    if isPlain {
      text.unicodeScalars.append(scalar)
    } else {
      let digits = String(byte, radix: 16, uppercase: true)
      text += digits.count == 1 ? "%0" + digits : "%" + digits
    }
  }
  return text
}

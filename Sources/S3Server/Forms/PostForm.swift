internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// The fields of an upload by form (S3 API Reference, "POST Object"). Names in lower case.
struct PostForm: Sendable {
  private var values: [String: String] = [:]
  /// In their order, without the file.
  private(set) var names: [String] = []
  let bucket: BucketName
  let key: ObjectKey

  /// Throws InvalidArgument for a field that stands twice or is not UTF-8, and for a form without a key.
  init(_ fields: [FormField], bucket: BucketName) throws(S3Error) {
    self.bucket = bucket
    var fileName = ""
    for field in fields {
      let name = lowercasedASCII(field.head.name)
      if name == "file" {
        // Some browsers send the whole path.
        fileName = field.head.fileName.map { String($0.split { $0 == "/" || $0 == "\\" }.last ?? "") } ?? ""
        continue
      }
      guard let value = String(validating: field.value, as: UTF8.self), values[name] == nil else {
        throw .invalidArgument(field.head.name, "", "The field stands twice or is not UTF-8.")
      }
      values[name] = value
      names.append(name)
    }
    guard let pattern = values["key"], !pattern.isEmpty else {
      throw .invalidArgument(
        "key", "", "Bucket POST must contain a field named 'key'. If it is specified, please check the order.")
    }
    key = ObjectKey(bytes: Array(pattern.replacing("${filename}", with: fileName).utf8))
    values["key"] = String(decoding: key.bytes, as: UTF8.self)
    guard key.bytes.count <= ObjectKey.maximumBytes else { throw S3Error(.keyTooLong) }
  }

  subscript(name: String) -> String? { values[name] }

  /// The headers of the PutObject that the form stands for. Throws MalformedXML for tags that are no document.
  func headers() throws(S3Error) -> HTTPFields {
    var headers = HTTPFields()
    for name in names {
      guard let value = values[name] else { continue }
      guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 || name == "tagging" }) else {
        throw .invalidArgument(name, "", "The value has control characters.")
      }
      switch name {
      case "acl": headers.append("x-amz-acl", value)
      case "tagging":
        let tags = try PutObjectTaggingRequest(WireRequest("PUT", body: Array(value.utf8))).tags
        headers.append("x-amz-tagging", ObjectTags.headerValue(tags))
      case "content-type", "content-encoding", "content-disposition", "content-language", "cache-control", "expires",
        "content-md5":
        headers.append(name, value)
      default:
        if name.hasPrefix("x-amz-"), !Self.signatureFields.contains(name) { headers.append(name, value) }
      }
    }
    return headers
  }

  /// True for a field that no condition has to name.
  static func isFree(_ name: String) -> Bool {
    unnamedFields.contains(name) || name.hasPrefix("x-ignore-") || name.hasPrefix("x-amz-checksum-")
  }

  private static let unnamedFields: Set<String> = [
    "policy", "file", "x-amz-signature", "signature", "awsaccesskeyid",
  ]

  private static let signatureFields: Set<String> = [
    "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature", "x-amz-security-token",
  ]
}

package import StorageModel

/// The conditional headers of a request (RFC 9110, section 13.1), or those about the source of a copy.
package struct RequestConditions: Hashable, Sendable {
  /// The value of If-Match or If-None-Match.
  package enum Tags: Hashable, Sendable {
    /// `*`
    case any
    case some([ETag])

    /// Tags separated by commas, each with or without quotes.
    package init(_ value: String) {
      let trimmed = trimmingSpace(value)
      if trimmed == "*" || trimmed == "\"*\"" {
        self = .any
      } else {
        self = .some(trimmed.split(separator: ",").map { ETag(trimmingSpace(String($0))) })
      }
    }

    package var headerValue: String {
      switch self {
      case .any: "*"
      case .some(let tags): tags.map(\.quoted).joined(separator: ", ")
      }
    }

    package func matches(_ etag: ETag) -> Bool {
      switch self {
      case .any: true
      case .some(let tags): tags.contains(etag)
      }
    }
  }

  package var ifMatch: Tags?
  package var ifNoneMatch: Tags?
  package var ifModifiedSince: Timestamp?
  package var ifUnmodifiedSince: Timestamp?

  package init(
    ifMatch: Tags? = nil, ifNoneMatch: Tags? = nil, ifModifiedSince: Timestamp? = nil,
    ifUnmodifiedSince: Timestamp? = nil
  ) {
    self.ifMatch = ifMatch
    self.ifNoneMatch = ifNoneMatch
    self.ifModifiedSince = ifModifiedSince
    self.ifUnmodifiedSince = ifUnmodifiedSince
  }

  /// Before `If-Match` and its kin in CopyObject and UploadPartCopy.
  package static let copySourcePrefix = "x-amz-copy-source-"

  /// Reads the four headers. A date that cannot be read is ignored (RFC 9110, section 13.1.3).
  package init(_ headers: HTTPFields, prefix: String = "") {
    ifMatch = headers[prefix + "if-match"].map(Tags.init)
    ifNoneMatch = headers[prefix + "if-none-match"].map(Tags.init)
    ifModifiedSince = headers[prefix + "if-modified-since"].flatMap { Timestamp(anyDate: $0) }
    ifUnmodifiedSince = headers[prefix + "if-unmodified-since"].flatMap { Timestamp(anyDate: $0) }
  }

  package var isEmpty: Bool { self == RequestConditions() }

  package func append(to headers: inout HTTPFields, prefix: String = "") {
    if let ifMatch { headers.append(prefix + "if-match", ifMatch.headerValue) }
    if let ifNoneMatch { headers.append(prefix + "if-none-match", ifNoneMatch.headerValue) }
    if let ifModifiedSince { headers.append(prefix + "if-modified-since", ifModifiedSince.httpDate) }
    if let ifUnmodifiedSince { headers.append(prefix + "if-unmodified-since", ifUnmodifiedSince.httpDate) }
  }
}

extension RequestConditions {
  /// What the conditions make of a read.
  package enum ReadVerdict: Hashable, Sendable {
    case proceed
    /// 304, no body.
    case notModified
    /// 412
    case preconditionFailed
  }

  /// GET and HEAD of an object that exists, in the order of RFC 9110, section 13.2.2, which is also S3's: a tag
  /// silences the date beside it. Dates compare in whole seconds.
  package func verdictForRead(etag: ETag, lastModified: Timestamp) -> ReadVerdict {
    if let ifMatch {
      guard ifMatch.matches(etag) else { return .preconditionFailed }
    } else if let ifUnmodifiedSince, lastModified.seconds > ifUnmodifiedSince.seconds {
      return .preconditionFailed
    }
    if let ifNoneMatch {
      if ifNoneMatch.matches(etag) { return .notModified }
    } else if let ifModifiedSince, lastModified.seconds <= ifModifiedSince.seconds {
      return .notModified
    }
    return .proceed
  }

  /// The source of a copy: whatever is not fulfilled is 412.
  package func verifyCopySource(etag: ETag, lastModified: Timestamp) throws(S3Error) {
    guard verdictForRead(etag: etag, lastModified: lastModified) == .proceed else { throw S3Error(.preconditionFailed) }
  }

  /// PUT, CompleteMultipartUpload and DELETE, to be decided together with the write. `current` is nil when the key
  /// has no object, or its latest version is a delete marker.
  /// - Throws: NoSuchKey (404) for If-Match on a missing key, PreconditionFailed (412) otherwise.
  package func verifyWrite(current: (etag: ETag, lastModified: Timestamp)?) throws(S3Error) {
    if let ifMatch {
      guard let current else { throw S3Error(.noSuchKey) }
      guard ifMatch.matches(current.etag) else { throw Self.failed("If-Match") }
    } else if let ifUnmodifiedSince, let current, current.lastModified.seconds > ifUnmodifiedSince.seconds {
      throw Self.failed("If-Unmodified-Since")
    }
    if let ifNoneMatch, let current, ifNoneMatch.matches(current.etag) { throw Self.failed("If-None-Match") }
  }

  private static func failed(_ condition: String) -> S3Error {
    S3Error(.preconditionFailed, details: [("Condition", condition)])
  }
}

extension Timestamp {
  /// An HTTP date, or ISO 8601, which some clients send in conditions.
  init?(anyDate text: String) {
    if let value = Timestamp(httpDate: text) ?? Timestamp(iso8601: text) { self = value } else { return nil }
  }
}

/// The text without spaces and tabs at both ends.
func trimmingSpace(_ text: String) -> String {
  let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
  let bytes = text.utf8.drop(while: isSpace)
  let length = bytes.reversed().drop(while: isSpace).count
  return String(Substring(bytes.prefix(length)))
}

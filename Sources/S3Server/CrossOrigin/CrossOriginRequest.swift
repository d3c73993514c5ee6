internal import S3Protocol
internal import StorageModel

/// What a browser says of a request that a script of another origin makes (Fetch Standard, "CORS protocol").
struct CrossOriginRequest: Hashable, Sendable {
  let origin: String
  /// What the script wants to do: of a preflight what it asks about, otherwise the request's own method.
  let method: String
  /// What a preflight asks for: names of headers, in lower case.
  let headers: [String]
  let isPreflight: Bool

  /// nil for a request without an origin.
  init?(method: String, _ fields: HTTPFields) {
    guard let origin = fields["origin"] else { return nil }
    self.origin = origin
    isPreflight = method == "OPTIONS"
    self.method = fields["access-control-request-method"] ?? method
    headers = fields.values("access-control-request-headers").flatMap { value in
      value.split(separator: ",").map { lowercasedASCII(String($0.drop { $0 == " " }.prefix { $0 != " " })) }
    }.filter { !$0.isEmpty }
  }
}

extension CORSRule {
  /// True when the rule lets the request through: its origin, its method, and every header that it asks for (S3 User
  /// Guide, "How does Amazon S3 evaluate the CORS configuration on a bucket?").
  func allows(_ request: CrossOriginRequest) -> Bool {
    allowedMethods.contains(request.method)
      && allowedOrigins.contains { Self.matches($0, request.origin) }
      && request.headers.allSatisfy { header in
        allowedHeaders.contains { Self.matches(lowercasedASCII($0), header) }
      }
  }

  /// What the answer says. Origins that a `*` alone allows are not named, and get no credentials.
  func answerHeaders(to request: CrossOriginRequest) -> HTTPFields {
    var fields = HTTPFields()
    let isForAll = allowedOrigins.contains("*")
    fields.append("Access-Control-Allow-Origin", isForAll ? "*" : request.origin)
    fields.append("Access-Control-Allow-Methods", allowedMethods.joined(separator: ", "))
    if !request.headers.isEmpty {
      fields.append("Access-Control-Allow-Headers", request.headers.joined(separator: ", "))
    }
    if !exposedHeaders.isEmpty {
      fields.append("Access-Control-Expose-Headers", exposedHeaders.joined(separator: ", "))
    }
    if let maxAgeSeconds { fields.append("Access-Control-Max-Age", String(maxAgeSeconds)) }
    if !isForAll { fields.append("Access-Control-Allow-Credentials", "true") }
    fields.append("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method")
    return fields
  }

  /// `pattern` has at most one `*`, which stands for any number of characters.
  private static func matches(_ pattern: String, _ text: String) -> Bool {
    let (pattern, text) = (Array(pattern.utf8), Array(text.utf8))
    guard let star = pattern.firstIndex(of: UInt8(ascii: "*")) else { return pattern == text }
    let (before, after) = (pattern[..<star], pattern[(star + 1)...])
    return text.count >= before.count + after.count && text.starts(with: before)
      && text.suffix(after.count).elementsEqual(after)
  }
}

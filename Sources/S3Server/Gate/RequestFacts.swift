internal import AccessControl
internal import Digests
internal import S3Protocol
internal import StorageModel

/// Where a request came from.
struct ConnectionFacts: Sendable {
  /// The address of the peer, without its port.
  var sourceAddress = ""
  var isSecure = false
  /// `1.2`, `1.3`; nil without TLS.
  var tlsVersion: String?
}

/// The condition keys of one request (IAM User Guide, "AWS global condition context keys"; Service Authorization
/// Reference, "Condition keys for Amazon S3").
struct RequestFacts: Sendable {
  let wire: WireRequest
  let principal: Principal
  let connection: ConnectionFacts
  let now: Timestamp
  /// `REST-HEADER`, `REST-QUERY-STRING`, `POST`; nil for who did not sign.
  var authenticationType: String?

  /// `tags` gives the tags of the object that a demand is about.
  func context(
    versionID: String?, tags: @escaping @Sendable () -> [ObjectTag]?
  ) -> ConditionContext {
    ConditionContext { key in
      if let known = value(of: key, versionID: versionID) { return [known] }
      if key.hasPrefix("s3:existingobjecttag/") {
        return tags()?.first { same($0.key, key.dropFirst("s3:existingobjecttag/".count)) }.map {
          [Array($0.value.utf8)]
        }
      }
      return requestTags(key)
    }
  }

  private func value(of key: String, versionID: String?) -> [UInt8]? {
    switch key {
    case "s3:versionid": return versionID.map { Array($0.utf8) }
    case "s3:prefix", "s3:delimiter", "s3:max-keys":
      let name = Array(key.utf8.dropFirst(3))
      return wire.query.first { $0.name == name }?.value
    case "s3:x-amz-copy-source":
      guard let text = wire.headers["x-amz-copy-source"], let source = copySource(text) else { return nil }
      return Array(source.bucket.text.utf8) + [UInt8(ascii: "/")] + source.key.bytes
    default: break
    }
    if key.hasPrefix("s3:x-amz-") || key == "s3:if-match" || key == "s3:if-none-match" {
      return wire.headers[String(key.dropFirst(3))].map { Array($0.utf8) }
    }
    if key.hasPrefix("s3:object-lock-") { return lock(key) }
    return text(of: key).map { Array($0.utf8) }
  }

  private func text(of key: String) -> String? {
    switch key {
    case "aws:sourceip": connection.sourceAddress.isEmpty ? nil : connection.sourceAddress
    case "aws:securetransport": connection.isSecure ? "true" : "false"
    case "s3:tlsversion": connection.tlsVersion
    case "aws:currenttime": now.iso8601
    case "aws:epochtime": String(now.seconds)
    case "aws:referer": wire.headers["referer"]
    case "aws:useragent": wire.headers["user-agent"]
    case "aws:username": principal.kind == .user ? principal.name : nil
    case "aws:userid": principal.isAnonymous ? nil : principal.userID
    case "aws:principalarn": principal.isAnonymous ? nil : principal.arn
    case "aws:principalaccount", "s3:resourceaccount": principal.isAnonymous ? nil : PrincipalPattern.accountNumber
    case "aws:principaltype": principalType
    case "sts:authentication": principal.isTemporary ? "true" : "false"
    case "s3:authtype": authenticationType
    case "s3:signatureversion": authenticationType == nil ? nil : "AWS4-HMAC-SHA256"
    default: nil
    }
  }

  private var principalType: String {
    switch principal.kind {
    case .anonymous: "Anonymous"
    case .root: "Account"
    case .user: "User"
    case .role: "AssumedRole"
    }
  }

  private func lock(_ key: String) -> [UInt8]? {
    guard key == "s3:object-lock-remaining-retention-days" else {
      return wire.headers["x-amz-" + String(key.dropFirst(3))].map { Array($0.utf8) }
    }
    guard let text = wire.headers["x-amz-object-lock-retain-until-date"], let until = Timestamp(iso8601: text) else {
      return nil
    }
    let (seconds, overflow) = until.seconds.subtractingReportingOverflow(now.seconds)
    return overflow ? nil : Array(String((seconds + 86_399) / 86_400).utf8)
  }

  /// The tags that a write brings, in its header or, for PutObjectTagging, in its document.
  private func requestTags(_ key: String) -> [[UInt8]]? {
    guard key == "s3:requestobjecttagkeys" || key.hasPrefix("s3:requestobjecttag/") else { return nil }
    guard let tags = tagsOfRequest(), !tags.isEmpty else { return nil }
    if key == "s3:requestobjecttagkeys" { return tags.map { Array($0.key.utf8) } }
    let name = key.dropFirst("s3:requestobjecttag/".count)
    return tags.first { same($0.key, name) }.map { [Array($0.value.utf8)] }
  }

  private func tagsOfRequest() -> [ObjectTag]? {
    do throws(S3Error) {
      if let header = wire.headers["x-amz-tagging"] { return try ObjectTags.parse(header: header) }
      guard wire.has("tagging"), wire.method == "PUT" else { return nil }
      return try PutObjectTaggingRequest(wire).tags
    } catch {
      // The handler says what is wrong with them.
      return nil
    }
  }

  private func copySource(_ text: String) -> CopySourceHeader? {
    do { return try CopySourceHeader(text) } catch { return nil }
  }

  /// Names of condition keys do not know case, and so neither do the names of tags within them.
  private func same(_ tag: String, _ name: Substring) -> Bool {
    lowercasedASCII(tag).utf8.elementsEqual(name.utf8)
  }
}

internal import HTTPTransport
internal import S3Protocol
internal import StorageModel

/// What a refused request can be sent again with, at once and once each.
enum Correction: Hashable {
  /// Signed for another region.
  case region(String)
  /// Signed with the server's time, so many seconds ahead of ours.
  case clock(offsetSeconds: Int64)
  /// With new credentials.
  case credentials
  /// To another path on the same host.
  case path(String)

  /// Which of them the answer asks for; nil for none. Pure.
  init?(
    _ document: S3ErrorDocument, response: HTTPResponse, sent: SentRequest, now: Timestamp
  ) {
    if let region = Self.region(document, response, sent) {
      self = .region(region)
    } else if let offset = Self.clockOffset(document, response, sent, now) {
      self = .clock(offsetSeconds: offset)
    } else if Self.isExpired(document, response, sent) {
      self = .credentials
    } else if let target = Self.sameHostTarget(response, sent) {
      self = .path(target)
    } else {
      return nil
    }
  }

  /// 301 PermanentRedirect, 307 TemporaryRedirect and 400 AuthorizationHeaderMalformed name the bucket's region, in the
  /// document or in x-amz-bucket-region; answers to HEAD only there.
  private static func region(_ document: S3ErrorDocument, _ response: HTTPResponse, _ sent: SentRequest) -> String? {
    guard [301, 307, 308, 400].contains(response.status), let region = document.region, isRegionName(region),
      region != sent.region
    else { return nil }
    return region
  }

  /// Signatures are good for 15 minutes. Answers to HEAD do not say why they refuse: there a Date that is far off does.
  private static func clockOffset(
    _ document: S3ErrorDocument, _ response: HTTPResponse, _ sent: SentRequest, _ now: Timestamp
  ) -> Int64? {
    let isNamed = document.code == .requestTimeTooSkewed
    guard isNamed || (document.codeName.isEmpty && response.status == 403), sent.isSigned,
      let date = response.fields["date"].flatMap({ Timestamp(httpDate: $0) })
    else { return nil }
    let offset = date.seconds - now.seconds
    let isFar = abs(offset - sent.clockOffsetSeconds) >= (isNamed ? 1 : 600)
    return isFar ? offset : nil
  }

  private static func isExpired(_ document: S3ErrorDocument, _ response: HTTPResponse, _ sent: SentRequest) -> Bool {
    guard let credentials = sent.credentials else { return false }
    if ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"].contains(document.codeName) { return true }
    // S3 answers HEAD with an expired token by a bare 400.
    return document.codeName.isEmpty && response.status == 400 && credentials.sessionToken != nil
  }

  /// A redirect elsewhere would take the signature, or what it protects, to somebody else.
  private static func sameHostTarget(_ response: HTTPResponse, _ sent: SentRequest) -> String? {
    guard [301, 302, 307, 308].contains(response.status), let location = response.fields["location"] else { return nil }
    let origin = "\(sent.scheme.rawValue)://\(sent.authority)"
    var target = location
    if location.hasPrefix(origin) { target = String(location.dropFirst(origin.count)) }
    guard target.hasPrefix("/"), !target.hasPrefix("//"), target != sent.rawTarget else { return nil }
    return target
  }
}

/// What one attempt was sent with.
struct SentRequest {
  var scheme: Endpoint.Scheme
  var authority: String
  var rawTarget: String
  var region: String
  var clockOffsetSeconds: Int64
  var credentials: Credentials?

  var isSigned: Bool { credentials != nil }
}

/// The credential of a signature: `AKIA…/20260901/us-east-1/s3/aws4_request`.
struct CredentialScope {
  let accessKeyID: String
  let scope: SigningScope

  /// Splits from the end, for an access key id may contain `/`. nil when a piece is missing, empty or of the wrong form.
  init?(_ text: String) {
    let pieces = text.split(separator: "/", omittingEmptySubsequences: false)
    guard pieces.count >= 5, pieces[pieces.count - 1] == "aws4_request" else { return nil }
    let date = pieces[pieces.count - 4]
    let region = pieces[pieces.count - 3]
    let service = pieces[pieces.count - 2]
    let isDate =
      date.utf8.count == 8 && date.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    accessKeyID = pieces[..<(pieces.count - 4)].joined(separator: "/")
    guard isDate, !region.isEmpty, !service.isEmpty, !accessKeyID.isEmpty else { return nil }
    scope = SigningScope(date: String(date), region: String(region), service: String(service))
  }
}

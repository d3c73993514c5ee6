/// The credential of a signature: `AKIA…/20260901/us-east-1/s3/aws4_request`.
package struct CredentialScope: Sendable {
  package let accessKeyID: String
  package let scope: SigningScope

  /// Splits from the end, for an access key id may contain `/`. nil when a piece is missing, empty or of the wrong
  /// form.
  package init?(_ text: String) {
    let pieces = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard pieces.count >= 5, pieces[pieces.count - 1].elementsEqual("aws4_request".utf8) else { return nil }
    let date = pieces[pieces.count - 4]
    let region = pieces[pieces.count - 3]
    let service = pieces[pieces.count - 2]
    let isDate = date.count == 8 && date.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let separator = text.utf8.index(before: date.startIndex)
    accessKeyID = String(text[..<separator])
    guard isDate, !region.isEmpty, !service.isEmpty, !accessKeyID.isEmpty else { return nil }
    scope = SigningScope(
      date: String(Substring(date)), region: String(Substring(region)), service: String(Substring(service)))
  }
}

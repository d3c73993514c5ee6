/// What a signing key is good for: one day, region and service.
package struct SigningScope: Hashable, Sendable {
  /// `20260901`
  package let date: String
  package let region: String
  package let service: String
  /// As strings to sign and credentials carry it: `20260901/us-east-1/s3/aws4_request`. Kept, for each signature
  /// needs it three times.
  package let text: String

  package init(date: String, region: String, service: String = "s3") {
    self.date = date
    self.region = region
    self.service = service
    var text: [UInt8] = []
    text.reserveCapacity(date.utf8.count + region.utf8.count + service.utf8.count + 16)
    for piece in [date, region, service] {
      text.append(contentsOf: piece.utf8)
      text.append(UInt8(ascii: "/"))
    }
    text.append(contentsOf: "aws4_request".utf8)
    self.text = String(decoding: text, as: UTF8.self)
  }
}

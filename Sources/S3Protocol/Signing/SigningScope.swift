/// What a signing key is good for: one day, region and service.
package struct SigningScope: Hashable, Sendable {
  /// `20260901`
  package let date: String
  package let region: String
  package let service: String

  package init(date: String, region: String, service: String = "s3") {
    self.date = date
    self.region = region
    self.service = service
  }

  /// As strings to sign and credentials carry it: `20260901/us-east-1/s3/aws4_request`.
  package var text: String { date + "/" + region + "/" + service + "/aws4_request" }
}

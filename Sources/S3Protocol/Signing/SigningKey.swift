internal import Digests

/// The key of a secret for one scope (IAM User Guide, "Create a signed AWS API request", step 4). Never printed.
package struct SigningKey: Sendable, CustomStringConvertible, CustomReflectable {
  let bytes: [UInt8]

  package init(secretAccessKey: String, scope: SigningScope) {
    let day = HMACSHA256.authenticate(scope.date, key: Array("AWS4".utf8) + Array(secretAccessKey.utf8))
    let region = HMACSHA256.authenticate(scope.region, key: day)
    let service = HMACSHA256.authenticate(scope.service, key: region)
    self.bytes = HMACSHA256.authenticate("aws4_request", key: service)
  }

  /// The signature of a string to sign: 32 bytes.
  package func signature(of stringToSign: [UInt8]) -> [UInt8] {
    HMACSHA256.authenticate(stringToSign, key: bytes)
  }

  package var description: String { "SigningKey" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// What a user says on the command line or in a remote; everything that is nil comes from the environment and from
/// AWS's configuration files.
package struct S3ClientOptions: Sendable {
  /// `--profile`; else `AWS_PROFILE`, else `default`. A profile given here turns off the keys of the environment.
  package var profile: String?
  /// `--region`
  package var region: String?
  /// `--endpoint-url`
  package var endpointURL: String?
  package var addressing: AddressingStyle?
  /// `--no-sign-request`
  package var isAnonymous = false
  /// What an earlier run learned of this endpoint, see ``S3Service/checksumCapability``.
  package var checksumCapability: ChecksumCapability?
  package var retry = RetryPolicy()

  package init() {}
}

/// The settings of one endpoint, resolved.
package struct S3ClientSettings: Sendable {
  package var endpoint: Endpoint
  package var region: String
  /// The name of the profile that was used.
  package var profile: String
  /// `AWS_CA_BUNDLE` or `ca_bundle`: for ``TransportConfiguration/caBundlePath``.
  package var caBundlePath: String?
  package var maximumAttempts: Int?
  /// False sends no checksum that the endpoint does not demand, for endpoints that choke on them.
  package var sendsChecksums = true
  /// What was found out about the endpoint before.
  package var known = EndpointProfile()
  /// False does not ask for the checksums of objects.
  package var asksForChecksums = true

  package init(endpoint: Endpoint, region: String, profile: String = "default") {
    self.endpoint = endpoint
    self.region = region
    self.profile = profile
  }
}

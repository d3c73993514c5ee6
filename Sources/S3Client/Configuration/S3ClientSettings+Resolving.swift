package import StorageModel

/// How the AWS CLI resolves its settings (AWS CLI User Guide, "Configuration and credential file settings"):
///
/// | setting | option | environment | profile |
/// |---|---|---|---|
/// | profile | `--profile` | `AWS_PROFILE`, `AWS_DEFAULT_PROFILE` | |
/// | region | `--region` | `AWS_REGION`, `AWS_DEFAULT_REGION` | `region` |
/// | endpoint | `--endpoint-url` | `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL` | `services` → `s3`, `endpoint_url` |
/// | ignore the last two | | `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` | `ignore_configured_endpoint_urls` |
/// | addressing | | | `s3` → `addressing_style` |
/// | dual stack | | `AWS_USE_DUALSTACK_ENDPOINT` | `use_dualstack_endpoint` |
/// | FIPS | | `AWS_USE_FIPS_ENDPOINT` | `use_fips_endpoint` |
/// | certificates | | `AWS_CA_BUNDLE` | `ca_bundle` |
/// | checksums sent | | `AWS_REQUEST_CHECKSUM_CALCULATION` | `request_checksum_calculation` |
/// | checksums read | | `AWS_RESPONSE_CHECKSUM_VALIDATION` | `response_checksum_validation` |
/// | attempts | | `AWS_MAX_ATTEMPTS` | `max_attempts` |
extension S3ClientSettings {
  /// Reads the files and the environment. Throws `.invalidRequest` for a URL that is none, `.invalidCredentials` for a
  /// profile that was named and does not exist.
  package init(_ options: S3ClientOptions, _ environment: ClientEnvironment) throws(StoreError) {
    try self.init(options, environment, SharedConfiguration(environment))
  }

  init(
    _ options: S3ClientOptions, _ environment: ClientEnvironment, _ shared: SharedConfiguration
  ) throws(StoreError) {
    let named = options.profile ?? environment.variable("AWS_PROFILE") ?? environment.variable("AWS_DEFAULT_PROFILE")
    let name = named ?? "default"
    guard let profile = shared.profile(name) ?? (named == nil ? ConfigurationFile.Section() : nil) else {
      throw StoreError(
        .invalidCredentials, operation: "configuration",
        message: "there is no profile \(name) in ~/.aws/config or ~/.aws/credentials; `aws configure list-profiles` "
          + "shows those that exist")
    }
    let lookup = SettingLookup(environment: environment, profile: profile)
    let region =
      options.region ?? environment.variable("AWS_REGION") ?? lookup("AWS_DEFAULT_REGION", "region") ?? "us-east-1"
    guard isRegionName(region) else {
      throw StoreError(.invalidRequest, operation: "configuration", message: "the region \(region) is no region's name")
    }
    let addressing = options.addressing ?? Self.addressing(profile)
    if let url = options.endpointURL ?? Self.endpointURL(lookup, shared, service: "s3") {
      endpoint = try Endpoint(url: url, addressing: addressing)
    } else {
      let hosts = AmazonHosts(
        usesDualStack: lookup.flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"),
        usesFIPS: lookup.flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"))
      endpoint = Endpoint(amazon: hosts, region: region, addressing: addressing)
    }
    self.region = region
    self.profile = name
    caBundlePath = lookup("AWS_CA_BUNDLE", "ca_bundle").map { environment.expand($0) }
    sendsChecksums =
      lookup("AWS_REQUEST_CHECKSUM_CALCULATION", "request_checksum_calculation")?.lowercased() != "when_required"
    asksForChecksums =
      lookup("AWS_RESPONSE_CHECKSUM_VALIDATION", "response_checksum_validation")?.lowercased() != "when_required"
    maximumAttempts = lookup("AWS_MAX_ATTEMPTS", "max_attempts").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
  }

  /// The configured URL of a service (`s3`, `sts`, `sso`): its own variable, the common one, the profile's services
  /// section, the profile.
  static func endpointURL(_ lookup: SettingLookup, _ shared: SharedConfiguration, service: String) -> String? {
    if lookup.flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls") { return nil }
    let variable = "AWS_ENDPOINT_URL_" + service.uppercased()
    if let url = lookup.environment.variable(variable) ?? lookup.environment.variable("AWS_ENDPOINT_URL") { return url }
    let services = lookup.profile.values["services"].flatMap { shared.services($0) }
    return services?.maps[service]?["endpoint_url"] ?? lookup.profile.values["endpoint_url"]
  }

  /// `addressing_style` of the profile's `s3` map; the CLI also takes it without the map.
  private static func addressing(_ profile: ConfigurationFile.Section) -> AddressingStyle {
    let text = profile.maps["s3"]?["addressing_style"] ?? profile.values["addressing_style"]
    return text.flatMap { AddressingStyle(rawValue: $0.lowercased()) } ?? .auto
  }
}

/// Reads a setting from its variable, or from its key of the profile.
struct SettingLookup: Sendable {
  let environment: ClientEnvironment
  let profile: ConfigurationFile.Section

  func callAsFunction(_ variable: String, _ key: String) -> String? {
    environment.variable(variable) ?? profile.values[key].flatMap { $0.isEmpty ? nil : $0 }
  }

  func flag(_ variable: String, _ key: String) -> Bool { self(variable, key)?.lowercased() == "true" }
}

package import HTTPTransport
package import StorageModel

extension CredentialsChain {
  /// The places where the AWS CLI looks, in its order: environment (unless a profile was named by an option), web
  /// identity of the environment, profile, container, instance.
  package init(
    _ options: S3ClientOptions, _ settings: S3ClientSettings, _ environment: ClientEnvironment, sender: any HTTPSender
  ) throws(StoreError) {
    let shared = try SharedConfiguration(environment)
    let exchange = CredentialsExchange(sender: sender, environment: environment)
    var sources: [any CredentialsSource] = []
    if options.profile == nil {
      sources.append(EnvironmentCredentials(environment: environment))
      if let webIdentity = Self.webIdentity(settings, shared, exchange) { sources.append(webIdentity) }
    }
    sources.append(
      ProfileCredentials(name: settings.profile, shared: shared, exchange: exchange, region: settings.region))
    sources.append(ContainerCredentials(exchange: exchange))
    sources.append(InstanceCredentials(exchange: exchange))
    self.init(sources)
  }

  /// nil unless both variables are set.
  private static func webIdentity(
    _ settings: S3ClientSettings, _ shared: SharedConfiguration, _ exchange: CredentialsExchange
  ) -> WebIdentityCredentials? {
    let environment = exchange.environment
    guard let path = environment.variable("AWS_WEB_IDENTITY_TOKEN_FILE"),
      let arn = environment.variable("AWS_ROLE_ARN")
    else { return nil }
    let lookup = SettingLookup(
      environment: environment, profile: shared.profile(settings.profile) ?? ConfigurationFile.Section())
    let service = SecurityTokenService(
      exchange: exchange, region: settings.region,
      endpointURL: S3ClientSettings.endpointURL(lookup, shared, service: "sts"))
    return WebIdentityCredentials(
      tokenPath: path,
      role: SecurityTokenService.Role(arn: arn, sessionName: defaultSessionName(environment)),
      service: service, environment: environment)
  }
}

internal import JSON
internal import S3Protocol
internal import StorageModel

/// What a profile of `~/.aws/config` and `~/.aws/credentials` says, in the AWS CLI's order of precedence:
///
/// 1. `role_arn` with `source_profile` or `credential_source` (`Environment`, `Ec2InstanceMetadata`, `EcsContainer`),
///    `external_id`, `role_session_name`, `duration_seconds`
/// 2. `role_arn` with `web_identity_token_file`
/// 3. `sso_session` or `sso_start_url`, with `sso_account_id`, `sso_role_name`, `sso_region`
/// 4. `aws_access_key_id`, `aws_secret_access_key`, `aws_session_token`
/// 5. `credential_process`
struct ProfileCredentials: CredentialsSource {
  let name: String
  let shared: SharedConfiguration
  let exchange: CredentialsExchange
  let region: String

  private var environment: ClientEnvironment { exchange.environment }

  /// nil when there is no such profile or it says nothing of credentials.
  func fetch() async throws(StoreError) -> Credentials? {
    try await credentials(of: name, visited: [])
  }

  private func credentials(of name: String, visited: [String]) async throws(StoreError) -> Credentials? {
    guard let profile = shared.profile(name) else {
      if visited.isEmpty { return nil }
      throw .credentials("the source profile \(name) does not exist")
    }
    if let arn = profile.values["role_arn"], !(visited.last == name && fixed(profile) != nil) {
      if profile.values["source_profile"] != nil || profile.values["credential_source"] != nil {
        return try await assume(arn, profile, name, visited)
      }
      if let path = profile.values["web_identity_token_file"] {
        return try await WebIdentityCredentials(
          tokenPath: path, role: role(arn, profile), service: service(profile), environment: environment
        ).fetch()
      }
    }
    if profile.values["sso_session"] != nil || profile.values["sso_start_url"] != nil {
      return try await SingleSignOnCredentials(exchange: exchange, shared: shared, profileName: name).fetch(profile)
    }
    if let credentials = fixed(profile) { return credentials }
    if let command = profile.values["credential_process"] { return try await runProcess(command) }
    return nil
  }

  private func fixed(_ profile: ConfigurationFile.Section) -> Credentials? {
    guard let id = profile.values["aws_access_key_id"], let secret = profile.values["aws_secret_access_key"] else {
      return nil
    }
    return Credentials(accessKeyID: id, secretAccessKey: secret, sessionToken: profile.values["aws_session_token"])
  }

  /// A profile that names itself as its source means its own keys.
  private func assume(
    _ arn: String, _ profile: ConfigurationFile.Section, _ name: String, _ visited: [String]
  ) async throws(StoreError) -> Credentials {
    guard profile.values["mfa_serial"] == nil else {
      throw .credentials(
        "the profile \(name) asks for a one-time code (mfa_serial): get a session with `aws sts get-session-token`")
    }
    let source: Credentials?
    if let sourceName = profile.values["source_profile"] {
      guard !visited.contains(sourceName), visited.count < 8 else {
        throw .credentials("the source profiles of \(self.name) form a circle")
      }
      source = try await credentials(of: sourceName, visited: visited + [name])
    } else {
      source = try await credentials(from: profile.values["credential_source"] ?? "")
    }
    guard let source else { throw .credentials("the source of the profile \(name) has no credentials") }
    return try await service(profile).assume(role(arn, profile), with: source)
  }

  private func credentials(from place: String) async throws(StoreError) -> Credentials? {
    switch place {
    case "Environment": try await EnvironmentCredentials(environment: environment).fetch()
    case "Ec2InstanceMetadata": try await InstanceCredentials(exchange: exchange).fetch()
    case "EcsContainer": try await ContainerCredentials(exchange: exchange).fetch()
    default: throw .credentials("credential_source must be Environment, Ec2InstanceMetadata or EcsContainer")
    }
  }

  /// The output is a JSON document of version 1 (AWS CLI User Guide, "Source credentials with an external process").
  private func runProcess(_ command: String) async throws(StoreError) -> Credentials {
    let output: [UInt8]
    do {
      output = try await environment.runProgram(splitWords(command).map { environment.expand($0) })
    } catch {
      throw .credentials("credential_process: \(error)", cause: error)
    }
    guard let document = JSONReader.read(output), document["Version"]?.integer == 1,
      let credentials = Credentials(document: document)
    else { throw .credentials("credential_process did not print credentials of version 1") }
    return credentials
  }

  private func role(_ arn: String, _ profile: ConfigurationFile.Section) -> SecurityTokenService.Role {
    SecurityTokenService.Role(
      arn: arn, sessionName: profile.values["role_session_name"] ?? defaultSessionName(environment),
      externalID: profile.values["external_id"], durationSeconds: profile.values["duration_seconds"])
  }

  private func service(_ profile: ConfigurationFile.Section) -> SecurityTokenService {
    let lookup = SettingLookup(environment: environment, profile: profile)
    return SecurityTokenService(
      exchange: exchange, region: profile.values["region"] ?? region,
      endpointURL: S3ClientSettings.endpointURL(lookup, shared, service: "sts"))
  }
}

/// `AWS_ROLE_SESSION_NAME`, or one that tells when it began.
func defaultSessionName(_ environment: ClientEnvironment) -> String {
  environment.variable("AWS_ROLE_SESSION_NAME") ?? "cairn-\(environment.now().seconds)"
}

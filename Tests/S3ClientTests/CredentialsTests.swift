import HTTPTransport
import S3Protocol
import StorageModel
import Synchronization
import Testing

@testable import S3Client

@Suite struct CredentialsTests {
  private func fetch(
    _ world: TestEnvironment, _ sender: ScriptedSender = ScriptedSender([HTTPResponse(404)]), profile: String? = nil
  ) async throws -> Credentials? {
    var options = S3ClientOptions()
    options.profile = profile
    let settings = try S3ClientSettings(options, world.environment)
    return try await CredentialsChain(options, settings, world.environment, sender: sender).fetch()
  }

  private static let keys = "[default]\naws_access_key_id = FILE\naws_secret_access_key = fs\n"

  @Test func environmentBeforeProfileUnlessOneIsNamed() async throws {
    let world = TestEnvironment(
      variables: ["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"],
      files: ["/users/test/.aws/credentials": Self.keys])
    let found = try await fetch(world)
    #expect(found == Credentials(accessKeyID: "ENV", secretAccessKey: "s", sessionToken: "t"))
    #expect(try await fetch(world, profile: "default")?.accessKeyID == "FILE")
    world.set("AWS_ACCESS_KEY_ID", nil)
    await #expect(throws: StoreError.self) { try await fetch(world) }
  }

  @Test func nothingAnywhere() async throws {
    #expect(try await fetch(TestEnvironment()) == nil)
    let world = TestEnvironment()
    let provider = CredentialsProvider(CredentialsChain([]), now: world.environment.now)
    await #expect { () async throws in _ = try await provider.credentials() } throws: {
      ($0 as? StoreError)?.code == .invalidCredentials
    }
    #expect(try await CredentialsProvider(nil, now: world.environment.now).credentials() == nil)
  }

  @Test func aRoleThroughItsSourceProfile() async throws {
    let world = TestEnvironment(files: [
      "/users/test/.aws/config":
        "[profile r]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = base\nexternal_id = e/1\nregion = eu-west-1\n",
      "/users/test/.aws/credentials": "[base]\naws_access_key_id = BASE\naws_secret_access_key = bs\n",
    ])
    let answer =
      "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ROLE</AccessKeyId><SecretAccessKey>rs"
      + "</SecretAccessKey><SessionToken>rt</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration></Credentials>"
      + "</AssumeRoleResult></AssumeRoleResponse>"
    let sender = ScriptedSender([HTTPResponse(200, answer)])
    let found = try await fetch(world, sender, profile: "r")
    #expect(found?.accessKeyID == "ROLE" && found?.sessionToken == "rt")
    #expect(found?.expiration == Timestamp(iso8601: "2030-01-01T00:00:00Z"))
    let sent = try #require(sender.sent.first)
    #expect(sent.url == "https://sts.eu-west-1.amazonaws.com/" && sent.method == .post)
    #expect(sent.bodyText.contains("Action=AssumeRole&") && sent.bodyText.contains("ExternalId=e%2F1"))
    #expect(sent.bodyText.contains("RoleSessionName=cairn-1800000000"))
    #expect(sent.fields["authorization"]?.contains("Credential=BASE/") == true)
    #expect(sent.fields["authorization"]?.contains("/eu-west-1/sts/aws4_request") == true)
    #expect(sent.fields["host"] == nil)
  }

  @Test func circlesOfProfilesEnd() async throws {
    let world = TestEnvironment(files: [
      "/users/test/.aws/config":
        "[profile a]\nrole_arn = x\nsource_profile = b\n[profile b]\nrole_arn = y\nsource_profile = a\n"
    ])
    await #expect(throws: StoreError.self) { try await fetch(world, profile: "a") }
  }

  @Test func webIdentityOfTheEnvironment() async throws {
    let world = TestEnvironment(
      variables: ["AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn", "AWS_ROLE_SESSION_NAME": "me"],
      files: ["/token": "T\n"])
    let sender = ScriptedSender([
      HTTPResponse(
        200,
        "<A><B><AccessKeyId>W</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken></B></A>")
    ])
    #expect(try await fetch(world, sender)?.accessKeyID == "W")
    let sent = try #require(sender.sent.first)
    #expect(sent.bodyText.contains("WebIdentityToken=T") && sent.bodyText.contains("RoleSessionName=me"))
    #expect(sent.fields["authorization"] == nil)
  }

  @Test func aProcess() async throws {
    let world = TestEnvironment(files: [
      "/users/test/.aws/config": "[profile p]\ncredential_process = ~/bin/helper --name 'a b'\n"
    ])
    world.state.withLock { $0.programOutput = #"{"Version":1,"AccessKeyId":"P","SecretAccessKey":"s"}"# }
    #expect(try await fetch(world, profile: "p")?.accessKeyID == "P")
    #expect(world.state.withLock { $0.programs } == [["/users/test/bin/helper", "--name", "a b"]])
    world.state.withLock { $0.programOutput = #"{"Version":2}"# }
    await #expect(throws: StoreError.self) { try await fetch(world, profile: "p") }
  }

  @Test func singleSignOn() async throws {
    let cache = "/users/test/.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json"
    let config = """
      [profile s]
      sso_session = corp
      sso_account_id = 1
      sso_role_name = r
      [sso-session corp]
      sso_region = us-west-2
      """
    let world = TestEnvironment(files: [
      "/users/test/.aws/config": config, cache: #"{"accessToken":"T","expiresAt":"2030-01-01T00:00:00Z"}"#,
    ])
    let sender = ScriptedSender([
      HTTPResponse(
        200,
        #"{"roleCredentials":{"accessKeyId":"S","secretAccessKey":"s","sessionToken":"t","expiration":1893456000000}}"#)
    ])
    let found = try await fetch(world, sender, profile: "s")
    #expect(found?.accessKeyID == "S" && found?.expiration == Timestamp(seconds: 1_893_456_000))
    #expect(sender.sent[0].fields["x-amz-sso_bearer_token"] == "T")
    let url = "https://portal.sso.us-west-2.amazonaws.com/federation/credentials?role_name=r&account_id=1"
    #expect(sender.sent[0].url == url)
    world.state.withLock { $0.files[cache] = #"{"accessToken":"T","expiresAt":"2020-01-01T00:00:00Z"}"# }
    await #expect { () async throws in _ = try await fetch(world, profile: "s") } throws: {
      ($0 as? StoreError)?.message.contains("aws sso login --profile s") == true
    }
  }

  @Test func containersAndInstances() async throws {
    let container = TestEnvironment(variables: [
      "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1234/x", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "tok",
    ])
    let document = #"{"AccessKeyId":"C","SecretAccessKey":"s","Token":"t","Expiration":"2030-01-01T00:00:00Z"}"#
    let sender = ScriptedSender([HTTPResponse(200, document)])
    #expect(try await fetch(container, sender)?.accessKeyID == "C")
    #expect(sender.sent.first?.fields["authorization"] == "tok" && sender.sent.first?.usesProxy == false)
    container.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://evil.example.com/x")
    await #expect(throws: StoreError.self) { try await fetch(container, sender) }

    let instance = ScriptedSender { request, _ in
      if request.method == .put { return HTTPResponse(200, "TOKEN") }
      guard request.fields["x-aws-ec2-metadata-token"] == "TOKEN" else { return HTTPResponse(401) }
      return HTTPResponse(200, request.url.hasSuffix("/") ? "role\n" : document)
    }
    #expect(try await fetch(TestEnvironment(), instance)?.accessKeyID == "C")
    #expect(instance.sent.map(\.usesProxy) == [false, false, false])
    let disabled = TestEnvironment(variables: ["AWS_EC2_METADATA_DISABLED": "true"])
    #expect(try await fetch(disabled, instance) == nil)
  }

  @Test func refreshesBeforeTheEndAndOnce() async throws {
    let world = TestEnvironment()
    let source = CountingSource(world)
    let provider = CredentialsProvider(source, now: world.environment.now)
    let first = try await provider.credentials()
    #expect(try await provider.credentials() == first)
    world.advance(seconds: 3600 - 299)
    let second = try await provider.credentials()
    #expect(second != first)
    #expect(try await provider.replacement(for: try #require(first)) == second)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<50 {
        group.addTask { _ = try? await provider.replacement(for: Credentials(accessKeyID: "2", secretAccessKey: "s")) }
      }
    }
    #expect(await source.count <= 52)
    #expect(try await provider.credentials()?.accessKeyID != "1")
  }
}

/// New credentials for an hour at each call.
private actor CountingSource: CredentialsSource {
  private(set) var count = 0
  private let world: TestEnvironment

  init(_ world: TestEnvironment) { self.world = world }

  func fetch() async throws(StoreError) -> Credentials? {
    count += 1
    return Credentials(
      accessKeyID: "\(count)", secretAccessKey: "s", expiration: Timestamp(seconds: world.now.seconds + 3600))
  }
}

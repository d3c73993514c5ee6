import StorageModel
import Testing

@testable import S3Client

@Suite struct S3ClientSettingsTests {
  private let config = """
    [default]
    region = eu-west-1
    ca_bundle = ~/ca.pem
    max_attempts = 4
    [profile minio]
    services = mine
    s3 =
      addressing_style = virtual
    [profile plain]
    endpoint_url = http://plain.example.com
    [services mine]
    s3 =
      endpoint_url = http://minio.example.com:9000
    """

  private func settings(
    _ options: S3ClientOptions = S3ClientOptions(), _ variables: [String: String] = [:]
  ) throws -> S3ClientSettings {
    try S3ClientSettings(
      options, TestEnvironment(variables: variables, files: ["/users/test/.aws/config": config]).environment)
  }

  private func profile(_ name: String) -> S3ClientOptions {
    var options = S3ClientOptions()
    options.profile = name
    return options
  }

  @Test func defaults() throws {
    let found = try settings()
    #expect(found.region == "eu-west-1" && found.endpoint.host == "s3.eu-west-1.amazonaws.com")
    #expect(found.caBundlePath == "/users/test/ca.pem" && found.maximumAttempts == 4)
    let bare = try S3ClientSettings(S3ClientOptions(), TestEnvironment().environment)
    #expect(bare.region == "us-east-1" && bare.profile == "default")
  }

  @Test func endpointsInTheirOrder() throws {
    #expect(try settings(profile("minio")).endpoint.url == "http://minio.example.com:9000")
    #expect(try settings(profile("minio")).endpoint.addressing == .virtual)
    #expect(try settings(profile("plain")).endpoint.url == "http://plain.example.com")
    var variables = ["AWS_ENDPOINT_URL": "http://all.example.com"]
    #expect(try settings(profile("minio"), variables).endpoint.url == "http://all.example.com")
    variables["AWS_ENDPOINT_URL_S3"] = "http://s3.example.com"
    #expect(try settings(profile("minio"), variables).endpoint.url == "http://s3.example.com")
    variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true"
    #expect(try settings(profile("minio"), variables).endpoint.amazon != nil)
    var options = profile("minio")
    options.endpointURL = "http://option.example.com"
    #expect(try settings(options, variables).endpoint.url == "http://option.example.com")
  }

  @Test func checksumModes() throws {
    #expect(try settings().sendsChecksums && settings().asksForChecksums)
    let variables = [
      "AWS_REQUEST_CHECKSUM_CALCULATION": "WHEN_REQUIRED", "AWS_RESPONSE_CHECKSUM_VALIDATION": "when_required",
    ]
    let found = try settings(S3ClientOptions(), variables)
    #expect(!found.sendsChecksums && !found.asksForChecksums)
  }

  @Test func regionsAndProfilesInTheirOrder() throws {
    #expect(try settings(S3ClientOptions(), ["AWS_DEFAULT_REGION": "a-1"]).region == "a-1")
    #expect(try settings(S3ClientOptions(), ["AWS_DEFAULT_REGION": "a-1", "AWS_REGION": "b-1"]).region == "b-1")
    #expect(try settings(S3ClientOptions(), ["AWS_PROFILE": "plain"]).profile == "plain")
    #expect(throws: StoreError.self) { try settings(profile("nobody")) }
    #expect(throws: StoreError.self) { try settings(S3ClientOptions(), ["AWS_REGION": "evil.example.com/"]) }
  }
}

import StorageModel
import Testing

@testable import S3Client

@Suite struct EndpointTests {
  private func bucket(_ name: String) throws -> BucketName { try #require(BucketName(name)) }

  @Test func readsURLs() throws {
    let plain = try Endpoint(url: "http://LocalHost:9000/")
    #expect(plain.scheme == .http && plain.host == "localhost" && plain.port == 9000 && plain.basePath == "")
    #expect(plain.authority == "localhost:9000" && plain.url == "http://localhost:9000")
    let based = try Endpoint(url: "https://example.com:443/s3/api/")
    #expect(based.port == nil && based.basePath == "/s3/api" && based.authority == "example.com")
    #expect(try Endpoint(url: "example.com").scheme == .https)
    #expect(try Endpoint(url: "http://[::1]:8000").authority == "[::1]:8000")
    #expect(try Endpoint(url: "http://[::1]").authority == "[::1]")
  }

  @Test(arguments: [
    "", "http://", "ftp://a", "http://user:pw@host", "http://host:0", "http://host:70000", "http://host:x",
    "http://h/?q",
    "http://h/#f", "http://h\r\nX: y", "http://[::1]x",
  ])
  func refusesOthers(url: String) { #expect(throws: StoreError.self) { try Endpoint(url: url) } }

  @Test func addressesBuckets() throws {
    let amazon = Endpoint(amazon: AmazonHosts(), region: "eu-central-1")
    let key = ObjectKey("a b/../ü+")
    let virtual = amazon.address(bucket: try bucket("my-bucket"), key: key)
    #expect(virtual.authority == "my-bucket.s3.eu-central-1.amazonaws.com")
    #expect(virtual.rawPath == "/a%20b/../%C3%BC%2B")
    #expect(amazon.address(bucket: try bucket("my.bucket"), key: nil).rawPath == "/my.bucket")
    #expect(amazon.address(bucket: nil, key: nil).rawPath == "/")
    let custom = try Endpoint(url: "https://example.com/base")
    #expect(custom.address(bucket: try bucket("bbb"), key: key).rawPath == "/base/bbb/a%20b/../%C3%BC%2B")
    let forced = try Endpoint(url: "http://example.com", addressing: .virtual)
    #expect(
      forced.address(bucket: try bucket("bbb"), key: nil) == RequestAddress(authority: "bbb.example.com", rawPath: "/"))
    let literal = try Endpoint(url: "http://127.0.0.1:9000", addressing: .virtual)
    #expect(literal.address(bucket: try bucket("bbb"), key: nil).rawPath == "/bbb")
  }

  @Test func movesOnlyAtAmazon() throws {
    let hosts = AmazonHosts(usesDualStack: true, usesFIPS: true)
    let moved = Endpoint(amazon: hosts, region: "us-east-1").moved(to: "us-west-2")
    #expect(moved.host == "s3-fips.dualstack.us-west-2.amazonaws.com")
    #expect(Endpoint(amazon: AmazonHosts(), region: "cn-north-1").host == "s3.cn-north-1.amazonaws.com.cn")
    let custom = try Endpoint(url: "http://example.com")
    #expect(custom.moved(to: "us-west-2") == custom)
    #expect(!isRegionName("evil.com/") && !isRegionName("") && !isRegionName("a.b") && isRegionName("us-gov-west-1"))
  }
}

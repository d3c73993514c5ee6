import HTTPTransport
import ObjectStores
import S3Protocol
import StorageModel
import Synchronization
import Testing

@testable import S3Client

/// What the service corrects by itself, and how it names what it cannot.
@Suite struct S3ServiceTests {
  let world = TestEnvironment(variables: ["AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "secret"])

  private func service(
    _ sender: ScriptedSender, url: String? = "http://s3.example.com", anonymous: Bool = false,
    notices: @escaping @Sendable (ServiceNotice) -> Void = { _ in }
  ) throws -> S3Service {
    var options = S3ClientOptions()
    options.endpointURL = url
    options.region = "eu-west-1"
    options.isAnonymous = anonymous
    options.retry = .never
    return try S3Service(options, environment: world.environment, sender: sender, notify: notices)
  }

  private func store(_ sender: ScriptedSender, url: String? = "http://s3.example.com") throws -> S3Store {
    try service(sender, url: url).bucket(try #require(BucketName("bucket")))
  }

  private func failure(_ answers: [HTTPResponse], url: String? = "http://s3.example.com") async throws -> StoreError? {
    let store = try store(ScriptedSender(answers), url: url)
    do throws(StoreError) {
      _ = try await store.list(ListRequest())
      return nil
    } catch { return error }
  }

  private static let emptyPage = HTTPResponse(
    200, "<ListBucketResult><Name>bucket</Name><IsTruncated>false</IsTruncated></ListBucketResult>")

  @Test func signsWithoutSendingTheHostTwice() async throws {
    let sender = ScriptedSender([Self.emptyPage])
    _ = try await store(sender).list(ListRequest(prefix: Array("a/+".utf8)))
    let sent = try #require(sender.sent.first)
    #expect(sent.url.hasPrefix("http://s3.example.com/bucket?list-type=2&"))
    #expect(sent.url.contains("prefix=a%2F%2B") && sent.url.contains("encoding-type=url"))
    #expect(sent.fields["authorization"]?.contains("Credential=AK/20270115/eu-west-1/s3/aws4_request") == true)
    #expect(sent.fields["host"] == nil)
    let anonymous = ScriptedSender([Self.emptyPage])
    _ = try await service(anonymous, anonymous: true).bucket(try #require(BucketName("bucket"))).list(ListRequest())
    #expect(anonymous.sent.first?.fields["authorization"] == nil)
  }

  @Test func learnsTheRegionOfABucketOnce() async throws {
    let notices = Mutex<[ServiceNotice]>([])
    let sender = ScriptedSender([
      .error(301, "PermanentRedirect", "<Endpoint>evil.example.com</Endpoint>", [("x-amz-bucket-region", "us-west-2")]),
      Self.emptyPage,
    ])
    let service = try service(sender, url: nil) { notice in notices.withLock { $0.append(notice) } }
    let store = service.bucket(try #require(BucketName("bucket")))
    _ = try await store.list(ListRequest())
    _ = try await store.list(ListRequest())
    #expect(
      sender.sent.map { String($0.url.prefix { $0 != "?" }) } == [
        "https://bucket.s3.eu-west-1.amazonaws.com/", "https://bucket.s3.us-west-2.amazonaws.com/",
        "https://bucket.s3.us-west-2.amazonaws.com/",
      ])
    #expect(notices.withLock { $0 } == [.bucketRegion(bucket: "bucket", region: "us-west-2")])
  }

  @Test func aRegionThatIsNoneIsNotFollowed() async throws {
    let error = try await failure(
      [.error(400, "AuthorizationHeaderMalformed", "<Region>evil.com/x</Region>")], url: nil)
    #expect(error?.code == .wrongRegion)
    let loop = try await failure([
      .error(400, "AuthorizationHeaderMalformed", "<Region>a-1</Region>"),
      .error(400, "AuthorizationHeaderMalformed", "<Region>b-1</Region>"), Self.emptyPage,
    ])
    #expect(loop?.code == .wrongRegion)
  }

  @Test(arguments: [
    "https://s3.example.com/x", "http://evil.example.com/x", "//evil.example.com/x", "http://s3.example.com.evil/x",
  ])
  func neverFollowsARedirectElsewhere(location: String) async throws {
    let sender = ScriptedSender([HTTPResponse(307, "", [("Location", location)]), Self.emptyPage])
    await #expect { () async throws in _ = try await store(sender).list(ListRequest()) } throws: {
      ($0 as? StoreError)?.code == .wrongRegion
    }
    #expect(sender.sent.count == 1)
  }

  @Test func followsOneOnTheSameHost() async throws {
    let sender = ScriptedSender([
      HTTPResponse(307, "", [("Location", "http://s3.example.com/other?x=1")]), Self.emptyPage,
    ])
    _ = try await store(sender).list(ListRequest())
    #expect(sender.sent.last?.url == "http://s3.example.com/other?x=1")
    #expect(sender.sent.last?.fields["authorization"] != nil)
  }

  @Test func putsTheClockRight() async throws {
    let date = Timestamp(seconds: world.now.seconds + 3000).httpDate
    let sender = ScriptedSender([.error(403, "RequestTimeTooSkewed", "", [("Date", date)]), Self.emptyPage])
    _ = try await store(sender).list(ListRequest())
    #expect(sender.sent.map { $0.fields["x-amz-date"] } == ["20270115T080000Z", "20270115T085000Z"])
    let bare = ScriptedSender([HTTPResponse(403, "", [("Date", date)]), HTTPResponse(404)])
    await #expect { () async throws in _ = try await store(bare).head(ObjectKey("k"), ReadOptions()) } throws: {
      ($0 as? StoreError)?.code == .noSuchKey
    }
    #expect(bare.sent.count == 2)
  }

  @Test func replacesExpiredCredentialsOnce() async throws {
    let world = world
    let sender = ScriptedSender { _, number in
      world.set("AWS_ACCESS_KEY_ID", "NEW")
      return number == 0 ? .error(400, "ExpiredToken") : Self.emptyPage
    }
    _ = try await store(sender).list(ListRequest())
    #expect(sender.sent.last?.fields["authorization"]?.contains("Credential=NEW/") == true)
    let same = try await failure([.error(400, "ExpiredToken")])
    #expect(same?.code == .expiredCredentials)
  }

  @Test(arguments: [
    (404, "NoSuchBucket", StoreError.Code.noSuchBucket), (403, "AccessDenied", .accessDenied),
    (403, "InvalidAccessKeyId", .invalidCredentials), (403, "SignatureDoesNotMatch", .invalidCredentials),
    (503, "SlowDown", .slowDown), (429, "Whatever", .slowDown), (500, "InternalError", .serverError),
    (501, "NotImplemented", .unsupported), (412, "PreconditionFailed", .preconditionFailed),
    (400, "Nonsense", .invalidRequest),
    (200, "InternalError", .serverError), (409, "OperationAborted", .serverError), (507, "Full", .serverError),
  ])
  func mapsErrors(status: Int, name: String, code: StoreError.Code) async throws {
    let error = try await failure([.error(status, name, "", [("Retry-After", "3")])])
    #expect(error?.code == code && error?.serviceCode == name && error?.requestID == "R1")
    #expect(error?.retryAfter == .seconds(3) && error?.operation == "ListObjectsV2" && error?.bucket == "bucket")
  }

  @Test func answersThatAreNone() async throws {
    for body in ["", "<!DOCTYPE html><html>hi</html>", "<ListBucketResult>", "garbage", "<Other/>"] {
      let error = try await failure([HTTPResponse(200, body)])
      #expect(error?.code == .invalidResponse, "\(body)")
    }
    let page = try await failure([HTTPResponse(200, "<html>hi</html>")])
    #expect(page?.message.contains("web page") == true)
    #expect(try await failure([HTTPResponse(502, "<html>bad gateway</html>")])?.code == .serverError)
  }

  @Test func transportFailuresSayWhatToDo() async throws {
    let cases: [(TransportError.Code, StoreError.Code, String)] = [
      (.nameResolution, .unreachable, "s3.example.com does not resolve"),
      (.connect, .unreachable, "nothing answers at"),
      (.tls, .tls, "--ca-bundle"), (.idleTimeout, .timeout, "stopped answering"),
      (.shortBody, .invalidResponse, "ended early"),
      (.source, .sourceFailed, "x"), (.sink, .sinkFailed, "x"), (.cancelled, .cancelled, "x"),
      (.proxy, .unreachable, "HTTPS_PROXY"),
    ]
    for (transport, code, text) in cases {
      let sender = ScriptedSender { _, _ in throw TransportError(transport, "x", errno: 5) }
      await #expect { () async throws in _ = try await store(sender).list(ListRequest()) } throws: { thrown in
        let error = thrown as? StoreError
        return error?.code == code && error?.message.contains(text) == true && error?.errno == 5
      }
    }
  }

  @Test func presignedURLsStayUnderTheirBounds() async throws {
    let service = try service(ScriptedSender([Self.emptyPage]))
    let bucket = try #require(BucketName("bucket"))
    let url = try await service.presignedGet(bucket, ObjectKey("a b"), lifetimeSeconds: 60)
    #expect(url.hasPrefix("http://s3.example.com/bucket/a%20b?") && url.contains("X-Amz-Expires=60"))
    await #expect(throws: StoreError.self) {
      _ = try await service.presignedPut(bucket, ObjectKey("a"), lifetimeSeconds: 604_801)
    }
  }
}

import HTTPTransport
import ObjectStores
import S3Protocol
import StorageModel
import Testing

@testable import S3Client

/// Endpoints whose pages of versions leave some out.
@Suite struct VersionFoldersTests {
  private let world = TestEnvironment(variables: ["AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "secret"])
  private let bucket = BucketName("bucket")

  private func service(_ sender: ScriptedSender, isKnown: Bool = false) throws -> S3Service {
    var options = S3ClientOptions()
    options.endpointURL = "http://s3.example.com"
    var settings = try S3ClientSettings(options, world.environment)
    settings.known.pagesVersionsWhole = !isKnown
    let chain = try CredentialsChain(options, settings, world.environment, sender: sender)
    return S3Service(
      settings, credentials: CredentialsProvider(chain, now: world.environment.now), sender: sender,
      environment: world.environment)
  }

  private func read(
    _ service: S3Service, _ prefix: String = "", after start: String = "", mayHaveGaps: Bool = false
  ) async throws -> [String] {
    var reader = KeyVersionsReader(
      service: service, bucket: try #require(bucket), prefix: Array(prefix.utf8), after: Array(start.utf8),
      mayHaveGaps: mayHaveGaps)
    var found: [String] = []
    while let key = try await reader.next() { found += key.versions.map { "\(key.key):\($0.versionID)" } }
    #expect(reader.order == .bytes)
    return found
  }

  /// Names of which one continues another, at every depth; some keys have three versions.
  private func tree(_ seed: UInt64) -> [String: Int] {
    var state = seed
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    var keys: [String: Int] = [:]
    func fill(_ folder: String, _ depth: Int) {
      for name in ["s", "s-x", "s.txt", "s0", "t", "t!", "t.d", "t-"] where next() % 3 > 0 {
        if depth < 3, next() % 2 == 0 {
          fill(folder + name + "/", depth + 1)
        } else {
          keys[folder + name] = next() % 4 == 0 ? 3 : 1
        }
      }
    }
    for top in ["", "q/", "r"] { fill(top, 1) }
    return keys
  }

  @Test(arguments: 1...6, [2, 3, 5, 11, 40]) func everyVersionIsFoundInOrder(_ seed: Int, _ limit: Int) async throws {
    let server = WalkingServer(tree(UInt64(seed)), pageLimit: limit)
    let all = server.all
    let sender = server.sender
    #expect(try await read(try service(sender)) == all)
    #expect(try await read(try service(sender), mayHaveGaps: true) != all, "nothing is left out here")
    let middle = try #require(all[all.count / 2].split(separator: ":").first)
    #expect(
      try await read(try service(sender), after: String(middle))
        == all.filter { $0.split(separator: ":").first.map { $0 > middle } ?? false })
    #expect(try await read(try service(sender), "q/") == all.filter { $0.hasPrefix("q/") })
  }

  /// Behind a proxy it has another name; `cairn doctor` knows it all the same.
  @Test func whatDoctorFoundOutCounts() async throws {
    var server = WalkingServer(tree(1), pageLimit: 5)
    server.name = "proxy"
    #expect(try await read(try service(server.sender, isKnown: true)) == server.all)
    #expect(try await read(try service(server.sender)) != server.all)
  }

  @Test func whatCannotBeAskedForIsRefused() async throws {
    var server = WalkingServer(tree(1), pageLimit: 5)
    server.othersLimit = 1
    let error = await #expect(throws: StoreError.self) { _ = try await read(try service(server.sender)) }
    #expect(error?.code == .invalidResponse && error?.message.contains("name a longer prefix") == true)
  }

  /// A folder whose pages do not get on: the marker of a page may have no version id.
  @Test func aPageThatComesTwiceIsRefused() async throws {
    let sender = ScriptedSender { request, _ in
      let isPage = !request.url.contains("prefix=")
      var response = HTTPResponse.document(
        "ListVersionsResult",
        "<IsTruncated>\(isPage)</IsTruncated>\(isPage ? "<NextKeyMarker>a</NextKeyMarker>" : "")")
      response.fields["Server"] = "SeaweedFS"
      return response
    }
    for mayHaveGaps in [false, true] {
      let error = await #expect(throws: StoreError.self) {
        _ = try await read(try service(sender), mayHaveGaps: mayHaveGaps)
      }
      #expect(error?.code == .invalidResponse && error?.message.contains("the same page twice") == true)
    }
  }

  @Test func aListingOfOnePageTakesOneRequest() async throws {
    let server = WalkingServer(tree(1), pageLimit: 1000)
    let sender = server.sender
    #expect(try await read(try service(sender)) == server.all)
    #expect(sender.sent.count == 1)
  }

  /// The pages of the past take no request twice.
  @Test func thePastGoesOnWhereItsPageEnded() async throws {
    let server = WalkingServer(tree(2), pageLimit: 5)
    let once = server.sender
    _ = try await read(try service(once))
    let sender = server.sender
    let service = try service(sender)
    let bucket = try #require(bucket)
    let past = PastStore(
      service: service, bucket: bucket, store: service.store(bucket), at: Timestamp(seconds: 1_900_000_000))
    var keys: [String] = []
    var request = ListRequest(pageSize: 3)
    repeat {
      let page = try await past.list(request)
      keys += page.objects.map(\.key.description)
      request.token = page.nextToken
    } while request.token != nil
    #expect(keys == tree(2).keys.sorted())
    #expect(sender.sent.count == once.sent.count)
  }
}

import HTTPTransport
import ObjectStores
import StorageModel
import Testing

@testable import S3Client

/// Listings that cannot be true.
@Suite struct ListingGuardTests {
  private func page(_ keys: [String], prefixes: [String] = [], next: String? = nil, name: String = "bucket")
    -> HTTPResponse
  {
    let contents = keys.map {
      "<Contents><Key>\($0)</Key><Size>1</Size><ETag>e</ETag>"
        + "<LastModified>2030-01-01T00:00:00Z</LastModified></Contents>"
    }
    let folded = prefixes.map { "<CommonPrefixes><Prefix>\($0)</Prefix></CommonPrefixes>" }
    let end =
      next.map { "<IsTruncated>true</IsTruncated><NextContinuationToken>\($0)</NextContinuationToken>" }
      ?? "<IsTruncated>false</IsTruncated>"
    return HTTPResponse(
      200, "<ListBucketResult><Name>\(name)</Name>\(end)\((contents + folded).joined())</ListBucketResult>")
  }

  /// All keys of all pages, or what went wrong.
  private func list(_ pages: [HTTPResponse], _ request: ListRequest = ListRequest()) async throws -> Result<
    [String], StoreError
  > {
    let world = TestEnvironment(variables: ["AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "secret"])
    var options = S3ClientOptions()
    options.endpointURL = "http://h"
    let service = try S3Service(options, environment: world.environment, sender: ScriptedSender(pages))
    let store = service.bucket(try #require(BucketName("bucket")))
    var request = request
    var found: [String] = []
    do throws(StoreError) {
      while true {
        let page = try await store.list(request)
        found += page.objects.map { "\($0.key)" } + page.commonPrefixes.map { "\($0)" }
        guard let token = page.nextToken else { return .success(found) }
        request.token = token
      }
    } catch { return .failure(error) }
  }

  private func isRefused(_ pages: [HTTPResponse], _ request: ListRequest = ListRequest()) async throws -> Bool {
    if case .failure(let error) = try await list(pages, request) { return error.code == .invalidResponse }
    return false
  }

  @Test func goodPages() async throws {
    let all = try await list([page(["a", "b"], next: "1"), page([], next: "2 3"), page(["c"])]).get()
    #expect(all == ["a", "b", "c"])
    let folded = ListRequest(prefix: Array("x".utf8), delimiter: Array("/".utf8))
    #expect(try await list([page(["xa"], prefixes: ["x/", "xb/"])], folded).get() == ["xa", "x/", "xb/"])
  }

  @Test func badPages() async throws {
    let prefix = ListRequest(prefix: Array("x".utf8))
    let folded = ListRequest(delimiter: Array("/".utf8))
    #expect(try await isRefused([page(["b", "a"])]))
    #expect(try await isRefused([page(["a", "a"])]))
    #expect(try await isRefused([page(["a", "c"], next: "1"), page(["b"])]))
    #expect(try await isRefused([page(["a"], next: "1"), page(["a"])]))
    #expect(try await isRefused([page(["a"], next: "1"), page(["b"], next: "1")]))
    #expect(try await isRefused([page(["y"])], prefix))
    #expect(try await isRefused([page(["a"], name: "other")]))
    #expect(try await isRefused([page(["a"])], ListRequest(startAfter: ObjectKey("b"))))
    #expect(try await isRefused([page([], prefixes: ["b/", "a/"])], folded))
    #expect(try await isRefused([page([], prefixes: ["b"])], folded))
    #expect(try await isRefused([page(["a"], prefixes: ["b/"])]))
    #expect(try await isRefused([page(["a"], prefixes: ["b/"], next: "1"), page(["aa"])], folded))
  }

  private func isFolderOrder(_ pages: [HTTPResponse], _ request: ListRequest = ListRequest()) async throws -> Bool {
    guard case .failure(let error) = try await list(pages, request) else { return false }
    return error.cause is ListingOrderError
  }

  @Test func folderOrderIsToldFromDisorder() async throws {
    #expect(try await isFolderOrder([page(["a/x", "a-b"])]))
    #expect(try await isFolderOrder([page(["a/x"], next: "1"), page(["a-b"])]))
    #expect(try await isFolderOrder([page(["a/x", "a/y"], next: "1"), page([], next: "2"), page(["a.txt"])]))
    let folded = ListRequest(delimiter: Array("/".utf8))
    #expect(try await isFolderOrder([page([], prefixes: ["a/", "a-b/"])], folded))
    // Not the first disorder that counts, but the whole listing so far: it was in byte order here.
    #expect(try await !isFolderOrder([page(["a-b", "a/x", "a-b"])]))
    #expect(try await !isFolderOrder([page(["a-b", "a/x"], next: "1"), page(["c/x", "c-d"])]))
    #expect(try await !isFolderOrder([page(["a-b", "a/x"], next: "1"), page(["a-b", "c"])]))
    #expect(try await !isFolderOrder([page(["a", "b"], next: "1"), page(["a-b", "c"])]))
    #expect(try await !isFolderOrder([page(["b", "a"])]))
    #expect(try await !isFolderOrder([page(["a/x", "a/x"])]))
    #expect(try await !isFolderOrder([page(["a-b", "a/x"])]))
  }

  /// As SeaweedFS lists a bucket with versioning: `m-a` and `m.txt` stand behind the folder `m`, and `m` itself, whose
  /// versions lie at `m.versions`, behind all of them.
  @Test func pagesByBytesMayGoFolderByFolder() async throws {
    let pages = [
      page(["a-b", "a/x", "m/x"], next: "1"), page(["m-a", "m.txt"], next: "2"), page(["m", "m0"], next: "3"),
      page(["n"]),
    ]
    #expect(try await isFolderOrder(Array(pages.prefix(2))))
    var request = ListRequest()
    request.allowsFolderOrder = true
    #expect(try await list(pages, request).get() == ["a-b", "a/x", "m/x", "m-a", "m.txt", "m", "m0", "n"])
    let folded = [
      page(["a"], prefixes: ["b/", "m/"], next: "1"), page(["m.txt"], prefixes: ["m-a/"], next: "2"), page(["m0"]),
    ]
    request.delimiter = Array("/".utf8)
    #expect(try await list(folded, request).get() == ["a", "b/", "m/", "m.txt", "m-a/", "m0"])
    #expect(try await isRefused([page(["a-b", "a/x"], next: "1"), page(["a-b", "c"])], request))
  }

  @Test func aCallerThatSortsTakesEitherOrderButNoMixture() async throws {
    var request = ListRequest()
    request.allowsFolderOrder = true
    #expect(try await list([page(["a/x", "a-b"])], request).get() == ["a/x", "a-b"])
    #expect(try await list([page(["a/x"], next: "1"), page(["a-b", "b"])], request).get() == ["a/x", "a-b", "b"])
    #expect(try await list([page(["a-b"], next: "1"), page(["a/x"])], request).get() == ["a-b", "a/x"])
    #expect(try await isRefused([page(["a/x", "a-b"], next: "1"), page(["c-d", "c/x"])], request))
    #expect(try await isRefused([page(["a-b", "a/x"], next: "1"), page(["c/x", "c-d"])], request))
    #expect(try await isRefused([page(["b"], next: "1"), page(["a"])], request))
    #expect(try await isRefused([page(["a/x"], next: "1"), page(["a/x"])], request))
  }

  @Test func pagesWithNothingInThemEnd() async throws {
    let empty = (0...2000).map { page([], next: "t\($0)") }
    #expect(try await isRefused(empty))
  }

  @Test(arguments: ["abc", "0  x", "0 q x", "a b x", "0 b%z x"]) func aTokenOfSomebodyElseIsRefused(
    _ token: String
  ) async throws {
    guard case .failure(let error) = try await list([page([])], ListRequest(token: token)) else {
      Issue.record("accepted")
      return
    }
    #expect(error.code == .invalidRequest)
  }
}

import ObjectStores
import StorageModel

/// The pages of one listing.
///
/// Takes them in either order that the store below admits, by key or folder by folder; refuses a listing whose token
/// comes twice, which would never end.
struct ObjectPages: Sendable {
  let store: any ObjectStore
  /// Of the next page.
  private var request: ListRequest
  private var tokens: Set<String> = []
  private var isAtEnd = false

  init(store: any ObjectStore, request: ListRequest) {
    self.store = store
    self.request = request
    self.request.allowsFolderOrder = true
  }

  /// The next page; nil after the last one.
  mutating func next() async throws -> ListPage? {
    guard !isAtEnd else { return nil }
    let page = try await store.list(request)
    try take(page)
    return page
  }

  /// Calls `body` for each page in order, and asks for the next page meanwhile. Returns how many objects and common
  /// prefixes there were.
  @discardableResult
  mutating func forEach(_ body: (ListPage) throws -> Void) async throws -> Int {
    guard var page = try await next() else { return 0 }
    var count = 0
    while true {
      count += page.objects.count + page.commonPrefixes.count
      guard !isAtEnd else { break }
      page = try await pageAhead(of: { try body(page) })
      try take(page)
    }
    try body(page)
    return count
  }

  private func pageAhead(of work: () throws -> Void) async throws -> ListPage {
    let asked = request
    async let next = store.list(asked)
    try work()
    return try await next
  }

  /// What to ask for next.
  private mutating func take(_ page: ListPage) throws {
    request.token = page.nextToken
    isAtEnd = page.nextToken == nil
    if let token = page.nextToken, !tokens.insert(token).inserted {
      throw StoreError(
        .invalidResponse, operation: "ListObjectsV2", key: ObjectKey(bytes: request.prefix),
        message: "the endpoint gave the same page twice")
    }
  }
}

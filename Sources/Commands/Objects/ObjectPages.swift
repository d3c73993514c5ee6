import ObjectStores
import StorageModel

/// The pages of one listing.
///
/// Refuses a listing whose keys do not ascend or whose token comes twice: such an endpoint would make a reader miss
/// keys, or read for ever.
struct ObjectPages: Sendable {
  let store: any ObjectStore
  /// Of the next page.
  private var request: ListRequest
  private var tokens: Set<String> = []
  private var lastKey: ObjectKey?
  private var isAtEnd = false

  init(store: any ObjectStore, request: ListRequest) {
    self.store = store
    self.request = request
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

  /// Checks the order of `page`, and what to ask for next.
  private mutating func take(_ page: ListPage) throws {
    for object in page.objects {
      if let lastKey, !(lastKey < object.key) { throw invalid("\(object.key) came after \(lastKey), out of order") }
      lastKey = object.key
    }
    request.token = page.nextToken
    isAtEnd = page.nextToken == nil
    if let token = page.nextToken, !tokens.insert(token).inserted {
      throw invalid("the endpoint gave the same page twice")
    }
  }

  private func invalid(_ message: String) -> StoreError {
    StoreError(.invalidResponse, operation: "ListObjectsV2", key: ObjectKey(bytes: request.prefix), message: message)
  }
}

package import ObjectStores
package import StorageModel

/// One rule that every store keeps. The list of all of them is ``all``; each store's tests run it.
package struct ConformanceCheck: Sendable, CustomStringConvertible {
  package let name: String
  package let run: @Sendable (any MultipartStore, BucketName) async throws -> Void

  /// `run` gets an empty bucket and its name, and throws ``ConformanceFailure`` where the rule is broken.
  init(_ name: String, run: @escaping @Sendable (any MultipartStore, BucketName) async throws -> Void) {
    self.name = name
    self.run = run
  }

  package static var all: [ConformanceCheck] { objectChecks + listingChecks + conditionChecks + multipartChecks }
}

extension ConformanceCheck {
  package var description: String { name }
}

/// A broken rule: what was expected and what came.
package struct ConformanceFailure: Error, CustomStringConvertible {
  package let description: String
}

func expect(_ condition: Bool, _ message: @autoclosure () -> String) throws {
  if !condition { throw ConformanceFailure(description: message()) }
}

func expectEqual<Value: Equatable>(_ found: Value, _ wanted: Value, _ what: String) throws {
  try expect(found == wanted, "\(what): wanted \(wanted), found \(found)")
}

func expectError(_ code: StoreError.Code, _ what: String, _ body: () async throws -> Void) async throws {
  do {
    try await body()
  } catch let error as StoreError {
    try expect(error.code == code, "\(what): wanted \(code), found \(error)")
    return
  }
  throw ConformanceFailure(description: "\(what): wanted \(code), but it succeeded")
}

func put(_ store: any MultipartStore, _ key: String, _ text: String) async throws {
  _ = try await store.put(ObjectKey(key), body: .bytes(Array(text.utf8)), WriteOptions())
}

func read(
  _ store: any MultipartStore, _ key: ObjectKey, _ options: ReadOptions = ReadOptions()
) async throws -> [UInt8] {
  try await store.get(key, options, into: .memory(limitBytes: 64 << 20)).bytes
}

package import StorageModel

/// What the server remembers of a request.
package struct StubRecord: Sendable {
  package var number: Int
  package var connection: Int
  package var operation: String
  package var bucket: String?
  package var key: ObjectKey?
  package var target: String
  package var fields: HTTPFields
  package var bodyBytes: Int
  package var accessKey: String?
  /// Of the answer that was meant, before the rules cut it.
  package var status: Int
  package var responseBytes: Int
  package var responseHeadBytes: Int
}

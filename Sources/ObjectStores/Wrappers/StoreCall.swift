package import StorageModel

/// One call to a store, as a wrapper sees it.
package struct StoreCall: Sendable {
  package enum Operation: String, Sendable, CaseIterable {
    case list, head, get, put, copy, delete
    case createUpload, uploadPart, copyPart, completeUpload, abortUpload, listParts, listUploads
  }

  package var operation: Operation
  /// nil for calls that name no single key.
  package var key: ObjectKey?
  /// How many bytes the call carries to the store.
  package var bodyBytes: Int64

  package init(_ operation: Operation, key: ObjectKey? = nil, bodyBytes: Int64 = 0) {
    self.operation = operation
    self.key = key
    self.bodyBytes = bodyBytes
  }
}

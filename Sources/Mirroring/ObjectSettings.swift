package import ObjectStores
package import StorageModel

/// How the objects of a run are written, beside what each file says itself.
package struct ObjectSettings: Sendable {
  package var storageClass: String?
  package var serverSideEncryption: String?
  package var kmsKeyID: String?
  /// nil guesses by the name.
  package var contentType: String?
  package var cacheControl: String?
  package var metadata: [(name: String, value: String)] = []
  package var tags: [(name: String, value: String)] = []

  package init() {}

  /// The headers of the object of `path`. What the user named goes before what the file says.
  package func headers(for path: PathBytes, _ fileMetadata: ObjectMetadata) -> ObjectHeaders {
    var user = fileMetadata.userMetadata
    for (name, value) in metadata { user[name.lowercased()] = value }
    let type = contentType ?? (path.isDirectoryForm ? "application/x-directory" : ContentType.guess(path))
    var headers = ObjectHeaders(contentType: type, metadata: user)
    headers.cacheControl = cacheControl
    return headers
  }

  package func writeOptions(_ headers: ObjectHeaders, condition: WriteCondition = .always) -> WriteOptions {
    WriteOptions(
      headers: headers, condition: condition, storageClass: storageClass,
      serverSideEncryption: serverSideEncryption, kmsKeyID: kmsKeyID, tags: tags)
  }
}

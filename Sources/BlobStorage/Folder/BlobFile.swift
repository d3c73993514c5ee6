/// The file of a blob: its name, and the storage class in whose folder it lies; nil for the store's own.
struct BlobFile: Hashable, Sendable {
  let name: BlobName
  var volume: String?
}

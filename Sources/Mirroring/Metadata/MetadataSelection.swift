package import LocalFiles
package import StorageModel

/// What of a file travels besides its content; the letters are rsync's. The modification time always goes into the
/// bucket, and is set on a download, since that costs nothing and comparing without it would.
package struct MetadataSelection: Hashable, Sendable {
  /// `-l`
  package var symlinks = false
  /// `-p`
  package var permissions = false
  /// `-t`: also where only the time differs.
  package var times = false
  /// `-o`
  package var owner = false
  /// `-g`
  package var group = false
  /// `-X`
  package var extendedAttributes = false
  /// `-S`
  package var sparse = false

  package init() {}

  /// True when folders carry something that only a marker object can keep.
  var concernsDirectories: Bool { permissions || owner || group }

  /// What the object of a local entry keeps.
  package func metadata(of entry: Entry, extendedAttributes: [ExtendedAttribute] = []) -> ObjectMetadata {
    var metadata = ObjectMetadata(modified: entry.modified)
    guard let attributes = entry.attributes else { return metadata }
    if permissions || entry.kind == .symlink { metadata.mode = attributes.mode }
    if owner { metadata.userID = attributes.userID }
    if group { metadata.groupID = attributes.groupID }
    for attribute in extendedAttributes { metadata.extendedAttributes[attribute.name] = attribute.value }
    return metadata
  }

  /// What a file made from an object gets. `fallback`: the time of an object that carries none.
  package func fileMetadata(_ metadata: ObjectMetadata, fallback: Timestamp) -> FileMetadata {
    var file = FileMetadata()
    file.modified = metadata.modified ?? fallback
    if permissions, let mode = metadata.mode { file.mode = mode & 0o7777 }
    if owner { file.userID = metadata.userID }
    if group { file.groupID = metadata.groupID }
    if extendedAttributes {
      file.extendedAttributes = metadata.extendedAttributes.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        .map { ExtendedAttribute(name: $0.key, value: $0.value) }
    }
    return file
  }
}

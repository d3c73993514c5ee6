internal import Digests
internal import Glibc

/// The folders in which the blobs of some storage classes lie, and the marks that tell them from others.
///
/// A folder gets a file `cairn-volume` with an id, the table `volume` the same id: an empty mount point, or the disk
/// of another store, is refused in place of being taken for a folder whose blobs are all gone. Order of writes: the
/// folders, the mark by rename, its fsync, the row. A crash in between leaves a marked folder without a row, which the
/// next start takes if it holds no blob.
struct Volumes {
  let folder: StoreFolder
  let connection: Connection

  /// Opens the folders that are known and those of `wanted`, by class. A class that is in both lies where `wanted`
  /// says: its folder may have moved. Throws `.notAStore`.
  func open(_ wanted: [String: String]) throws(BlobStorageError) {
    var known: [String: (id: [UInt8], path: String)] = [:]
    let query = try Query(connection, "SELECT class, id, path FROM volume")
    while try query.step() { known[query.text(0)] = (query.bytes(1), query.text(2)) }
    for (storageClass, path) in wanted where known[storageClass] == nil {
      try add(storageClass, path)
    }
    for (storageClass, row) in known {
      let path = wanted[storageClass] ?? row.path
      guard try mark(path) == row.id else {
        throw BlobStorageError(
          .notAStore, "\(path) is not the folder in which the objects of \(storageClass) lie: is its disk mounted?")
      }
      if path != row.path {
        try Query(connection, "UPDATE volume SET path = ? WHERE class = ?").bind(path, at: 1).bind(storageClass, at: 2)
          .run()
      }
      folder.setVolume(storageClass, BlobFolder(path: path))
    }
  }

  private func add(_ storageClass: String, _ path: String) throws(BlobStorageError) {
    if mkdir(path, 0o700) != 0, errno != EEXIST { throw .system("mkdir", path) }
    let place = BlobFolder(path: path)
    let strangers = try StoreFolder.names(in: path).filter {
      !["tmp", "blobs", "cairn-volume", "cairn-volume.new", "lost+found"].contains($0)
    }
    guard strangers.isEmpty, try place.isWithoutBlobs() else {
      throw BlobStorageError(.notAStore, "\(path) is not empty: a storage class needs a folder of its own")
    }
    try place.create()
    let id = randomBytes(count: 16)
    let file = try FileDescriptor.open(path + "/cairn-volume.new", O_WRONLY | O_CREAT | O_TRUNC)
    try file.write(Array((Self.heading + hexadecimal(id) + "\n").utf8))
    try file.synchronise()
    guard rename(path + "/cairn-volume.new", path + "/cairn-volume") == 0 else { throw .system("rename", path) }
    try FileDescriptor.open(path, O_RDONLY | O_DIRECTORY).synchronise()
    let insert = try Query(connection, "INSERT INTO volume (class, id, path) VALUES (?, ?, ?)")
    try insert.bind(storageClass, at: 1).bind(id, at: 2).bind(path, at: 3).run()
    folder.setVolume(storageClass, place)
  }

  private static let heading = "cairn-volume 1 "

  /// nil when the folder has no mark, or one that cannot be read.
  private func mark(_ path: String) throws(BlobStorageError) -> [UInt8]? {
    guard access(path + "/cairn-volume", F_OK) == 0 else { return nil }
    let bytes = try FileDescriptor.open(path + "/cairn-volume", O_RDONLY).read(at: 0, limit: 256)
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.hasPrefix(Self.heading), text.hasSuffix("\n") else { return nil }
    return hexadecimalDecoded(text.dropFirst(Self.heading.count).dropLast())
  }
}

extension BlobStore {
  /// True when the blobs of a class lie in a folder of their own.
  func isElsewhere(_ storageClass: String?) -> Bool {
    storageClass.map { folder.folder($0) != nil } ?? false
  }
}

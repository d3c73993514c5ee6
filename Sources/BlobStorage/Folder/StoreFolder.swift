internal import Glibc
internal import Synchronization

/// The folder of a store, and the lock that keeps a second process out of it.
///
///     format               "cairn-store 2"; 1 before the pages of the metadata had sums
///     lock                 flock(2), held for as long as the process lives
///     metadata.sqlite      (with -wal and -shm)
///     tmp/                 bodies on their way in; swept at start
///     blobs/00 … blobs/ff  immutable files, each named by 32 random hexadecimal digits
///
/// One level of 256 folders, made once at the start: a second level would cost two more fsyncs for nearly every one of
/// the first 65,536 blobs, and 10 million blobs are 40,000 entries a folder, which ext4 and XFS index.
final class StoreFolder: Sendable {
  static let formatText = "cairn-store 2\n"
  private static let formatTextWithoutSums = "cairn-store 1\n"

  /// What a folder may have in it that is to become a store: a start that was interrupted, and the daemon's
  /// credentials.
  private static let allowedBefore: Set<String> = [
    "lock", "tmp", "blobs", "format.new", "root-credentials", "root-credentials.new",
  ]

  let path: String
  /// Where blobs lie that no storage class takes elsewhere.
  let home: BlobFolder
  /// False for a store whose metadata are still without page sums.
  let hasPageSums: Bool
  private let lock: FileDescriptor
  private let elsewhere = Mutex<[String: BlobFolder]>([:])

  var databasePath: String { path + "/metadata.sqlite" }

  /// Opens the store in `path`, making an empty one when the folder is missing or empty. Order of writes: folders,
  /// their fsync, then the format file by rename, and its fsync; a crash before that leaves a folder that is still
  /// taken for new.
  init(path: String) throws(BlobStorageError) {
    if mkdir(path, 0o700) != 0, errno != EEXIST { throw .system("mkdir", path) }
    self.path = path
    home = BlobFolder(path: path)
    let lock = try FileDescriptor.open(path + "/lock", O_RDWR | O_CREAT)
    guard flock(lock.number, LOCK_EX | LOCK_NB) == 0 else {
      throw BlobStorageError(
        .locked, "\(path) is in use by another cairn process; one process serves a folder at a time", errno: errno)
    }
    self.lock = lock
    try Self.makeUnlessThere(path)
    hasPageSums = try Self.format(path) == Self.formatText
  }

  /// Notes that the metadata have page sums now.
  func notePageSums() throws(BlobStorageError) {
    if !hasPageSums { try Self.writeFormat(path) }
  }

  /// Lets another process have the folder.
  func unlock() { flock(lock.number, LOCK_UN) }

  /// The folders of storage classes that have one, by class.
  var volumes: [String: BlobFolder] { elsewhere.withLock { $0 } }

  /// Says where the blobs of a storage class lie.
  func setVolume(_ storageClass: String, _ folder: BlobFolder) {
    elsewhere.withLock { $0[storageClass] = folder }
  }

  /// The tree that a volume names; nil when there is none of that name.
  func folder(_ volume: String?) -> BlobFolder? {
    guard let volume else { return home }
    return elsewhere.withLock { $0[volume] }
  }

  /// Throws `.damaged` for a blob in the folder of a storage class that has none.
  func blobPath(_ file: BlobFile) throws(BlobStorageError) -> String {
    guard let folder = folder(file.volume) else {
      throw BlobStorageError(.damaged, "the storage class \(file.volume ?? "") has no folder")
    }
    return folder.blobPath(file.name)
  }

  /// Throws `.notAStore` unless `path` is a store already, and `.newerFormat`. True when its metadata have page sums.
  static func requireFormat(_ path: String) throws(BlobStorageError) -> Bool {
    guard access(path + "/format", F_OK) == 0 else {
      throw BlobStorageError(.notAStore, "\(path) is not a store of cairn")
    }
    return try format(path) == formatText
  }

  /// Throws `.newerFormat`.
  private static func format(_ path: String) throws(BlobStorageError) -> String {
    let file = try FileDescriptor.open(path + "/format", O_RDONLY)
    let text = String(decoding: try file.read(at: 0, limit: 256), as: UTF8.self)
    guard [formatText, formatTextWithoutSums].contains(text) else {
      throw BlobStorageError(.newerFormat, "\(path) was made by a newer cairn (\(text.prefix(40).debugDescription))")
    }
    return text
  }

  private static func makeUnlessThere(_ path: String) throws(BlobStorageError) {
    if access(path + "/format", F_OK) == 0 { return }
    let strangers = try names(in: path).filter { !allowedBefore.contains($0) }
    guard strangers.isEmpty else {
      throw BlobStorageError(.notAStore, "\(path) is neither empty nor a store of cairn (it has \(strangers[0]))")
    }
    try BlobFolder(path: path).create()
    try writeFormat(path)
  }

  private static func writeFormat(_ path: String) throws(BlobStorageError) {
    let file = try FileDescriptor.open(path + "/format.new", O_WRONLY | O_CREAT | O_TRUNC)
    try file.write(Array(formatText.utf8))
    try file.synchronise()
    guard rename(path + "/format.new", path + "/format") == 0 else { throw .system("rename", path + "/format") }
    try FileDescriptor.open(path, O_RDONLY | O_DIRECTORY).synchronise()
  }

  /// The names in a folder, without `.` and `..`, in no order. Names that are not UTF-8 come repaired: none of ours
  /// are.
  static func names(in path: String) throws(BlobStorageError) -> [String] {
    guard let stream = opendir(path) else { throw .system("opendir", path) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}

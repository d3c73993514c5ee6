internal import Digests
internal import LocalFiles
internal import StorageModel

/// What a tree is made of, as far as lstat tells it, in 32 bytes: the names in a folder with the status of each. An
/// equal digest is the proof that every file, link and attribute in the folder is what it was: a change of content,
/// owner, mode, link target or extended attribute changes ctime.
struct FolderDigest {
  /// Changed whenever a tree would be encoded in another way, so that no record of before is used.
  private static let version: UInt64 = 1
  private static let flushBytes = 64 << 10

  private let keepsAccessTimes: Bool
  private let nodes: NodeMaker
  private var pending: [UInt8] = []
  private var state = SHA256Digest()
  private var lastOwner: (user: UInt32, group: UInt32)?
  private var youngest = Timestamp(nanoseconds: .min)

  init(_ nodes: NodeMaker, keepsAccessTimes: Bool) {
    self.nodes = nodes
    self.keepsAccessTimes = keepsAccessTimes
    append(words: [Self.version, keepsAccessTimes ? 1 : 0] + nodes.zoneOffsets)
  }

  /// Entries come in the order of their names.
  mutating func add(_ name: [UInt8], _ status: FileStatus) {
    let (fingerprint, attributes) = (status.fingerprint, status.attributes)
    let changed = fingerprint.changed.nanoseconds
    // A file system that counts whole seconds, or pairs of them, says less.
    let coarse: Int64 = changed % 1_000_000_000 == 0 ? 2_000_000_000 : 0
    youngest = max(youngest, Timestamp(nanoseconds: changed &+ coarse))
    if lastOwner?.user != attributes.userID || lastOwner?.group != attributes.groupID {
      lastOwner = (attributes.userID, attributes.groupID)
      let (user, group) = nodes.owner(attributes.userID, attributes.groupID)
      append(words: [UInt64(user.count), UInt64(group.count)])
      pending += user
      pending += group
    }
    let words = (
      UInt64(name.count), UInt64(attributes.mode), UInt64(attributes.userID) << 32 | UInt64(attributes.groupID),
      attributes.linkCount, attributes.deviceNumber, fingerprint.device, fingerprint.inode,
      UInt64(bitPattern: fingerprint.sizeBytes), UInt64(bitPattern: fingerprint.modified.nanoseconds),
      UInt64(bitPattern: changed), keepsAccessTimes ? UInt64(bitPattern: status.accessed.nanoseconds) : 0
    )
    withUnsafeBytes(of: words) { pending.append(contentsOf: $0) }
    pending += name
    if pending.count >= Self.flushBytes { flush() }
  }

  /// Whether an entry is so young that a change right now could leave its times as they are: the kernel's clock goes
  /// in steps of some milliseconds.
  func isTooYoung(at now: Timestamp) -> Bool { youngest.nanoseconds >= now.nanoseconds - 100_000_000 }

  mutating func finish() -> StorageID {
    flush()
    return StorageID(bytes: state.finalize()) ?? .none
  }

  private mutating func flush() {
    state.update(pending)
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func append(words: [UInt64]) {
    words.withUnsafeBytes { pending.append(contentsOf: $0) }
  }

  /// Of the trees of the folders in a folder, in the order of their names.
  static func ofSubtrees(_ ids: [StorageID]) -> StorageID {
    ids.isEmpty ? .none : StorageID(of: ids.flatMap(\.bytes))
  }
}

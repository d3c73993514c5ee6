import S3Client
import S3Protocol
import Snapshots
import StorageModel

/// The difference between a pin and objects that come in any order: some endpoints list folder by folder.
///
/// Memory: what differs, about 100 bytes a key, beside the pin.
struct PinChanges: Sendable {
  struct Change: Hashable, Sendable {
    let kind: EntryChange.Kind
    let key: ObjectKey
    /// 0 for what was added.
    let oldBytes: Int64
    /// 0 for what was removed.
    let newBytes: Int64

    var letter: String {
      switch kind {
      case .added: "+"
      case .removed: "-"
      default: "M"
      }
    }
  }

  private let old: PinManifest
  private var isThere: [Bool]
  private var changes: [Change] = []

  init(old: PinManifest) {
    self.old = old
    isThere = Array(repeating: false, count: old.objects.count)
  }

  /// One object of the later state; each key comes once.
  mutating func take(_ key: ObjectKey, _ etag: ETag, sizeBytes: Int64) {
    guard let index = old.index(of: key) else {
      return changes.append(Change(kind: .added, key: key, oldBytes: 0, newBytes: sizeBytes))
    }
    isThere[index] = true
    let before = old.objects[index]
    // The same content put again is another version and no change.
    guard before.etag != etag || before.sizeBytes != sizeBytes else { return }
    changes.append(Change(kind: .modified, key: key, oldBytes: before.sizeBytes, newBytes: sizeBytes))
  }

  /// What has not come by now is not there.
  mutating func finish() {
    for (object, isThere) in zip(old.objects, isThere) where !isThere {
      changes.append(Change(kind: .removed, key: object.key, oldBytes: object.sizeBytes, newBytes: 0))
    }
    isThere = []
    changes.sort { $0.key < $1.key }
  }

  /// After ``finish()``.
  var inKeyOrder: [Change] { changes }

  func count(_ kind: EntryChange.Kind) -> Int { changes.count { $0.kind == kind } }
}

/// Which versions of a pin are no longer there, or no longer what they were, by a listing in any order.
struct PinLosses: Sendable {
  struct Loss: Hashable, Sendable {
    let object: PinnedObject
    let reason: String
  }

  private let pin: PinManifest
  /// Why an object counts as lost; nil for one that was found as it was.
  private var reasons: [String?]

  init(_ pin: PinManifest) {
    self.pin = pin
    reasons = Array(repeating: "is gone", count: pin.objects.count)
  }

  /// One key of the listing with all of its versions; each comes once.
  mutating func take(_ key: KeyVersions) {
    guard let index = pin.index(of: key.key) else { return }
    let object = pin.objects[index]
    guard let found = key.versions.first(where: { $0.versionID == object.versionID && !$0.isDeleteMarker })
    else { return }
    let isSame = found.object.etag == object.etag && found.object.sizeBytes == object.sizeBytes
    reasons[index] = isSame ? nil : "is another one"
  }

  /// What is lost once the whole listing was taken.
  var inKeyOrder: [Loss] {
    zip(pin.objects, reasons).compactMap { object, reason in reason.map { Loss(object: object, reason: $0) } }
  }
}

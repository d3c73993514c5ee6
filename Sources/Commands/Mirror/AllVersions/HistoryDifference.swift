import S3Protocol
import StorageModel

/// What the history of one key has at the source and not at the target.
enum HistoryDifference {
  /// The target has everything.
  case none
  /// To be added behind what the target has, the oldest first.
  case missing([VersionSummary])
  /// The target's history is not how the source's begins.
  case conflict

  /// Both newest first, as listings have them.
  ///
  /// The end of the target's history has to be where the source's begins, for a stretch as long as possible: the target
  /// may be behind, and the source may have lost its oldest versions since.
  init(source: [VersionSummary], target: [VersionSummary]) {
    let wanted = Array(source.reversed())
    let present = Array(target.reversed())
    let longest = min(wanted.count, present.count)
    let shared = (0...longest).reversed().first { count in
      zip(present.suffix(count), wanted.prefix(count)).allSatisfy { Self.areSame($0, $1) }
    }
    switch shared ?? 0 {
    case 0 where !present.isEmpty: self = .conflict
    case wanted.count: self = .none
    case let count: self = .missing(Array(wanted[count...]))
    }
  }

  /// Delete markers are all the same. ETags count where both are the MD5 of the content; where one is made of parts or
  /// of an encryption, equal sizes have to do: another endpoint may have cut or encrypted the same content otherwise.
  private static func areSame(_ left: VersionSummary, _ right: VersionSummary) -> Bool {
    guard left.isDeleteMarker == right.isDeleteMarker else { return false }
    guard !left.isDeleteMarker else { return true }
    let (one, other) = (left.object, right.object)
    guard one.sizeBytes == other.sizeBytes else { return false }
    return one.etag == other.etag || !(one.etag.isMD5Shaped && other.etag.isMD5Shaped)
  }
}

import Snapshots
import StorageModel

/// Times as a user writes them.
enum SnapshotTime {
  /// `2026-09-01 12:00:00` on this machine's clock, or RFC 3339 with a zone.
  static func parse(_ text: String, _ host: RepositoryHost) throws -> Timestamp {
    if let time = GoTime(Array(text.utf8)) { return time.timestamp }
    guard let local = GoTime(Array((text.replacing(" ", with: "T") + "Z").utf8)) else {
      throw CommandError.usage("'\(text)' is not a time", next: "write '2026-09-01 12:00:00'")
    }
    // The offset of the zone at about that time.
    let offset = host.zoneOffset(local.timestamp)
    return Timestamp(seconds: local.seconds - Int64(offset) * 60, nanoseconds: Int64(local.nanoseconds))
  }
}

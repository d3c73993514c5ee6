internal import Glibc

/// Compares every page of a metadata database with its sum, reading past SQLite, whose cache may hold a page that has
/// rotted since.
struct PageCheck {
  /// After so many the rest is not named.
  private static let findingLimit = 20
  /// A page that is being written by a checkpoint may be read half old, half new.
  private static let attempts = 5

  let file: FileDescriptor
  let pace: ScrubPace

  func run() throws(BlobStorageError) -> [ScrubFinding] {
    guard try PageSums.areIn(file) else {
      return [finding("the head of the metadata database is not the one written")]
    }
    let pageBytes = try pageBytes()
    var findings: [ScrubFinding] = []
    var offset: Int64 = 0
    while let size = file.sizeBytes, offset < size, !pace.isStopped, findings.count < Self.findingLimit {
      if try !isRight(offset, pageBytes) {
        findings.append(finding("page \(offset / Int64(pageBytes) + 1) is not the one written"))
      }
      offset += Int64(pageBytes)
    }
    return findings
  }

  /// SQLite, "Database File Format", section 1.3.2.
  private func pageBytes() throws(BlobStorageError) -> Int {
    let header = try file.read(at: 0, limit: PageSums.headerBytes)
    let value = Int(header[16]) << 8 | Int(header[17])
    return value == 1 ? 65_536 : max(512, value)
  }

  private func isRight(_ offset: Int64, _ pageBytes: Int) throws(BlobStorageError) -> Bool {
    for _ in 0..<Self.attempts {
      let page = try file.read(at: offset, limit: pageBytes)
      // The file ended meanwhile, or it is cut.
      guard page.count == pageBytes else { return (file.sizeBytes ?? 0) <= offset }
      if PageSums.prove(page, at: offset) { return true }
      pace.rest(.milliseconds(20))
    }
    return false
  }

  private func finding(_ message: String) -> ScrubFinding {
    ScrubFinding(kind: .metadata, blob: "", message: message)
  }
}

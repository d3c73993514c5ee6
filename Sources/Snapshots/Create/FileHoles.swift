internal import LocalFiles
internal import StorageModel

/// The holes of a sparse file: what reads as zeros without being read.
struct FileHoles: Sendable {
  private let holes: [Range<Int64>]
  private var next = 0

  static let none = FileHoles(holes: [])

  private init(holes: [Range<Int64>]) { self.holes = holes }

  /// None where the file has as many blocks as its size needs, which saves the question.
  init(of file: OpenFile, _ status: FileStatus) throws(LocalError) {
    guard status.hasHoles else {
      self = .none
      return
    }
    var holes: [Range<Int64>] = []
    var position: Int64 = 0
    for region in try file.dataRegions() {
      if region.offset > position { holes.append(position..<region.offset) }
      position = region.offset + region.lengthBytes
    }
    if position < status.sizeBytes { holes.append(position..<status.sizeBytes) }
    self.init(holes: holes)
  }

  var isEmpty: Bool { holes.isEmpty }

  /// How many bytes from `offset` on are certain to be zeros. Offsets ascend from call to call.
  mutating func zeros(from offset: Int64) -> Int64 {
    while next < holes.count, holes[next].upperBound <= offset { next += 1 }
    guard next < holes.count, holes[next].contains(offset) else { return 0 }
    return holes[next].upperBound - offset
  }
}

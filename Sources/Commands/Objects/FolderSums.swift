/// What lies below one folder.
struct FolderSum: Sendable, Equatable {
  /// Relative to where the count began, ending in `/`; empty for all of it.
  var path: [UInt8]
  var bytes: Int64 = 0
  var objects: Int64 = 0
}

/// Adds up ascending paths into the folders that they lie in, in the memory of one path: a folder is complete as soon
/// as a path outside of it comes.
struct FolderSums: Sendable {
  private let depth: Int
  /// The folders that the last path lies in, the outermost (all of it) first.
  private var open: [FolderSum] = [FolderSum(path: [])]

  init(depth: Int) { self.depth = depth }

  /// Counts an object; returns the folders that it closed, the innermost first.
  mutating func add(_ path: ArraySlice<UInt8>, sizeBytes: Int64) -> [FolderSum] {
    var closed: [FolderSum] = []
    while open.count > 1, let last = open.last, !path.starts(with: last.path) { closed.append(open.removeLast()) }
    while open.count <= depth, let last = open.last {
      let rest = path.dropFirst(last.path.count)
      guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { break }
      open.append(FolderSum(path: last.path + rest[...slash]))
    }
    for index in open.indices {
      // A sum beyond 2^63 bytes stays there: no store holds as much.
      let (sum, overflow) = open[index].bytes.addingReportingOverflow(sizeBytes)
      open[index].bytes = overflow ? .max : sum
      open[index].objects += 1
    }
    return closed
  }

  /// The folders still open, the innermost first and the total last.
  mutating func finish() -> [FolderSum] {
    defer { open = [FolderSum(path: [])] }
    return open.reversed()
  }
}

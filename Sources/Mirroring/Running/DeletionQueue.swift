internal import StorageModel

/// What a run may delete at its end, gathered while it compares.
///
/// Memory: the paths and tags of the candidates; at 10^6 candidates about 150 MB, a number at which every guard has long refused
/// unless it was told not to. Candidates over the guard's own limit are counted, not kept.
struct DeletionQueue: Sendable {
  private(set) var candidates: [Entry] = []
  private(set) var count = 0
  /// Directories of the source whose content is not known: nothing below them is deleted.
  private(set) var incomplete: [PathBytes] = []
  private let mostKept: Int

  init(mostKept: Int) { self.mostKept = mostKept }

  mutating func add(_ entry: Entry) {
    count += 1
    if candidates.count < mostKept { candidates.append(entry) }
  }

  mutating func markIncomplete(_ directory: PathBytes) { incomplete.append(directory) }

  /// Keeps what lies below a directory that was not read completely, or is a file that could not be read.
  func isProtected(_ path: PathBytes) -> Bool {
    incomplete.contains { directory in directory.isEmpty || path == directory || path.hasPrefix(asDirectory(directory))
    }
  }

  private func asDirectory(_ path: PathBytes) -> [UInt8] {
    path.isDirectoryForm ? path.bytes : path.bytes + [UInt8(ascii: "/")]
  }
}

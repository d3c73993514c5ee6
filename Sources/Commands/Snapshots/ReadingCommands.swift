import ArgumentParser

/// The commands of `cairn snapshot` that read a repository.
enum ReadingCommands {
  static let all: [any ParsableCommand.Type] = [
    SnapshotShow.self, SnapshotFind.self, SnapshotDiff.self, SnapshotRestore.self, SnapshotDump.self,
    SnapshotDrillCommand.self,
  ]
}

import ArgumentParser

/// `cairn snapshot`
struct SnapshotGroup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshot", abstract: "Keep versions of folders in a repository that restic can read and write.",
    discussion: "The repository has restic's format, version 2; both programs may use one repository side by side.",
    subcommands: [
      SnapshotInit.self, SnapshotCreate.self, SnapshotListCommand.self, SnapshotTag.self, SnapshotForget.self,
      SnapshotPrune.self, SnapshotCheck.self, SnapshotRepairGroup.self, SnapshotCopyCommand.self,
      SnapshotKey.self, SnapshotUnlock.self, SnapshotPin.self,
    ] + ReadingCommands.all)
}

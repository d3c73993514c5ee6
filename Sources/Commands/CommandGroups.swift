import ArgumentParser

/// The commands as `cairn --help` shows them.
enum CommandGroups {
  static let all: [CommandGroup] = [
    CommandGroup(name: "Mirrors", subcommands: mirrors),
    CommandGroup(name: "Objects", subcommands: objects),
    CommandGroup(name: "Snapshots", subcommands: [SnapshotGroup.self]),
    CommandGroup(name: "Buckets", subcommands: buckets),
    CommandGroup(name: "Server", subcommands: [Serve.self, ScrubCommand.self]),
    CommandGroup(name: "Endpoints", subcommands: [DoctorCommand.self]),
    CommandGroup(name: "Upkeep", subcommands: [JobGroup.self, StateGroup.self]),
  ]

  private static let buckets: [any ParsableCommand.Type] = [
    BucketGroup.self, LifecycleGroup.self, VersionsGroup.self, PolicyGroup.self,
  ]

  private static let mirrors: [any ParsableCommand.Type] = [
    SyncCommand.self, PlanCommand.self, ApplyCommand.self, VerifyCommand.self,
  ]

  private static let objects: [any ParsableCommand.Type] = [
    ObjectsList.self, ObjectsCopy.self, ObjectsMove.self, ObjectsRemove.self, ObjectsCat.self, ObjectsUsage.self,
    ObjectsStat.self, PresignGroup.self,
    UploadsGroup.self,
  ]
}

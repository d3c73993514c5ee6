import Planning
import S3Server
import StateDatabase

extension CommandError {
  init(_ error: DaemonError) {
    switch error.code {
    case .plainNetworkRefused: self.init(.refused, error.message, next: "add --allow-plain-network behind a TLS proxy")
    case .folderLocked: self.init(.locked, error.message, next: "stop the other daemon, or name another folder")
    case .folderUnusable: self.init(.usage, error.message, next: "name an empty folder, or one of a cairn serve")
    case .storageFailed: self.init(.localStorage, error.message, next: "check the disk before it is started again")
    case .storageDamaged: self.init(.damaged, error.message)
    case .addressUnavailable: self.init(.usage, error.message, next: "name another address with --listen")
    case .badConfiguration: self.init(.usage, error.message)
    case .badCredentials: self.init(.denied, error.message)
    }
  }

  init(_ error: StateError) {
    switch error.code {
    case .locked: self.init(.locked, error.description, next: "wait for the other run, or give --lock-wait")
    case .madeByNewerVersion:
      self.init(.localStorage, error.description, next: "use that version, or another --state file")
    case .diskFull: self.init(.localStorage, error.description, next: "free some space, or give --state none")
    case .readOnly:
      self.init(.localStorage, error.description, next: "name another file with --state, or give --state none")
    case .damaged, .inputOutput, .closed:
      self.init(.localStorage, error.description, next: "give --state none, or remove the file: it is a cache")
    }
  }

  init(_ error: PlanningError) {
    switch error.code {
    case .notAscending:
      self.init(.unreachable, error.description, next: "the endpoint lists wrongly: nothing was deleted")
    case .badRule, .badValue, .badPlanFile, .newerPlanFile: self.init(.usage, error.description)
    }
  }
}

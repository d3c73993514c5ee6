import Snapshots

extension CommandError {
  init(_ error: RepositoryError) {
    let message = error.description
    switch error.code {
    case .noRepository: self.init(.noRepository, error.message, next: "make one with 'cairn snapshot init'")
    case .exists: self.init(.refused, error.message, next: "use it, or name another place")
    case .wrongPassword: self.init(.wrongPassword, error.message)
    case .locked: self.init(.locked, message, next: "wait for it with --lock-wait, or see 'cairn snapshot unlock'")
    case .damaged: self.init(.damaged, message, next: "see what is left with 'cairn snapshot check'")
    case .notFound: self.init(.notFound, message)
    case .unsupported: self.init(.someFailed, message)
    case .refused: self.init(.refused, message)
    case .invalid: self.init(.usage, message)
    }
  }
}

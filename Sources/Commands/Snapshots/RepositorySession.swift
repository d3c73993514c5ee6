import Glibc
import LocalFiles
import Snapshots
import StorageModel

/// An open repository and what a command needs beside it.
struct RepositorySession: Sendable {
  let repository: Repository
  let host: RepositoryHost
  let endpoints: Endpoints?
  /// The bucket that holds the repository; nil for a folder.
  let bucket: BucketLocation?
  /// nil where nothing is to be kept on this machine.
  let memory: RepositoryMemory?
  let rollback = RollbackNotice()
  private let lockWait: Duration?

  /// Opens the repository that the options or the environment name.
  init(_ options: RepositoryOptions, _ connection: ConnectionOptions, _ context: CommandContext) async throws {
    // Two are enough for the few threads here.
    AllocatorLimits.limitArenas(to: 2)
    let place = try Self.place(options, context)
    let opened = try RepositoryPlace.backend(place, connection, context)
    let backend = opened.backend
    endpoints = opened.endpoints
    bucket = opened.bucket
    host = .process(context)
    lockWait = options.lockWait?.duration
    guard try await backend.size(.config) != nil else {
      throw CommandError(
        .noRepository, "there is no repository at \(backend.location)",
        next: "make one with 'cairn snapshot init'")
    }
    repository = try await Repository.open(
      backend, password: try RepositoryPassword(options, context).read(),
      cacheFolder: Self.cacheFolder(options, context))
    memory = options.noCache ? nil : RepositoryMemory(repository.config.id, context)
  }

  init(_ repository: Repository, _ host: RepositoryHost, endpoints: Endpoints?, lockWait: Duration?) {
    self.repository = repository
    self.host = host
    self.endpoints = endpoints
    bucket = nil
    memory = nil
    self.lockWait = lockWait
  }

  /// Requests sent so far; 0 for a folder.
  var requestCount: Int64 { endpoints?.requestCount ?? 0 }

  /// Runs `body` under restic's lock, shared or exclusive.
  func locked<Value: Sendable>(
    exclusive: Bool = false, _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    try await RepositoryLock.holding(repository, host, exclusive: exclusive, wait: lockWait, body)
  }

  /// The location that the options or the environment name.
  static func place(_ options: RepositoryOptions, _ context: CommandContext) throws -> String {
    if let place = options.repo ?? context.variable("CAIRN_REPOSITORY") ?? context.variable("RESTIC_REPOSITORY") {
      return place
    }
    if let name = context.variable("RESTIC_REPOSITORY_FILE") {
      let text = try SmallFile.read(Array(name.utf8), limitBytes: 64 << 10) ?? []
      let line = String(decoding: text.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
      if !line.isEmpty { return line }
    }
    throw CommandError.usage("no repository was named", next: "give --repo LOCATION, or set CAIRN_REPOSITORY")
  }

  /// `$RESTIC_CACHE_DIR/cairn`, `$XDG_CACHE_HOME/cairn`, `~/.cache/cairn`; nil where nothing is to be kept.
  static func cacheFolder(_ options: RepositoryOptions, _ context: CommandContext) -> String? {
    options.noCache ? nil : cacheFolder(named: options.cacheDir, context)
  }

  static func cacheFolder(named folder: String?, _ context: CommandContext) -> String? {
    if let folder { return folder }
    // Beside what restic keeps there, not among it.
    if let folder = context.variable("RESTIC_CACHE_DIR") { return folder + "/cairn" }
    if let home = context.variable("XDG_CACHE_HOME"), home.hasPrefix("/") { return home + "/cairn" }
    if let home = context.variable("HOME"), home.hasPrefix("/") { return home + "/.cache/cairn" }
    return nil
  }
}

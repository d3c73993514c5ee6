import LocalFiles
import Mirroring
import ObjectStores
import Planning
import S3Client
import StateDatabase
import StorageModel
import Transfers

/// Everything that a mirror command needs, opened from its command line.
struct MirrorSession: Sendable {
  /// What the user named, as bytes.
  struct Places: Sendable {
    let source: [UInt8]
    let target: [UInt8]
  }

  private let stateOptions: StateOptions
  let context: CommandContext
  let endpoints: Endpoints
  let source: MirrorSide
  let target: MirrorSide
  let direction: SyncDirection
  let resources: TransferResources
  /// Of the target, or of the source where that is the bucket; nil where nobody knows.
  let prices: Prices?
  private let from: Location
  private let to: Location

  /// Parses both locations and opens the folders; sends nothing. `createsTarget` makes a target folder that is missing.
  init(_ arguments: MirrorArguments, _ context: CommandContext, createsTarget: Bool) throws {
    try self.init(
      Places(source: ArgumentBytes.bytes(arguments.source), target: ArgumentBytes.bytes(arguments.target)),
      connection: arguments.connection, transfers: arguments.transfers, state: arguments.state, context,
      createsTarget: createsTarget, at: arguments.past.view(context))
  }

  init(
    _ places: Places, connection: ConnectionOptions, transfers: TransferOptions, state: StateOptions,
    _ context: CommandContext, createsTarget: Bool, at view: PastView? = nil
  ) throws {
    self.context = context
    stateOptions = state
    endpoints = try Endpoints(connection, context, connections: transfers.transfers)
    let from = try Location(argument: ArgumentBytes.text(places.source))
    let to = try Location(argument: ArgumentBytes.text(places.target))
    self.from = from
    self.to = to
    direction = try Self.direction(from, to)
    prices = try Self.prices(from, to, endpoints)
    resources = transfers.resources(context)
    source = try Self.source(from, endpoints, resources.gate, at: view)
    target = try Self.side(to, endpoints, resources.gate, creates: createsTarget)
  }

  private static func prices(_ from: Location, _ to: Location, _ endpoints: Endpoints) throws -> Prices? {
    switch (from, to) {
    case (_, .bucket(let place)), (.bucket(let place), _): try endpoints.prices(place)
    default: nil
    }
  }

  private static func direction(_ from: Location, _ to: Location) throws -> SyncDirection {
    switch (from, to) {
    case (.local, .bucket): return .localToBucket
    case (.bucket, .local): return .bucketToLocal
    case (.bucket, .bucket): return .bucketToBucket
    case (.local, .local):
      throw CommandError.usage("both sides are folders of this machine", next: "one side must be s3://bucket/prefix")
    case (.standardStream, _), (_, .standardStream):
      throw CommandError.usage("a mirror needs two trees, not a stream", next: "use 'cairn cp' for a single object")
    }
  }

  /// The source as it was.
  private static func source(
    _ location: Location, _ endpoints: Endpoints, _ gate: ConcurrencyGate, at view: PastView?
  ) throws -> MirrorSide {
    guard let view else { return try side(location, endpoints, gate, creates: false) }
    guard case .bucket(let place) = location else {
      throw CommandError.usage(
        "--at and --pin need a versioned bucket as the source", next: "write s3://bucket/prefix first")
    }
    return .bucket(try endpoints.place(place, gate: gate, at: view))
  }

  private static func side(
    _ location: Location, _ endpoints: Endpoints, _ gate: ConcurrencyGate, creates: Bool
  ) throws -> MirrorSide {
    switch location {
    case .local(let path): return .folder(try FolderRoot(opening: path, creating: creates))
    case .bucket(let place): return .bucket(try endpoints.place(place, gate: gate))
    case .standardStream: throw CommandError.usage("a mirror needs two trees, not a stream")
    }
  }

  /// The services of two buckets; a usage error where one side is a folder.
  func services() throws -> (source: S3Service, target: S3Service) {
    guard case .bucket(let source) = from, case .bucket(let target) = to else {
      throw CommandError.usage("one side is a folder: it keeps no versions")
    }
    return (try endpoints.service(source).requireClient(), try endpoints.service(target).requireClient())
  }

  /// The state database of this pair; nil where it is not wanted.
  func openState() async throws -> PairState? {
    guard stateOptions.state != "none" else { return nil }
    let identity = PairIdentity(source: Array(source.identity.utf8), target: Array(target.identity.utf8))
    let folder = try stateOptions.state == nil ? stateFolder(context) : nil
    let file = stateOptions.state ?? ""
    return try await Commands.openState(waiting: stateOptions.lockWait?.duration, context) { () throws(StateError) in
      if let folder { return try PairState.open(identity, folder: folder) }
      return try PairState.open(identity, file: file)
    }
  }

  /// The run that this command line asks for.
  func run(_ options: MirrorOptions, state: PairState?, observer: any MirrorObserver) -> MirrorRun {
    MirrorRun(
      source: source, target: target, options: options, state: state, resources: resources, observer: observer,
      clock: MirrorClock(now: context.now, elapsed: context.elapsed))
  }
}

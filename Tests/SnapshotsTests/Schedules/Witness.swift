import StorageModel
import Synchronization

@testable import Snapshots

/// Looks at a repository in memory after every change: does each snapshot have everything that it refers to, listed by
/// an index file, in a pack that is there? It reads files as they are, with code of its own.
final class Witness: Sendable {
  private struct State {
    var listings: [StorageID: [StorageID: Set<BlobHandle>]] = [:]
    /// Of trees, the newest last.
    var locations: [BlobHandle: [BlobLocation]] = [:]
    var packs: Set<StorageID> = []
    var needs: [StorageID: Set<BlobHandle>] = [:]
    var trees: [StorageID: Set<BlobHandle>] = [:]
  }

  private struct Lost: Error { let what: String }

  private let backend: MemoryBackend
  private let key: MasterKey
  private let problems: ProblemList
  private let state = Mutex(State())

  init(_ backend: MemoryBackend, _ key: MasterKey, _ problems: ProblemList) {
    self.backend = backend
    self.key = key
    self.problems = problems
    for kind in [RepositoryFileKind.pack, .index, .snapshot] {
      for file in backend.listed(kind) { saved(RepositoryFile(kind, file.id)) }
    }
  }

  /// The data that a snapshot refers to.
  func data(of snapshot: StorageID) -> Set<BlobHandle> {
    state.withLock { state in (state.needs[snapshot] ?? []).filter { $0.kind == .data } }
  }

  /// The file was just written.
  func saved(_ file: RepositoryFile) {
    state.withLock { state in
      do {
        switch file.kind {
        case .pack: state.packs.insert(file.id)
        case .index: try list(file, &state)
        case .snapshot:
          guard let json = open(file), let snapshot = Snapshot(decoding: json, id: file.id) else {
            throw Lost(what: "the snapshot \(file.id.short) cannot be read")
          }
          state.needs[file.id] = try needs(snapshot.tree, &state)
          look(&state, after: "\(file.id.short) was saved")
        default: break
        }
      } catch {
        problems.add("\(error)")
      }
    }
  }

  /// The file was just removed.
  func removed(_ file: RepositoryFile) {
    state.withLock { state in
      switch file.kind {
      case .pack: state.packs.remove(file.id)
      case .index: state.listings[file.id] = nil
      case .snapshot: state.needs[file.id] = nil
      default: return
      }
      if file.kind != .snapshot { look(&state, after: "a file of \(file.kind.rawValue) was removed") }
    }
  }

  private func look(_ state: inout State, after what: String) {
    var available: Set<BlobHandle> = []
    for listing in state.listings.values {
      for (pack, blobs) in listing where state.packs.contains(pack) { available.formUnion(blobs) }
    }
    for (snapshot, needs) in state.needs where !needs.isSubset(of: available) {
      problems.add("\(what): \(snapshot.short) lacks \(needs.subtracting(available).count) of \(needs.count) blobs")
    }
  }

  private func list(_ file: RepositoryFile, _ state: inout State) throws {
    guard let json = open(file) else { throw Lost(what: "the index file \(file.id.short) cannot be read") }
    var listing: [StorageID: Set<BlobHandle>] = [:]
    _ = try IndexScanner.read(json) { pack, blobs in
      listing[pack] = Set(blobs.map(\.handle))
      for blob in blobs where blob.handle.kind == .tree { state.locations[blob.handle, default: []].append(blob) }
    }
    state.listings[file.id] = listing
  }

  private func open(_ file: RepositoryFile) -> [UInt8]? {
    guard let sealed = try? backend.read(file, range: nil), let plain = key.open(sealed) else { return nil }
    return plain.first == 2 ? Compression.decompress(plain[1...], limitBytes: 1 << 20) : plain
  }

  private func needs(_ tree: StorageID, _ state: inout State) throws -> Set<BlobHandle> {
    if let known = state.trees[tree] { return known }
    let places = state.locations[BlobHandle(.tree, tree)] ?? []
    guard let place = places.last(where: { state.packs.contains($0.pack) }) else {
      throw Lost(what: "the tree \(tree) is nowhere")
    }
    let range = ByteRange(offset: Int64(place.place.offset), lengthBytes: Int64(place.place.length))
    let sealed = try backend.read(RepositoryFile(.pack, place.pack), range: range)
    guard let json = sealed.withUnsafeBytes({ BlobSealer.open($0, place.place, key) }) else {
      throw Lost(what: "the tree \(tree) is damaged")
    }
    var needs: Set<BlobHandle> = [BlobHandle(.tree, tree)]
    for node in try TreeDecoder.nodes(json) {
      needs.formUnion((node.content ?? []).map { BlobHandle(.data, $0) })
      if let subtree = node.subtree { needs.formUnion(try self.needs(subtree, &state)) }
    }
    state.trees[tree] = needs
    return needs
  }
}

import Digests
import Snapshots
import StorageModel
import Synchronization

/// A repository whose owner wishes ill: blobs in memory under their true ids, and whatever the test makes of them.
final class HostileRepository: SnapshotReader {
  private struct State {
    var blobs: [BlobHandle: [UInt8]] = [:]
    /// What is handed out in the place of a blob.
    var damaged: Set<BlobHandle> = []
    var missing: Set<BlobHandle> = []
    var claimedLengths: [BlobHandle: UInt32] = [:]
  }

  private let state = Mutex(State())

  @discardableResult func add(_ kind: BlobKind, _ content: [UInt8]) -> StorageID {
    let id = StorageID(of: content)
    state.withLock { $0.blobs[BlobHandle(kind, id)] = content }
    return id
  }

  /// A tree of nodes in this very order, whatever their names.
  func tree(_ nodes: [TreeNode]) -> StorageID {
    let texts = nodes.map { String(decoding: TreeEncoder.encoded($0), as: UTF8.self) }
    return add(.tree, Array("{\"nodes\":[\(texts.joined(separator: ","))]}\n".utf8))
  }

  func file(_ name: [UInt8], _ content: [UInt8]) -> TreeNode {
    var node = TreeNode(name: name, kind: .file)
    node.mode = GoFileMode(bits: 0o644)
    node.content = content.isEmpty ? [] : [add(.data, content)]
    node.sizeBytes = UInt64(content.count)
    return node
  }

  func folder(_ name: [UInt8], _ nodes: [TreeNode]) -> TreeNode {
    var node = TreeNode(name: name, kind: .directory)
    node.mode = GoFileMode(unixMode: 0o040755)
    node.subtree = tree(nodes)
    return node
  }

  func damage(_ handle: BlobHandle) { state.withLock { _ = $0.damaged.insert(handle) } }
  func lose(_ handle: BlobHandle) { state.withLock { _ = $0.missing.insert(handle) } }
  func claim(_ handle: BlobHandle, length: UInt32) { state.withLock { $0.claimedLengths[handle] = length } }

  func loadTree(_ id: StorageID) async throws -> [UInt8] { try await loadBlob(BlobHandle(.tree, id)) }

  func loadBlob(_ handle: BlobHandle) async throws -> [UInt8] {
    let content = state.withLock { state in
      state.damaged.contains(handle) || state.missing.contains(handle) ? nil : state.blobs[handle]
    }
    guard let content else { throw RepositoryError(.damaged, "the blob is damaged") }
    return content
  }

  func places(_ handle: BlobHandle) throws -> [BlobLocation] {
    state.withLock { state in
      guard !state.missing.contains(handle), let content = state.blobs[handle] else { return [] }
      let length = state.claimedLengths[handle] ?? UInt32(content.count)
      // A pack of its own for each blob, under the blob's id.
      return [
        BlobLocation(
          handle, pack: handle.id, place: BlobPlace(offset: 0, length: length &+ 32, uncompressedLength: length))
      ]
    }
  }

  func loadSealed(_ pack: StorageID, range: ByteRange) async throws -> [UInt8] {
    var content = state.withLock { $0.blobs[BlobHandle(.data, pack)] } ?? []
    if state.withLock({ $0.damaged.contains(BlobHandle(.data, pack)) }), !content.isEmpty { content[0] ^= 1 }
    return content + [UInt8](repeating: 0, count: 32)
  }

  func open(_ sealed: UnsafeRawBufferPointer, _ location: BlobLocation) throws -> [UInt8] {
    let content = Array(sealed.dropLast(32))
    guard StorageID(of: content) == location.handle.id else { throw RepositoryError(.damaged, "the blob is damaged") }
    return content
  }
}

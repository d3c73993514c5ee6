internal import LocalFiles
internal import StorageModel
internal import Synchronization

/// Keeps what folders get until everything in them is written: a folder without write permission could not be
/// filled, and each file renamed into it would change its times.
final class FolderMetadata: Sendable {
  private let waiting = Mutex<[(path: PathBytes, metadata: FileMetadata)]>([])

  func add(_ path: PathBytes, _ metadata: FileMetadata) { waiting.withLock { $0.append((path, metadata)) } }

  /// Sets it, innermost folders first. Calls `failed` for each folder that refuses.
  func apply(in root: FolderRoot, failed: (PathBytes, LocalError) -> Void) {
    let folders = waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting.sorted { $0.path > $1.path }
    }
    for (path, metadata) in folders {
      do throws(LocalError) { try root.setMetadata(path.withoutTrailingSlash, metadata) } catch { failed(path, error) }
    }
  }
}

internal import LocalFiles
internal import StorageModel

/// Counts the files and folders that a backup will go through, beside it: for a terminal that shows how long it will
/// take. An estimate: the source may change, and so may what is counted.
package struct SourceScan: Sendable {
  package struct Counts: Hashable, Sendable {
    package var files: Int64 = 0
    package var bytes: Int64 = 0
  }

  private let options: CreateOptions

  package init(_ options: CreateOptions) { self.options = options }

  /// Goes through the targets with the excludes of the backup; what cannot be read is not counted: the backup says so.
  /// Ends early, with what was counted, when it is cancelled.
  package func run() async -> Counts {
    var counts = Counts()
    for target in options.targets {
      let path = LexicalPath.absolute(target, in: options.workingFolder)
      // A target that is not there has nothing to count.
      guard let root = try? FolderRoot(opening: LexicalPath.split(path).folder),
        let status = try? root.status(PathBytes(bytes: LexicalPath.split(path).name))
      else { continue }
      let device = options.oneFileSystem ? status.fingerprint.device : nil
      if status.kind == .directory { await scan(path, device, &counts) } else { Self.count(status, &counts) }
    }
    return counts
  }

  private static func count(_ status: FileStatus, _ counts: inout Counts) {
    guard status.kind == .file else { return }
    counts.files += 1
    counts.bytes += status.sizeBytes
  }

  /// Folder by folder, the ones still to be read on a list.
  private func scan(_ path: [UInt8], _ device: UInt64?, _ counts: inout Counts) async {
    var folders = [path]
    while let folder = folders.popLast() {
      if Task.isCancelled { return }
      await Task.yield()
      guard let root = try? FolderRoot(opening: folder), let names = try? root.names(in: PathBytes(bytes: [])) else {
        continue
      }
      counts.files += 1
      if let device, root.identity.device != device { continue }
      let isMarked = markers.contains { names.contains($0.name) }
      for name in names where !isMarked {
        let child = LexicalPath.joined(folder, name)
        if options.excludes.excludes(child) { continue }
        guard let status = try? root.status(PathBytes(bytes: name)) else { continue }
        if status.kind == .directory { folders.append(child) } else { Self.count(status, &counts) }
      }
    }
  }

  /// By name alone: a marker that turns out to have another header makes the estimate a little low.
  private var markers: [FolderMarker] {
    options.markers + (options.skipsCacheFolders ? [FolderMarker.cacheFolder] : [])
  }
}

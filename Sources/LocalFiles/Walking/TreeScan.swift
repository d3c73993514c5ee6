internal import CLinux
internal import StorageModel

/// A walk in progress, on the caller's thread: getdents and fstatat relative to held directories, so that neither
/// depth nor path length has a limit, and no link is followed.
///
/// Memory: the names of the directories between the root and the current one.
package struct TreeScan {
  private struct Frame {
    /// Ends in `/`, or is empty.
    var path: [UInt8]
    var names: DirectoryNames
    var next = 0
    /// nil while a deep walk has lent the descriptor to its descendants.
    var directory: OpenFile?
    var identity: FileIdentity
  }

  /// Deeper walks close the descriptors of far ancestors and open them again: a process has 1,024 by default.
  private static let heldDescriptors = 64

  private let root: FolderRoot
  private let options: WalkOptions
  private let prune: Prune
  private var frames: [Frame] = []
  private var batch = WalkBatch()

  package init(_ root: FolderRoot, options: WalkOptions = WalkOptions(), prune: @escaping Prune = { _, _ in false }) {
    self.root = root
    self.options = options
    self.prune = prune
  }

  /// Hands the tree over in batches until it ends or `emit` returns false. Throws only when the root itself cannot be
  /// read; everything else becomes a ``WalkProblem``.
  package mutating func run(_ emit: (WalkBatch) -> Bool) throws(LocalError) {
    let top = try root.openDirectory(PathBytes(bytes: []))
    frames.append(Frame(path: [], names: try readNames(top), directory: top, identity: root.identity))
    batch.entries.reserveCapacity(options.batchEntries)
    while !frames.isEmpty {
      step()
      if batch.entries.count + batch.problems.count + batch.skipped.count >= options.batchEntries {
        guard emit(batch) else { return }
        batch = WalkBatch()
        batch.entries.reserveCapacity(options.batchEntries)
      }
    }
    if !batch.isEmpty { _ = emit(batch) }
  }

  /// Handles the next name of the innermost directory, or leaves it.
  private mutating func step() {
    let last = frames.count - 1
    let index = frames[last].next
    guard index < frames[last].names.indices.upperBound else {
      frames.removeLast()
      return
    }
    frames[last].next = index + 1
    let kind = frames[last].names.kind(index) ?? .file
    let path = frames[last].names.path(index, below: frames[last].path, asDirectory: kind == .directory)
    if prune(path, kind) { return }
    guard let directory = descriptor(ofFrame: last) else { return }
    var raw = cairn_status()
    let result = frames[last].names.withName(index) { cairn_status_at(directory, $0, $1, &raw) }
    guard result == 0 else {
      let error = LocalError(errno: -result, operation: "stat", path: path)
      batch.problems.append(WalkProblem(path: path, error: error, isDirectory: kind == .directory))
      return
    }
    let status = FileStatus(raw)
    guard (status.kind == .directory) == (kind == .directory) else {
      // Swapped since the names were read; at this place of the order the new kind would be out of line.
      let error = LocalError(.changedWhileRead, operation: "stat", path: path)
      batch.problems.append(WalkProblem(path: path, error: error, isDirectory: true))
      return
    }
    batch.entries.append(status.entry(path: path))
    if kind == .directory { descend(into: path, status.identity, from: directory, index) }
  }

  /// The open directory of a frame, opened again if need be; nil, and the frame at its end, when it is gone.
  private mutating func descriptor(ofFrame index: Int) -> Int32? {
    if let directory = frames[index].directory { return directory.descriptor }
    let path = PathBytes(bytes: frames[index].path)
    do throws(LocalError) {
      let directory = try root.openDirectory(path)
      guard try directory.status().identity == frames[index].identity else {
        throw LocalError(.changedWhileRead, operation: "read folder", path: path)
      }
      frames[index].directory = directory
      return directory.descriptor
    } catch {
      batch.problems.append(WalkProblem(path: path, error: error, isDirectory: true))
      frames[index].next = frames[index].names.indices.upperBound
      return nil
    }
  }

  private mutating func descend(
    into path: PathBytes, _ identity: FileIdentity, from parent: Int32, _ index: Int
  ) {
    if options.oneFileSystem, identity.device != root.identity.device {
      batch.skipped.append(SkippedDirectory(path: path, reason: .otherFileSystem))
      return
    }
    do throws(LocalError) {
      let directory = try open(index, in: parent, path)
      // Between the two calls another directory may have taken the name.
      guard try directory.status().identity == identity else {
        throw LocalError(.changedWhileRead, operation: "read folder", path: path)
      }
      let names = try readNames(directory)
      if hasMarker(names, directory) {
        batch.skipped.append(SkippedDirectory(path: path, reason: .marker))
        return
      }
      frames.append(Frame(path: path.bytes, names: names, directory: directory, identity: identity))
      if frames.count > Self.heldDescriptors { frames[frames.count - 1 - Self.heldDescriptors].directory = nil }
    } catch {
      batch.problems.append(WalkProblem(path: path, error: error, isDirectory: true))
    }
  }

  private func open(_ index: Int, in parent: Int32, _ path: PathBytes) throws(LocalError) -> OpenFile {
    let flags = cairn_o_rdonly | cairn_o_directory
    let names = frames[frames.count - 1].names
    var result = names.withName(index) { cairn_open_at(parent, $0, $1, flags | cairn_o_noatime, 0) }
    // Only the owner and root may leave the access time alone.
    if result == -LinuxError.notPermitted { result = names.withName(index) { cairn_open_at(parent, $0, $1, flags, 0) } }
    return OpenFile(owning: try checked(result, "open folder", path), path: path)
  }

  private func readNames(_ directory: OpenFile) throws(LocalError) -> DirectoryNames {
    let showsTemporaries = options.showsTemporaries
    var names = try DirectoryNames(reading: directory) { showsTemporaries || !TemporaryName.matches($0) }
    for index in names.indices where names.kind(index) == nil {
      var raw = cairn_status()
      let result = names.withName(index) { cairn_status_at(directory.descriptor, $0, $1, &raw) }
      names.setIsDirectory(index, result == 0 && Entry.Kind(mode: raw.mode) == .directory)
    }
    names.sort()
    return names
  }

  private func hasMarker(_ names: DirectoryNames, _ directory: OpenFile) -> Bool {
    if options.markers.contains(where: { names.contains($0) }) { return true }
    guard options.skipsCacheDirectories, names.contains(CacheDirectoryTag.name) else { return false }
    return CacheDirectoryTag.isIn(directory)
  }
}

/// The file that marks a directory as a cache (Cache Directory Tagging Specification, bford.info/cachedir).
enum CacheDirectoryTag {
  static let name = Array("CACHEDIR.TAG".utf8)
  private static let signature = Array("Signature: 8a477f597d28d172789f06886806bc55".utf8)

  /// True when the directory's tag is a regular file that begins with the signature.
  static func isIn(_ directory: OpenFile) -> Bool {
    let flags = cairn_o_rdonly | cairn_o_nonblock
    let descriptor = cairn_open_at(directory.descriptor, name, name.count, flags, 0)
    guard descriptor >= 0 else { return false }
    let file = OpenFile(owning: descriptor, path: PathBytes(bytes: name))
    // An unreadable tag marks nothing: the directory is walked, which errs on the side of the backup.
    return (try? file.read(at: 0, count: signature.count)) == signature
  }
}

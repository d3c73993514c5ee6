internal import Digests
internal import LocalFiles
internal import ObjectStores
internal import Planning
internal import StorageModel
internal import Transfers

/// Finds out whether a file and an object, or two objects, have the same content.
struct ContentComparer: Sendable {
  /// What a comparison came to, with what it learned on the way.
  struct Verdict: Sendable {
    var isEqual: Bool
    var digest: ContentDigest?
    var digestPartBytes: Int64?
    /// The length of the object's parts, where its ETag was recomputed from them.
    var partSizeBytes: Int64?
    /// Only from a HEAD of a target that no listing showed; nil when there is none.
    var target: Entry?
  }

  let source: MirrorSide
  let target: MirrorSide

  /// Throws ``LocalError`` when the file cannot be read, ``StoreError`` when the store cannot be asked.
  func compare(_ difference: Difference, _ how: ContentComparison) async throws -> Verdict {
    switch how {
    case .digest(let digest, let partBytes):
      return try await compareDigest(difference, digest, partBytes)
    case .etag(let etag, let partSizeBytes): return try await compareETag(difference, etag, partSizeBytes)
    case .head: return try await compareByHead(difference)
    case .headBoth: return try await compareObjects(difference)
    case .headTarget: return try await headTarget(difference)
    }
  }

  private var folder: FolderRoot? {
    if case .folder(let root) = source { return root }
    if case .folder(let root) = target { return root }
    return nil
  }

  private func open(_ difference: Difference) throws -> OpenFile {
    guard let folder else { throw LocalError(.other, operation: "open", path: difference.path) }
    return try folder.open(difference.path)
  }

  private func localSize(_ difference: Difference) -> Int64 {
    difference.source?.fingerprint?.sizeBytes ?? difference.target?.fingerprint?.sizeBytes ?? 0
  }

  private func compareDigest(
    _ difference: Difference, _ digest: ContentDigest, _ partBytes: Int64?
  ) async throws -> Verdict {
    let found = try await FileDigests.of(
      try open(difference), sizeBytes: localSize(difference), partSizeBytes: partBytes ?? 0)
    let value = found.digest
    return Verdict(isEqual: value == digest, digest: value, digestPartBytes: partBytes)
  }

  private func compareETag(_ difference: Difference, _ etag: ETag, _ known: Int64?) async throws -> Verdict {
    let comparison = try await ETagRecomputer.compare(
      try open(difference), sizeBytes: localSize(difference), with: etag, knownPartSizeBytes: known)
    switch comparison {
    case .equal(let partSize): return Verdict(isEqual: true, partSizeBytes: partSize > 0 ? partSize : nil)
    case .different: return Verdict(isEqual: false)
    // The parts could not be guessed: the store may know a checksum of the whole.
    case .unknown: return try await compareByHead(difference)
    }
  }

  /// The store's checksum of the whole object, or else the time that the object carries.
  private func compareByHead(_ difference: Difference) async throws -> Verdict {
    let info = try await head(isSourceRemote ? source : target, difference.path)
    let local = isSourceRemote ? difference.target : difference.source
    guard let local else { return Verdict(isEqual: false) }
    if local.kind == .symlink { return try compareLink(difference, info) }
    guard info.sizeBytes == local.sizeBytes else { return Verdict(isEqual: false) }
    if let checksum = info.checksums.first(where: { $0.compositePartCount == nil }) {
      let found = try await fileChecksum(try open(difference), sizeBytes: local.sizeBytes, checksum.algorithm)
      return Verdict(isEqual: found.bytes == checksum.bytes)
    }
    return Verdict(isEqual: ObjectMetadata(userMetadata: info.headers.metadata).modified == local.modified)
  }

  /// A link equals an object that is one and has its target's length and time; links are too small to be worth more.
  private func compareLink(_ difference: Difference, _ info: ObjectInfo) throws -> Verdict {
    guard let folder else { return Verdict(isEqual: false) }
    let metadata = ObjectMetadata(userMetadata: info.headers.metadata)
    let target = try folder.readLink(difference.path)
    let isSame = metadata.kind == .symlink && info.sizeBytes == Int64(target.count)
    return Verdict(isEqual: isSame && (info.etag.isMD5Shaped ? info.etag.value == hexadecimal(md5(target)) : true))
  }

  private func compareObjects(_ difference: Difference) async throws -> Verdict {
    async let first = head(source, difference.path)
    async let second = head(target, difference.path)
    let (from, to) = try await (first, second)
    for checksum in from.checksums {
      guard let other = to.checksums.first(where: { $0.algorithm == checksum.algorithm }) else { continue }
      if checksum.compositePartCount == other.compositePartCount { return Verdict(isEqual: checksum == other) }
    }
    return Verdict(isEqual: false)
  }

  private func headTarget(_ difference: Difference) async throws -> Verdict {
    do {
      let info = try await head(target, difference.path)
      let facts = ObjectFacts(etag: info.etag, storageClass: info.storageClass, versionID: info.versionID)
      let entry = Entry(
        path: difference.path, kind: difference.path.isDirectoryForm ? .directory : .file, sizeBytes: info.sizeBytes,
        modified: info.lastModified, object: facts)
      return Verdict(isEqual: false, target: entry)
    } catch let error as StoreError where error.code == .noSuchKey || error.code == .notFound {
      return Verdict(isEqual: false)
    }
  }

  private func fileChecksum(
    _ file: OpenFile, sizeBytes: Int64, _ algorithm: ChecksumAlgorithm
  ) async throws -> Checksum {
    var hasher = ChecksumHasher(algorithm: algorithm)
    var offset: Int64 = 0
    while offset < sizeBytes {
      let piece = try file.read(at: offset, count: Int(min(sizeBytes - offset, 1 << 20)))
      guard !piece.isEmpty else { throw LocalError(.changedWhileRead, operation: "read", path: file.path) }
      hasher.update(piece)
      offset += Int64(piece.count)
      // Hashing a large file must not keep a thread of the pool for seconds.
      await Task.yield()
      try Task.checkCancellation()
    }
    return hasher.finalize()
  }

  private var isSourceRemote: Bool {
    if case .bucket = source { return true }
    return false
  }

  private func head(_ side: MirrorSide, _ path: PathBytes) async throws -> ObjectInfo {
    guard case .bucket(let place) = side else { throw LocalError(.other, operation: "look at", path: path) }
    return try await place.store.head(place.key(path), ReadOptions())
  }
}

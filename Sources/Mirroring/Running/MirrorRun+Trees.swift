internal import LocalFiles
internal import ObjectStores
internal import Planning
internal import StateDatabase
internal import StorageModel

extension MirrorRun {
  /// Opens both trees, lists buckets in tasks of their own, and ends those tasks with `body`.
  func withTrees(_ body: (any TreeReader, (any TreeReader)?) async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      let source = try await open(source, .source, in: &group)
      let target = options.rules.targetIsUnlisted ? nil : try await open(target, .target, in: &group)
      do { try await body(source, target) } catch {
        group.cancelAll()
        throw error
      }
      group.cancelAll()
    }
  }

  private func open(
    _ side: MirrorSide, _ role: ListedSide, in group: inout ThrowingTaskGroup<Void, any Error>
  ) async throws -> any TreeReader {
    switch side {
    case .folder(let root):
      // What a killed run left in the target is found by the walk that is needed anyway.
      var walk = WalkOptions()
      walk.oneFileSystem = options.oneFileSystem
      walk.showsTemporaries = role == .target
      walk.markers = options.markers
      walk.skipsCacheDirectories = options.skipsCacheDirectories
      let filters = options.filters
      guard !filters.isEmpty else { return LocalTreeReader(walker: try TreeWalker(root, options: walk)) }
      return LocalTreeReader(walker: try TreeWalker(root, options: walk) { path, _ in !filters.admits(path) })
    case .bucket(let place):
      let channel = BatchChannel<[Entry]>(capacity: 4)
      let cuts = ListingCuts(known: try state?.listingCuts(role) ?? [])
      let lister = BucketLister(
        store: place.store, prefix: place.prefix, ranges: ListingRanges(pageEnds: cuts.known),
        parallelRanges: options.parallelListings, sortsItself: place.listsByFolder, pageEnded: { cuts.add($0) })
      let state = options.isDryRun ? nil : state
      let prefixBytes = place.prefix.count
      group.addTask {
        do {
          try await lister.forEachPage { page in
            var entries = page.map { Entry($0, prefixBytes: prefixBytes) }
            // The marker object of the prefix itself is not an entry of the tree.
            if entries.first?.path.isEmpty == true { entries.removeFirst() }
            try await channel.send(entries)
          }
          if let state, let found = cuts.changed { try await state.setListingCuts(found, role) }
          channel.finish()
        } catch let error as StoreError where error.cause is ListingOrderError {
          channel.finish(throwing: FolderOrderFound(endpointIdentity: place.endpointIdentity))
        } catch {
          // The reader throws it where the tree breaks off.
          channel.finish(throwing: error)
        }
      }
      return BucketTreeReader(channel: channel)
    }
  }

  /// The local root of this run, if there is one.
  var localRoot: FolderRoot? {
    if case .folder(let root) = source { return root }
    if case .folder(let root) = target { return root }
    return nil
  }

  /// True when the local root is the one of the run before, or there was none.
  func checkRoot() async throws -> Bool {
    guard let state, let root = localRoot, let recorded = try state.rootIdentity() else { return true }
    return recorded.isSame(as: RootIdentity(device: root.identity.device, inode: root.identity.inode))
  }

  func recordRoot() async throws {
    guard let state, let root = localRoot else { return }
    try await state.setRootIdentity(RootIdentity(device: root.identity.device, inode: root.identity.inode))
  }

  /// Aborts what an earlier run began and this one did not go on with: its parts are billed.
  func abortLeftUploads(_ ledger: UploadLedger?) async throws {
    guard let ledger, case .bucket(let place) = target else { return }
    for upload in ledger.abandoned() {
      if let uploadID = upload.uploadID {
        try await place.store.abortUpload(upload.key, uploadID: uploadID)
      } else {
        // The run ended between the request and its answer: only the endpoint knows the id.
        let known = try await ledger.recordedIDs()
        for open in try await place.store.listUploads(prefix: upload.key.bytes)
        where open.key == upload.key && open.initiated >= upload.begun.earlier(bySeconds: 900)
          && !known.contains(open.uploadID)
        {
          try await place.store.abortUpload(open.key, uploadID: open.uploadID)
        }
      }
      try await ledger.forget(upload)
    }
  }
}

/// A listing broke off because its endpoint lists folder by folder.
struct FolderOrderFound: Error {
  let endpointIdentity: String
}

extension Timestamp {
  /// For comparing with another machine's clock, which may be off.
  func earlier(bySeconds seconds: Int64) -> Timestamp {
    Timestamp(nanoseconds: nanoseconds.subtractingReportingOverflow(seconds * 1_000_000_000).partialValue)
  }
}

package import Planning

/// How much may stay that nothing uses.
package enum UnusedLimit: Sendable, Hashable {
  /// Of what is used, in percent.
  case percent(Double)
  case bytes(Int64)
  case unlimited

  func bytes(used: Int64) -> Int64 {
    switch self {
    case .percent(let percent): Int64(Double(used) * max(0, min(percent, 1e6)) / 100)
    case .bytes(let bytes): bytes
    case .unlimited: .max
    }
  }
}

package struct PruneOptions: Sendable {
  package var maxUnused: UnusedLimit = .percent(5)
  /// Bytes of packs that are rewritten at most.
  package var maxRepackBytes: Int64 = .max
  /// Only packs of trees are rewritten.
  package var repackTreesOnly = false
  /// Packs below this size are rewritten together, when there are ten of them; nil: below a megabyte.
  package var repackSmallerThan: Int64?
  package var writer = WriterOptions()

  package init() {}
}

/// What a prune would do: made under an exclusive lock, looked at, carried out.
package struct PrunePlan: Sendable {
  /// Packs that no index lists: left behind by what was interrupted.
  package internal(set) var unlisted: [StorageID] = []
  /// Packs of which nothing is used.
  package internal(set) var removed: [StorageID] = []
  /// Packs of which something is used, and which are worth rewriting.
  package internal(set) var repacked: [StorageID] = []
  /// Packs that an index lists and that are gone, nothing of them being used.
  package internal(set) var missing: [StorageID] = []
  package internal(set) var keptPacks = 0
  package internal(set) var usedBytes: Int64 = 0
  /// Unused bytes before and after.
  package internal(set) var unusedBytes: Int64 = 0
  package internal(set) var unusedBytesAfter: Int64 = 0
  package internal(set) var unlistedBytes: Int64 = 0
  /// Bytes of packs that are read for rewriting, and of what is used in them.
  package internal(set) var repackedBytes: Int64 = 0
  package internal(set) var rewrittenBytes: Int64 = 0
  /// What the repository gives back.
  package internal(set) var freedBytes: Int64 = 0
  /// Index files that are written anew because they list a pack that goes.
  package internal(set) var indexFiles = 0

  package var isEmpty: Bool { unlisted.isEmpty && removed.isEmpty && repacked.isEmpty && missing.isEmpty }

  /// What carrying the plan out sends, with packs of `packSizeBytes`: each pack that is rewritten is read by one
  /// request, and its used blobs fill part of a new one.
  package func requests(packSizeBytes: Int, deleteBatch: Int64 = 1000) -> RequestCounts {
    func batches(_ files: Int) -> Int64 { (Int64(files) + deleteBatch - 1) / deleteBatch }
    let packs = repacked.isEmpty ? 0 : rewrittenBytes / Int64(max(1, packSizeBytes)) + 2
    let newIndexes: Int64 = repacked.isEmpty ? 0 : 1
    return RequestCounts(
      writes: packs + newIndexes + Int64(indexFiles), reads: Int64(repacked.count + indexFiles),
      deletes: batches(unlisted.count) + batches(removed.count + repacked.count) + batches(indexFiles))
  }

  /// Packs that are gone afterwards, but for the unlisted ones.
  var gone: Set<StorageID> { Set(removed).union(repacked).union(missing) }
}

extension PrunePlan {
  /// Below this a pack counts as small.
  private static let smallPackBytes: Int64 = 1 << 20

  /// Decides for each pack. `listed` are the sizes of the packs that are there.
  ///
  /// Throws `.damaged` when a used blob is missing: then nothing may be removed.
  static func make(
    uses: [StorageID: LocalIndex.PackUse], listed: [StorageID: Int64], _ options: PruneOptions
  ) throws -> PrunePlan {
    var plan = PrunePlan()
    var candidates: [(id: StorageID, use: LocalIndex.PackUse)] = []
    var small: [(id: StorageID, use: LocalIndex.PackUse)] = []
    for (id, size) in listed where uses[id] == nil {
      plan.unlisted.append(id)
      plan.unlistedBytes += size
    }
    for (id, use) in uses {
      plan.usedBytes += use.usedBytes
      guard let size = listed[id] else {
        guard use.usedBytes == 0 else {
          throw RepositoryError(.damaged, "the pack is missing and in use", file: RepositoryFile(.pack, id))
        }
        plan.missing.append(id)
        continue
      }
      plan.unusedBytes += use.unusedBytes
      if use.usedBytes == 0 {
        plan.removed.append(id)
        plan.freedBytes += size
        continue
      }
      guard size == use.sizeBytes else {
        throw RepositoryError(
          .damaged, "the pack has \(size) bytes and should have \(use.sizeBytes); see 'cairn snapshot repair index'",
          file: RepositoryFile(.pack, id))
      }
      if options.repackTreesOnly, use.kinds == [.data] {
        plan.keptPacks += 1
      } else if use.unusedBytes > 0 || use.kinds.count > 1 {
        candidates.append((id, use))
      } else if size < options.repackSmallerThan ?? smallPackBytes {
        small.append((id, use))
      } else {
        plan.keptPacks += 1
      }
    }
    // A few small packs are not worth it, and one would be rewritten for ever.
    if small.count >= 10 { candidates += small } else { plan.keptPacks += small.count }
    plan.choose(candidates, options)
    plan.freedBytes += plan.unlistedBytes
    return plan
  }

  /// Those with the largest share of waste first, trees before data, until little enough is wasted.
  private mutating func choose(
    _ candidates: [(id: StorageID, use: LocalIndex.PackUse)], _ options: PruneOptions
  ) {
    let limit = options.maxUnused.bytes(used: usedBytes)
    let removedBytes = unusedBytes - candidates.reduce(0) { $0 + $1.use.unusedBytes }
    var wasted = unusedBytes - max(0, removedBytes)
    let ordered = candidates.sorted { left, right in
      let (l, r) = (left.use.kinds == [.data], right.use.kinds == [.data])
      if l != r { return r }
      let (a, b) = (Self.wastedShare(left.use), Self.wastedShare(right.use))
      return a != b ? a > b : left.id < right.id
    }
    for (id, use) in ordered {
      let isNeeded = use.kinds.count > 1 || use.kinds == [.tree] || wasted > limit || use.unusedBytes == 0
      let (next, overflow) = repackedBytes.addingReportingOverflow(use.sizeBytes)
      guard isNeeded, !overflow, next <= options.maxRepackBytes else {
        keptPacks += 1
        continue
      }
      repacked.append(id)
      repackedBytes = next
      rewrittenBytes += use.usedBytes
      freedBytes += use.unusedBytes
      wasted -= use.unusedBytes
    }
    unusedBytesAfter = wasted
  }

  private static func wastedShare(_ use: LocalIndex.PackUse) -> Double {
    Double(use.unusedBytes) / Double(max(1, use.unusedBytes + use.usedBytes))
  }
}

package import StorageModel

/// The content of a file of a snapshot, chunk after chunk, each compared with its id; some are fetched ahead.
package struct FileContent: Sendable {
  private static let chunksAhead = 4

  private let source: any SnapshotReader
  private let ids: [StorageID]

  package init(_ source: any SnapshotReader, _ node: TreeNode) {
    self.source = source
    ids = node.content ?? []
  }

  /// The length, by the index. `.notFound` when a chunk is in no index.
  package func lengthBytes() throws -> UInt64 {
    var length: UInt64 = 0
    for id in ids {
      guard let place = try source.places(BlobHandle(.data, id)).first?.place else {
        throw RepositoryError(.notFound, "the data blob \(id) is in no index")
      }
      let (sum, overflow) = length.addingReportingOverflow(UInt64(place.contentLength))
      guard !overflow, sum <= UInt64(Int64.max) else {
        throw RepositoryError(.damaged, "the file has an absurd size")
      }
      length = sum
    }
    return length
  }

  /// Hands all chunks over in their order.
  package func forEachChunk(_ body: ([UInt8]) async throws -> Void) async throws {
    let (source, ids) = (source, ids)
    try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
      var ready: [Int: [UInt8]] = [:]
      var started = 0
      for next in ids.indices {
        while started < ids.count, started <= next + Self.chunksAhead {
          let index = started
          group.addTask { (index, try await source.loadBlob(BlobHandle(.data, ids[index]))) }
          started += 1
        }
        while ready[next] == nil, let (index, chunk) = try await group.next() { ready[index] = chunk }
        if let chunk = ready.removeValue(forKey: next) { try await body(chunk) }
      }
    }
  }

  /// Writes all of it.
  package func write(to writer: any ByteWriter) async throws {
    try await forEachChunk { try await writer.write($0) }
  }
}

/// A part of one chunk.
package struct ChunkSlice: Hashable, Sendable {
  package var id: StorageID
  /// In the chunk.
  package var bytes: Range<Int>
}

extension FileContent {
  /// What the bytes of `range` are made of, in order; nil takes all. `.notFound` when a chunk is in no index.
  package func slices(of range: ByteRange?) throws -> [ChunkSlice] {
    let (first, end) = (UInt64(range?.first ?? 0), range.map { UInt64($0.last) + 1 } ?? .max)
    var slices: [ChunkSlice] = []
    var offset: UInt64 = 0
    for id in ids {
      guard let place = try source.places(BlobHandle(.data, id)).first?.place else {
        throw RepositoryError(.notFound, "the data blob \(id) is in no index")
      }
      let next = offset + UInt64(place.contentLength)
      if next > first, offset < end {
        let start = first > offset ? Int(first - offset) : 0
        slices.append(ChunkSlice(id: id, bytes: start..<Int(min(next, end) - offset)))
      }
      offset = next
    }
    return slices.filter { !$0.bytes.isEmpty }
  }
}

import Glibc
import LocalFiles
import ObjectStores
import StorageModel
import Synchronization

/// Uploads what comes out of a pipe, whose length nobody knows: one PUT when it ends within a part, otherwise a
/// multipart upload with up to four parts on their way, the memory of which is all that it takes.
///
/// The object appears only after the end of the pipe was read. An upload that fails or is cancelled is aborted.
struct PipeUploader: Sendable {
  /// 10,000 of them are 156 GiB.
  static let defaultPartBytes: Int64 = 16 << 20
  private static let width = 4

  let store: any MultipartStore
  let key: ObjectKey
  let options: WriteOptions
  let partSizeBytes: Int64
  let progress: @Sendable (Int64) -> Void

  /// Returns the length.
  func upload(from reader: some ByteReader) async throws -> Int64 {
    let first = try await part(from: reader)
    guard first.count == Int(partSizeBytes) else {
      _ = try await store.put(key, body: .bytes(first), options)
      progress(Int64(first.count))
      return Int64(first.count)
    }
    let uploadID = try await store.createUpload(key, options)
    do {
      let (parts, sizeBytes) = try await uploadParts(uploadID, first, reader)
      _ = try await store.completeUpload(key, uploadID: uploadID, parts: parts, options)
      return sizeBytes
    } catch {
      await abort(uploadID)
      throw error
    }
  }

  private func uploadParts(
    _ uploadID: String, _ first: [UInt8], _ reader: some ByteReader
  ) async throws -> ([UploadedPart], Int64) {
    var body = first
    var number = 0
    var sizeBytes: Int64 = 0
    var parts: [UploadedPart] = []
    try await withThrowingTaskGroup(of: UploadedPart.self) { group in
      repeat {
        number += 1
        guard number <= store.limits.maximumParts else { throw tooLong }
        if number > Self.width, let part = try await group.next() { parts.append(part) }
        sizeBytes += Int64(body.count)
        let next = (number, body)
        group.addTask { try await send(uploadID, next.0, next.1) }
        body = body.count == Int(partSizeBytes) ? try await part(from: reader) : []
      } while !body.isEmpty
      for try await part in group { parts.append(part) }
    }
    return (parts.sorted { $0.number < $1.number }, sizeBytes)
  }

  private func send(_ uploadID: String, _ number: Int, _ body: [UInt8]) async throws -> UploadedPart {
    let part = try await store.uploadPart(
      key, uploadID: uploadID, number: number, body: .bytes(body), digests: BodyDigests())
    progress(Int64(body.count))
    return part
  }

  private var tooLong: CommandError {
    CommandError(
      .refused, "standard input is longer than \(store.limits.maximumParts) parts of \(humanBytes(partSizeBytes))",
      next: "run it again with a larger --part-size")
  }

  /// A whole part, or less at the end of the pipe.
  private func part(from reader: some ByteReader) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(min(partSizeBytes, 1 << 20)))
    while bytes.count < Int(partSizeBytes) {
      try Task.checkCancellation()
      let piece = try await reader.read(limit: min(1 << 20, Int(partSizeBytes) - bytes.count))
      if piece.isEmpty { break }
      bytes += piece
    }
    return bytes
  }

  /// Also when this task was cancelled: a task that is not cancelled sends it. What cannot be aborted stays open until
  /// `cairn uploads abort`.
  private func abort(_ uploadID: String) async {
    await uncancelled { try? await store.abortUpload(key, uploadID: uploadID) }
  }
}

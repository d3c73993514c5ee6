internal import Digests
internal import LocalFiles
internal import ObjectStores
internal import StorageModel

/// Carries out what an ``UploadMachine`` decides for one file: one task for each part under way.
struct MultipartRun: Sendable {
  /// More parts of one file at a time bring nothing: the other slots are for other files.
  private static let maximumWidth = 16

  let uploader: FileUploader
  let request: UploadRequest
  let file: OpenFile
  let fingerprint: FileFingerprint
  let layout: MultipartLayout
  let progress: TransferProgress
  private let resume: ResumableUpload?

  init(
    uploader: FileUploader, request: UploadRequest, file: OpenFile, fingerprint: FileFingerprint,
    layout: MultipartLayout, progress: @escaping TransferProgress
  ) {
    self.uploader = uploader
    self.request = request
    self.file = file
    self.fingerprint = fingerprint
    self.progress = progress
    // Only the same file is gone on with, cut as it was.
    let resumed = request.resume.flatMap { resume in
      MultipartLayout(sizeBytes: fingerprint.sizeBytes, partSizeBytes: resume.partSizeBytes)
    }
    let fits = resumed.map { $0.partCount <= uploader.store.limits.maximumParts } ?? false
    resume = fits && request.resume?.fingerprint == fingerprint ? request.resume : nil
    self.layout = resume == nil ? layout : resumed ?? layout
  }

  /// What a finished child task brings back.
  private struct PartOutcome: Sendable {
    var event: UploadMachine.Event
    var part: SentPart?
  }

  /// What is known of the parts so far.
  private struct Progress {
    var digests: [Int: PartDigests] = [:]
    var sentBytes: Int64 = 0
  }

  func upload() async throws(TransferError) -> UploadedFile {
    if let stale = request.resume, resume == nil { await discard(stale.uploadID) }
    let outcome = await withTaskGroup(of: PartOutcome.self) { group in await run(&group) }
    return try outcome.get()
  }

  private func run(_ group: inout TaskGroup<PartOutcome>) async -> Result<UploadedFile, TransferError> {
    let width = max(1, min(Self.maximumWidth, uploader.resources.gate.limit))
    var machine = UploadMachine(
      layout: layout, width: width, resuming: resume?.uploadID, isRecorded: request.recorder != nil)
    var progress = Progress()
    var actions = machine.handle(.begin)
    while true {
      while !actions.isEmpty {
        let action = actions.removeFirst()
        switch action {
        case .upload(let uploadID, let number):
          group.addTask { await send(uploadID, number) }
        case .finish(let result): return await finished(result, progress)
        case .fail(let error): return .failure(error)
        default: actions += machine.handle(await perform(action, &progress))
        }
      }
      guard let outcome = await group.next() else { return .failure(.cancelled) }
      if let part = outcome.part {
        progress.digests[part.number] = part.digests
        progress.sentBytes += part.digests.sizeBytes
        if let failure = await record({ try await $0.sent(part) }) { actions += machine.handle(.stop(failure)) }
      }
      actions += machine.handle(outcome.event)
    }
  }

  /// Everything that is not a part: one request at a time.
  private func perform(_ action: UploadMachine.Action, _ progress: inout Progress) async -> UploadMachine.Event {
    switch action {
    case .create:
      progress = Progress()
      return await create()
    case .listParts(let uploadID): return await listParts(uploadID, &progress)
    case .confirmSource:
      do throws(LocalError) {
        try file.confirm(fingerprint)
        return .sourceConfirmed
      } catch {
        return .sourceChanged(.source(error))
      }
    case .complete(let uploadID, let parts): return await complete(uploadID, parts, progress)
    case .checkParts(let uploadID):
      do throws(StoreError) {
        return .checked(try await uploader.store.listParts(request.key, uploadID: uploadID))
      } catch {
        return .checkFailed(error)
      }
    case .inspect:
      // A HEAD that fails settles nothing, and the error of the complete is the one to report.
      return .inspected(try? await uploader.store.head(request.key, ReadOptions()))
    case .abort(let uploadID):
      await discard(uploadID)
      return .aborted
    case .upload, .finish, .fail: return .stop(.cancelled)
    }
  }

  private func create() async -> UploadMachine.Event {
    let intended = IntendedUpload(
      key: request.key, fingerprint: fingerprint, partSizeBytes: layout.partSizeBytes)
    if let failure = await record({ try await $0.intend(intended) }) { return .createFailed(failure) }
    let uploadID: String
    do throws(StoreError) {
      uploadID = try await uploader.store.createUpload(request.key, request.options)
    } catch {
      return .createFailed(TransferError(error))
    }
    if let failure = await record({ try await $0.created(uploadID: uploadID) }) {
      await discard(uploadID)
      return .createFailed(failure)
    }
    return .created(uploadID: uploadID)
  }

  /// A part counts when the store still has the one that was recorded.
  private func listParts(_ uploadID: String, _ progress: inout Progress) async -> UploadMachine.Event {
    do throws(StoreError) {
      let stored = try await uploader.store.listParts(request.key, uploadID: uploadID)
      let recorded = Dictionary((resume?.parts ?? []).map { ($0.number, $0) }) { _, last in last }
      let known = stored.filter { part in
        recorded[part.number]?.etag == part.etag && recorded[part.number]?.digests.sizeBytes == part.sizeBytes
      }
      for part in known { progress.digests[part.number] = recorded[part.number]?.digests }
      return .resumed(known)
    } catch {
      return .resumeFailed(error)
    }
  }

  private func send(_ uploadID: String, _ number: Int) async -> PartOutcome {
    guard let part = layout.part(number) else { return PartOutcome(event: .partFailed(.cancelled)) }
    do throws(TransferError) {
      let digests = try await PartDigests.of(file, offset: part.offset, lengthBytes: part.lengthBytes)
      let body = BodySource.file(file.region(offset: part.offset, lengthBytes: part.lengthBytes))
      let uploaded = try await uploader.send(body, file, fingerprint) { (body) throws(StoreError) in
        try await uploader.store.uploadPart(
          request.key, uploadID: uploadID, number: number, body: body, digests: digests.bodyDigests(request.checksum))
      }
      progress(part.lengthBytes)
      return PartOutcome(
        event: .partDone(uploaded), part: SentPart(number: number, etag: uploaded.etag, digests: digests))
    } catch {
      return PartOutcome(event: .partFailed(error))
    }
  }

  private func complete(
    _ uploadID: String, _ parts: [UploadedPart], _ progress: Progress
  ) async -> UploadMachine.Event {
    var options = request.options
    if request.checksum == .crc64nvme {
      let crc = CRC64NVME(value: PartDigests.joinedCRC(ordered(progress)))
      options.digests = BodyDigests(checksum: Checksum(.crc64nvme, bytes: crc.bytes))
    }
    do throws(StoreError) {
      return .completed(
        try await uploader.store.completeUpload(request.key, uploadID: uploadID, parts: parts, options))
    } catch {
      return .completeFailed(error)
    }
  }

  private func finished(_ result: WriteResult, _ progress: Progress) async -> Result<UploadedFile, TransferError> {
    if let failure = await record({ try await $0.closed() }) { return .failure(failure) }
    let parts = ordered(progress)
    return .success(
      UploadedFile(
        result: result,
        digest: .parts(sha256s: parts.map(\.sha256), partSizeBytes: layout.partSizeBytes),
        crc64nvme: PartDigests.joinedCRC(parts), partSizeBytes: layout.partSizeBytes, partCount: layout.partCount,
        fingerprint: fingerprint, sentBytes: progress.sentBytes))
  }

  private func ordered(_ progress: Progress) -> [PartDigests] {
    progress.digests.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Aborts, also after a cancellation, which would stop the request: an orphan costs money until somebody finds it.
  /// An abort that fails leaves the recorder as it is, so that a later run tries again.
  private func discard(_ uploadID: String) async {
    let store = uploader.store
    let key = request.key
    let recorder = request.recorder
    await uncancelled {
      do {
        try await store.abortUpload(key, uploadID: uploadID)
        try await recorder?.closed()
      } catch {
        // Said above: what is still recorded is found again.
      }
    }
  }

  private func record(_ call: (any UploadRecorder) async throws -> Void) async -> TransferError? {
    guard let recorder = request.recorder else { return nil }
    do {
      try await call(recorder)
      return nil
    } catch is CancellationError {
      return .cancelled
    } catch {
      return .recorder(error)
    }
  }
}

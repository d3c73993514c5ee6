package import ObjectStores
package import StorageModel

/// The course of one multipart upload, as decisions without any I/O: event in, actions out.
///
/// Order: create (or list the parts of an upload to resume) → parts, at most `width` at a time → check of the source
/// → complete. What fails before that ends in an abort, unless the upload is recorded and a later run may go on with
/// it. One that the store forgot is begun anew, once. A complete whose answer was lost is settled by looking at the
/// object, since it may have happened. A complete that misses a part (`InvalidPart`) is followed by a look at the
/// parts, twice at most: what is not there as it was sent is sent again; if all is there, or the whole does not have
/// its checksum, the upload is given up for a new one, once.
package struct UploadMachine: Sendable {
  /// What happened.
  package enum Event: Sendable {
    case begin
    case created(uploadID: String)
    case createFailed(TransferError)
    /// The parts that the store has and that are known to hold the right bytes.
    case resumed([UploadedPart])
    case resumeFailed(StoreError)
    case partDone(UploadedPart)
    case partFailed(TransferError)
    case sourceConfirmed
    case sourceChanged(TransferError)
    case completed(WriteResult)
    case completeFailed(StoreError)
    /// The parts that the store has, whatever they hold.
    case checked([UploadedPart])
    case checkFailed(StoreError)
    /// nil: no such object.
    case inspected(ObjectInfo?)
    case aborted
    /// From outside: cancellation, or a record that cannot be written.
    case stop(TransferError)
  }

  /// What to do next.
  package enum Action: Sendable {
    case create
    case listParts(uploadID: String)
    case upload(uploadID: String, number: Int)
    case confirmSource
    case complete(uploadID: String, parts: [UploadedPart])
    /// The parts once more, after a complete that misses one.
    case checkParts(uploadID: String)
    /// HEAD of the key, after a complete without an answer.
    case inspect
    case abort(uploadID: String)
    case finish(WriteResult)
    case fail(TransferError)
  }

  private enum Phase {
    case idle, opening, sending, confirming, completing, checking, inspecting, aborting, over
  }

  private let layout: MultipartLayout
  private let width: Int
  private var phase = Phase.idle
  private var uploadID: String?
  private let resumedID: String?
  private let isRecorded: Bool
  private var done: [Int: UploadedPart] = [:]
  private var waiting: [Int] = []
  private var inFlight = 0
  private var failure: TransferError?
  private var completeError: StoreError?
  private var hasRestarted = false
  /// The upload that is being aborted makes room for another.
  private var isReplacing = false
  private var checks = 0

  /// `isRecorded`: somebody knows of the upload even if this process dies, so it may stay open for a later run.
  package init(layout: MultipartLayout, width: Int, resuming uploadID: String? = nil, isRecorded: Bool = false) {
    self.layout = layout
    self.isRecorded = isRecorded
    self.width = max(1, width)
    resumedID = uploadID
  }

  /// Parts that need not be sent again, by number.
  package var acknowledged: [Int: UploadedPart] { done }

  /// Takes an event and returns the actions in the order in which they are to begin. After `.finish` or `.fail` there
  /// are none.
  package mutating func handle(_ event: Event) -> [Action] {
    switch (event, phase) {
    case (.begin, .idle): return begin()
    case (.created(let id), .opening):
      uploadID = id
      return open(with: [])
    case (.createFailed(let error), .opening): return fail(error)
    case (.resumed(let parts), .opening): return open(with: parts)
    case (.resumeFailed(let error), .opening):
      return error.code == .noSuchUpload ? restart(after: error) : stop(TransferError(error))
    case (.partDone(let part), .sending), (.partDone(let part), .aborting):
      inFlight -= 1
      done[part.number] = part
      return proceed()
    case (.partFailed(let error), .sending), (.partFailed(let error), .aborting): return partFailed(error)
    case (.sourceConfirmed, .confirming):
      phase = .completing
      return [.complete(uploadID: uploadID ?? "", parts: done.values.sorted { $0.number < $1.number })]
    case (.sourceChanged(let error), .confirming): return stop(error)
    case (.completed(let result), .completing):
      phase = .over
      return [.finish(result)]
    case (.completeFailed(let error), .completing): return completeFailed(error)
    case (.checked(let parts), .checking): return checked(parts)
    case (.checkFailed(let error), .checking):
      return error.code == .noSuchUpload ? restart(after: error) : stop(TransferError(completeError ?? error))
    case (.inspected(let info), .inspecting): return inspected(info)
    case (.aborted, .aborting) where isReplacing && failure == nil: return openAnew()
    case (.aborted, .aborting): return fail(failure ?? .cancelled)
    case (.stop(let error), .opening) where uploadID == nil: return fail(error)
    case (.stop(let error), _) where phase != .over: return stop(error)
    default: return []
    }
  }

  private mutating func begin() -> [Action] {
    phase = .opening
    guard let resumedID else { return [.create] }
    uploadID = resumedID
    return [.listParts(uploadID: resumedID)]
  }

  private mutating func open(with parts: [UploadedPart]) -> [Action] {
    phase = .sending
    done = [:]
    for part in parts where layout.part(part.number)?.lengthBytes == part.sizeBytes { done[part.number] = part }
    waiting = (1...layout.partCount).filter { done[$0] == nil }.reversed()
    return proceed()
  }

  /// Starts parts until enough are under way; goes on when none is left.
  private mutating func proceed() -> [Action] {
    if failure != nil { return settle() }
    var actions: [Action] = []
    while inFlight < width, let number = waiting.popLast() {
      inFlight += 1
      actions.append(.upload(uploadID: uploadID ?? "", number: number))
    }
    if actions.isEmpty, inFlight == 0 {
      phase = .confirming
      actions.append(.confirmSource)
    }
    return actions
  }

  private mutating func partFailed(_ error: TransferError) -> [Action] {
    inFlight -= 1
    waiting = []
    if failure == nil { failure = error }
    return settle()
  }

  /// After a failure: waits for the parts under way, then goes the way that the failure asks for.
  private mutating func settle() -> [Action] {
    guard inFlight == 0 else { return [] }
    if case .store(let cause)? = failure, cause.code == .noSuchUpload { return restart(after: cause) }
    return abort()
  }

  /// The store has forgotten the upload (it was aborted by a lifecycle rule, or by hand).
  private mutating func restart(after error: StoreError) -> [Action] {
    guard !hasRestarted else { return fail(TransferError(error)) }
    hasRestarted = true
    failure = nil
    return openAnew()
  }

  private mutating func openAnew() -> [Action] {
    isReplacing = false
    uploadID = nil
    done = [:]
    phase = .opening
    return [.create]
  }

  /// Gives the upload up for a new one, once.
  private mutating func replace(after error: StoreError) -> [Action] {
    guard !hasRestarted, let uploadID else { return stop(TransferError(error)) }
    hasRestarted = true
    isReplacing = true
    phase = .aborting
    return [.abort(uploadID: uploadID)]
  }

  private mutating func checked(_ stored: [UploadedPart]) -> [Action] {
    let stored = Dictionary(stored.map { ($0.number, $0) }) { _, last in last }
    let kept = done.filter { stored[$0.key]?.etag == $0.value.etag && stored[$0.key]?.sizeBytes == $0.value.sizeBytes }
    guard kept.count < done.count else { return replace(after: completeError ?? Self.lostParts) }
    done = kept
    waiting = (1...layout.partCount).filter { done[$0] == nil }.reversed()
    phase = .sending
    return proceed()
  }

  private static let lostParts = StoreError(
    .invalidResponse, operation: "CompleteMultipartUpload", message: "the store has lost parts")

  private mutating func completeFailed(_ error: StoreError) -> [Action] {
    if error.serviceCode == "InvalidPart", checks < 2 {
      checks += 1
      completeError = error
      phase = .checking
      return [.checkParts(uploadID: uploadID ?? "")]
    }
    switch error.code {
    case .checksumMismatch: return replace(after: error)
    case .noSuchUpload, .timeout, .unreachable, .serverError, .invalidResponse:
      completeError = error
      phase = .inspecting
      return [.inspect]
    default: return stop(TransferError(error))
    }
  }

  /// The object is ours if it has the ETag that our parts make.
  private mutating func inspected(_ info: ObjectInfo?) -> [Action] {
    let parts = done.values.sorted { $0.number < $1.number }
    if let info, info.sizeBytes == layout.sizeBytes, let expected = multipartETag(of: parts.map(\.etag)),
      equalsIgnoringCase(info.etag.value, expected.value)
    {
      phase = .over
      return [.finish(WriteResult(etag: info.etag, versionID: info.versionID, checksum: info.checksums.first))]
    }
    guard let error = completeError else { return stop(.cancelled) }
    return error.code == .noSuchUpload ? restart(after: error) : stop(TransferError(error))
  }

  private mutating func stop(_ error: TransferError) -> [Action] {
    if failure == nil { failure = error }
    waiting = []
    return inFlight == 0 ? abort() : []
  }

  private mutating func abort() -> [Action] {
    guard let uploadID else { return fail(failure ?? .cancelled) }
    guard phase != .aborting else { return [] }
    if isRecorded, let failure, failure.mayPassByItself { return fail(failure) }
    phase = .aborting
    return [.abort(uploadID: uploadID)]
  }

  /// The upload stays as it is.
  private mutating func fail(_ error: TransferError) -> [Action] {
    phase = .over
    return [.fail(error)]
  }
}

extension TransferError {
  /// True for what a later run may find gone: interruption, expired credentials, a store out of reach.
  fileprivate var mayPassByItself: Bool {
    switch self {
    case .cancelled: true
    case .store(let error):
      error.isRetryable && error.code != .checksumMismatch || error.code == .expiredCredentials
        || error.code == .clockSkew || error.code == .cancelled
    case .source, .destination, .damaged, .recorder: false
    }
  }
}

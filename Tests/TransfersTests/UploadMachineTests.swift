import Digests
import LocalFiles
import ObjectStores
import StorageModel
import Testing
import Transfers

/// The course of a multipart upload, event by event.
@Suite struct UploadMachineTests {
  private func machine(
    parts: Int64 = 3, width: Int = 2, resuming: String? = nil, isRecorded: Bool = false
  ) throws -> UploadMachine {
    let layout = try #require(MultipartLayout(sizeBytes: parts * 10, partSizeBytes: 10))
    return UploadMachine(layout: layout, width: width, resuming: resuming, isRecorded: isRecorded)
  }

  private func part(_ number: Int) -> UploadedPart {
    UploadedPart(number: number, etag: ETag(String(repeating: "\(number)", count: 32)), sizeBytes: 10)
  }

  private func error(_ code: StoreError.Code) -> StoreError {
    StoreError(code, operation: "UploadPart", message: "on purpose")
  }

  private func names(_ actions: [UploadMachine.Action]) -> [String] {
    actions.map { action in
      switch action {
      case .create: "create"
      case .listParts(let id): "list \(id)"
      case .upload(let id, let number): "upload \(id) \(number)"
      case .confirmSource: "confirm"
      case .complete(let id, let parts): "complete \(id) \(parts.map(\.number))"
      case .checkParts(let id): "check \(id)"
      case .inspect: "inspect"
      case .abort(let id): "abort \(id)"
      case .finish: "finish"
      case .fail(.store(let error)): "fail \(error.code)"
      case .fail(.source(let error)): "fail \(error.code)"
      case .fail(.cancelled): "fail cancelled"
      case .fail: "fail"
      }
    }
  }

  @Test func goesThroughAllSteps() throws {
    var machine = try machine()
    #expect(names(machine.handle(.begin)) == ["create"])
    #expect(names(machine.handle(.created(uploadID: "u"))) == ["upload u 1", "upload u 2"])
    #expect(names(machine.handle(.partDone(part(2)))) == ["upload u 3"])
    #expect(names(machine.handle(.partDone(part(3)))) == [])
    #expect(names(machine.handle(.partDone(part(1)))) == ["confirm"])
    #expect(names(machine.handle(.sourceConfirmed)) == ["complete u [1, 2, 3]"])
    #expect(names(machine.handle(.completed(WriteResult(etag: ETag("e"))))) == ["finish"])
    #expect(machine.handle(.begin).isEmpty)
  }

  @Test func resumesWithWhatTheStoreHas() throws {
    var machine = try machine(parts: 4, resuming: "old")
    #expect(names(machine.handle(.begin)) == ["list old"])
    var short = part(3)
    short.sizeBytes = 9
    #expect(names(machine.handle(.resumed([part(2), short]))) == ["upload old 1", "upload old 3"])
  }

  @Test func beginsAnewWhereTheStoreForgot() throws {
    var machine = try machine(resuming: "old")
    _ = machine.handle(.begin)
    #expect(names(machine.handle(.resumeFailed(error(.noSuchUpload)))) == ["create"])
    #expect(names(machine.handle(.created(uploadID: "new"))) == ["upload new 1", "upload new 2"])
    // Whichever part comes last settles it; the upload is begun anew once, the second time is an error.
    #expect(names(machine.handle(.partFailed(.store(error(.noSuchUpload))))) == [])
    #expect(names(machine.handle(.partDone(part(2)))) == ["fail noSuchUpload"])
  }

  @Test func abortsWhenThePartsAreOver() throws {
    var machine = try machine(parts: 5, width: 3)
    _ = machine.handle(.begin)
    _ = machine.handle(.created(uploadID: "u"))
    #expect(names(machine.handle(.partFailed(.store(error(.accessDenied))))) == [])
    #expect(names(machine.handle(.partDone(part(1)))) == [])
    #expect(names(machine.handle(.partFailed(.store(error(.timeout))))) == ["abort u"])
    #expect(names(machine.handle(.aborted)) == ["fail accessDenied"])
  }

  @Test func abortsWhenTheSourceChanged() throws {
    var machine = try machine(parts: 1, isRecorded: true)
    _ = machine.handle(.begin)
    _ = machine.handle(.created(uploadID: "u"))
    _ = machine.handle(.partDone(part(1)))
    let changed = LocalError(.changedWhileRead, operation: "read", path: PathBytes("f"))
    #expect(names(machine.handle(.sourceChanged(.source(changed)))) == ["abort u"])
    #expect(names(machine.handle(.aborted)) == ["fail changedWhileRead"])
  }

  @Test(arguments: [StoreError.Code.timeout, .unreachable, .slowDown, .expiredCredentials])
  func staysOpenForALaterRunWhenRecorded(code: StoreError.Code) throws {
    for isRecorded in [true, false] {
      var machine = try machine(parts: 1, isRecorded: isRecorded)
      _ = machine.handle(.begin)
      _ = machine.handle(.created(uploadID: "u"))
      let actions = names(machine.handle(.partFailed(.store(error(code)))))
      #expect(actions == (isRecorded ? ["fail \(code)"] : ["abort u"]))
    }
  }

  @Test func settlesALostCompletionByLooking() throws {
    // The MD5 of 16 bytes 0x11 is the ETag that part 1 makes.
    let own = hexadecimal(md5([UInt8](repeating: 0x11, count: 16))) + "-1"
    for (etag, size, expected) in [
      (own, 10, "finish"), (own, 11, "abort u"), ("other", 10, "abort u"), ("none", 0, "abort u"),
    ] {
      var machine = try machine(parts: 1)
      _ = machine.handle(.begin)
      _ = machine.handle(.created(uploadID: "u"))
      _ = machine.handle(.partDone(part(1)))
      _ = machine.handle(.sourceConfirmed)
      #expect(names(machine.handle(.completeFailed(error(.timeout)))) == ["inspect"])
      let info = ObjectInfo(sizeBytes: Int64(size), etag: ETag(etag), lastModified: Timestamp(seconds: 0))
      #expect(names(machine.handle(.inspected(size == 0 ? nil : info))) == [expected])
    }
  }

  private var missingPart: StoreError {
    StoreError(
      .invalidRequest, operation: "CompleteMultipartUpload", httpStatus: 400, serviceCode: "InvalidPart",
      message: "on purpose")
  }

  private func completing() throws -> UploadMachine {
    var machine = try machine(width: 3)
    _ = machine.handle(.begin)
    _ = machine.handle(.created(uploadID: "u"))
    for number in 1...3 { _ = machine.handle(.partDone(part(number))) }
    #expect(names(machine.handle(.sourceConfirmed)) == ["complete u [1, 2, 3]"])
    return machine
  }

  @Test func sendsAgainWhatTheCompleteMisses() throws {
    var machine = try completing()
    var other = part(3)
    other.etag = ETag("other")
    #expect(names(machine.handle(.completeFailed(missingPart))) == ["check u"])
    #expect(names(machine.handle(.checked([part(1), other]))) == ["upload u 2", "upload u 3"])
    _ = machine.handle(.partDone(part(2)))
    #expect(names(machine.handle(.partDone(part(3)))) == ["confirm"])
    #expect(names(machine.handle(.sourceConfirmed)) == ["complete u [1, 2, 3]"])
    #expect(names(machine.handle(.completed(WriteResult(etag: ETag("e"))))) == ["finish"])
  }

  @Test func givesAnUploadUpThatContradictsItselfOnce() throws {
    var machine = try completing()
    let all = (1...3).map { part($0) }
    #expect(names(machine.handle(.completeFailed(missingPart))) == ["check u"])
    #expect(names(machine.handle(.checked(all))) == ["abort u"])
    #expect(names(machine.handle(.aborted)) == ["create"])
    #expect(names(machine.handle(.created(uploadID: "v"))) == ["upload v 1", "upload v 2", "upload v 3"])
    for number in 1...3 { _ = machine.handle(.partDone(part(number))) }
    #expect(names(machine.handle(.sourceConfirmed)) == ["complete v [1, 2, 3]"])
    #expect(names(machine.handle(.completeFailed(missingPart))) == ["check v"])
    #expect(names(machine.handle(.checked(all))) == ["abort v"])
    #expect(names(machine.handle(.aborted)) == ["fail invalidRequest"])
  }

  @Test func looksAtThePartsTwiceAtMost() throws {
    var machine = try completing()
    for _ in 1...2 {
      #expect(names(machine.handle(.completeFailed(missingPart))) == ["check u"])
      #expect(names(machine.handle(.checked([part(1), part(2)]))) == ["upload u 3"])
      _ = machine.handle(.partDone(part(3)))
      _ = machine.handle(.sourceConfirmed)
    }
    #expect(names(machine.handle(.completeFailed(missingPart))) == ["abort u"])
    #expect(names(machine.handle(.aborted)) == ["fail invalidRequest"])
  }

  @Test func beginsAnewAfterAWrongChecksumOfTheWhole() throws {
    var machine = try completing()
    #expect(names(machine.handle(.completeFailed(error(.checksumMismatch)))) == ["abort u"])
    #expect(names(machine.handle(.aborted)) == ["create"])
  }

  @Test func aStopWhileAnUploadIsReplacedEndsIt() throws {
    var machine = try completing()
    _ = machine.handle(.completeFailed(error(.checksumMismatch)))
    #expect(names(machine.handle(.stop(.cancelled))) == [])
    #expect(names(machine.handle(.aborted)) == ["fail cancelled"])
  }

  @Test func failsWhenNothingWasCreated() throws {
    var machine = try machine()
    _ = machine.handle(.begin)
    #expect(names(machine.handle(.createFailed(.store(error(.accessDenied))))) == ["fail accessDenied"])
    var stopped = try self.machine()
    _ = stopped.handle(.begin)
    #expect(names(stopped.handle(.stop(.cancelled))) == ["fail cancelled"])
  }
}

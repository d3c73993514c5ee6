import StorageModel
import Testing

@testable import Planning

@Suite struct ChangeRulesTests {
  private let upload = ChangeScenario()

  @Test func aTargetThatIsMissingIsNew() {
    var rules = upload.rules
    #expect(rules.decide(source: upload.source, target: nil, row: upload.row) == .transfer(.new))
    rules.onlyExisting = true
    #expect(rules.decide(source: upload.source, target: nil, row: nil) == .skip(.notExisting))
  }

  @Test func aSourceThatIsMissingIsDeletedOnlyOnRequest() {
    var rules = upload.rules
    #expect(rules.decide(source: nil, target: upload.target, row: upload.row) == .skip(.extraneous))
    rules.deletes = true
    #expect(rules.decide(source: nil, target: upload.target, row: nil) == .delete)
    #expect(rules.decide(source: nil, target: nil, row: upload.row) == .forgetRow)
  }

  @Test func rowsStandInForATargetThatIsNotListed() {
    for direction in [SyncDirection.localToBucket, .bucketToBucket] {
      var scenario = ChangeScenario(direction: direction)
      scenario.trust = .state
      var rules = scenario.rules
      rules.deletes = true
      #expect(rules.targetIsUnlisted)
      #expect(rules.decide(source: scenario.source, target: nil, row: scenario.row) == .unchanged)
      #expect(rules.decide(source: scenario.source, target: nil, row: nil) == .transfer(.new))
      #expect(rules.decide(source: nil, target: nil, row: scenario.row) == .skip(.notListed))
      rules.ignoresExisting = true
      #expect(rules.decide(source: scenario.source, target: nil, row: nil) == .compareContent(.headTarget))
    }
    var download = ChangeRules(direction: .bucketToLocal, trust: .state)
    download.deletes = true
    #expect(!download.targetIsUnlisted)
  }

  @Test func aSizeThatDiffersFromTheRowIsSentWithoutAListing() {
    var scenario = upload
    scenario.trust = .state
    var grown = scenario.source
    grown.sizeBytes = 200
    grown.fingerprint?.sizeBytes = 200
    #expect(scenario.rules.decide(source: grown, target: nil, row: scenario.row) == .transfer(.sizeDiffers))
  }

  @Test func theDeviceCountsOnlyWhereTheRootIsNotProven() {
    var moved = upload.source
    moved.fingerprint?.device = 99
    var rules = upload.rules
    #expect(rules.decide(source: moved, target: upload.target, row: upload.row) == .unchanged)
    rules.isRootProven = false
    #expect(
      rules.decide(source: moved, target: upload.target, row: upload.row)
        == .compareContent(.digest(ChangeScenario.digest, partBytes: nil)))
  }

  @Test func anyStampThatDiffersCounts() {
    for stamp in [\FileFingerprint.modified, \.changed] {
      var touched = upload.source
      touched.fingerprint?[keyPath: stamp] = Timestamp(nanoseconds: 60_000_000_001)
      #expect(upload.rules.decide(source: touched, target: upload.target, row: upload.row) != .unchanged)
    }
    var replaced = upload.source
    replaced.fingerprint?.inode = 8
    #expect(upload.rules.decide(source: replaced, target: upload.target, row: upload.row) != .unchanged)
  }

  @Test func anotherVersionIsAnotherObject() {
    var target = upload.target
    target.object?.versionID = "v2"
    var row = upload.row
    #expect(upload.rules.decide(source: upload.source, target: target, row: row) == .unchanged)
    row?.object?.versionID = "v1"
    #expect(upload.rules.decide(source: upload.source, target: target, row: row) != .unchanged)
  }

  @Test func equalTagsBetweenBucketsAreEqual() {
    let scenario = ChangeScenario(direction: .bucketToBucket)
    var target = scenario.target
    target.object?.etag = scenario.sourceTag
    #expect(scenario.rules.decide(source: scenario.source, target: target, row: nil) == .unchanged)
    var opaque = scenario.source
    opaque.object?.etag = ETag("x")
    target.object?.etag = ETag("x")
    #expect(scenario.rules.decide(source: opaque, target: target, row: nil) == .compareContent(.headBoth))
  }

  @Test func aComparisonDecidesOverContentAndMetadata() {
    var rules = upload.rules
    let (source, target, row) = (upload.source, upload.target, upload.row)
    #expect(
      rules.afterComparison(isEqual: false, source: source, target: target, row: row) == .transfer(.contentDiffers))
    #expect(rules.afterComparison(isEqual: true, source: source, target: target, row: row) == .unchanged)
    rules.updatesMetadata = true
    #expect(rules.afterComparison(isEqual: true, source: source, target: target, row: row) == .unchanged)
    #expect(rules.afterComparison(isEqual: true, source: source, target: target, row: nil) == .updateMetadata)
    var touched = source
    touched.fingerprint?.modified = Timestamp(seconds: 51)
    #expect(rules.afterComparison(isEqual: true, source: touched, target: target, row: row) == .updateMetadata)
  }

  @Test func specialFilesAndLinksAreSkipped() {
    var entry = upload.source
    for kind in [Entry.Kind.fifo, .socket, .characterDevice, .blockDevice] {
      entry.kind = kind
      #expect(upload.rules.decide(source: entry, target: nil, row: nil) == .skip(.specialFile))
    }
    entry.kind = .symlink
    entry.sizeBytes = 0
    var rules = upload.rules
    #expect(rules.decide(source: entry, target: nil, row: nil) == .skip(.symlink))
    rules.copiesSymlinks = true
    #expect(rules.decide(source: entry, target: nil, row: nil) == .transfer(.new))
    #expect(rules.decide(source: entry, target: upload.target, row: nil) == .compareContent(.head))
    var row = upload.row
    row?.file = entry.fingerprint
    #expect(rules.decide(source: entry, target: upload.target, row: row) == .unchanged)
  }

  @Test func directoriesAreMadeOnRequestAndNeverReplaceFiles() {
    let directory = Entry(path: PathBytes("d/"), kind: .directory, sizeBytes: 0, modified: Timestamp(seconds: 1))
    var rules = upload.rules
    #expect(rules.decide(source: directory, target: nil, row: nil) == .skip(.directory))
    rules.keepsDirectories = true
    #expect(rules.decide(source: directory, target: nil, row: nil) == .makeDirectory)
    #expect(rules.decide(source: directory, target: directory, row: nil) == .unchanged)
    var file = directory
    file.kind = .file
    #expect(rules.decide(source: directory, target: file, row: nil) == .skip(.kindDiffers))
    #expect(rules.decide(source: file, target: directory, row: nil) == .skip(.kindDiffers))
  }
}

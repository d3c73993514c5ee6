internal import ObjectStores
internal import S3Client
internal import S3Protocol
internal import StorageModel

/// One thing that a lifecycle rule can say, put alone and read back.
struct LifecycleFeature: Sendable {
  let id: String
  let title: String
  let rule: LifecycleRule

  init(_ id: String, _ title: String, _ change: (inout LifecycleRule) -> Void) {
    self.id = id
    self.title = title
    var rule = LifecycleRule(id: id, filter: .init(prefix: Array("doctor/".utf8)))
    change(&rule)
    self.rule = rule
  }

  static let all = [
    LifecycleFeature("days", "expiration after days") { $0.expiration = .days(10) },
    LifecycleFeature("date", "expiration on a date") {
      $0.expiration = .date(Timestamp(seconds: 4_102_444_800))
    },
    LifecycleFeature("tags", "rules for tags") {
      $0.expiration = .days(10)
      $0.filter.tags = [ObjectTag(key: "a", value: "1"), ObjectTag(key: "b", value: "2")]
    },
    LifecycleFeature("sizes", "rules for sizes") {
      $0.expiration = .days(10)
      $0.filter.sizeGreaterThanBytes = 1000
      $0.filter.sizeLessThanBytes = 2000
    },
    LifecycleFeature("noncurrent", "expiration of old versions") {
      $0.noncurrentExpiration = .init(days: 10)
    },
    LifecycleFeature("newer-versions", "keeping the newest old versions") {
      $0.noncurrentExpiration = .init(days: 10, newerVersionsKept: 3)
    },
    LifecycleFeature("markers", "removal of delete markers without versions") {
      $0.expiration = .expiredObjectDeleteMarker(true)
    },
    LifecycleFeature("uploads", "abortion of unfinished uploads") { $0.abortUploadsAfterDays = 10 },
    LifecycleFeature("transitions", "moves to other storage classes") {
      $0.transitions = [.init(moment: .days(30), storageClass: "GLACIER")]
    },
  ]

  func check(_ service: S3Service, _ bucket: BucketName) async throws -> Finding {
    let target = OperationTarget(bucket: bucket)
    do {
      _ = try await service.send(PutBucketLifecycleRequest(rules: [rule]), to: target)
    } catch {
      guard [.unsupported, .invalidRequest, .serverError].contains(error.code) else { throw error }
      return .missing("the rule is refused: \(error.serviceCode ?? error.message)")
    }
    let rules: [LifecycleRule]
    do {
      rules = try await service.send(GetBucketLifecycleRequest(), to: target).rules
    } catch {
      return .differs("the rule is taken and cannot be read back: \(error.message)")
    }
    guard let read = rules.first, rules.count == 1 else {
      return .differs("the rule is taken and \(rules.count) come back")
    }
    let lost = losses(read)
    return .expecting(lost.isEmpty, "the rule is taken, and comes back without \(lost.joined(separator: " and "))")
  }

  private func losses(_ read: LifecycleRule) -> [String] {
    var lost: [String] = []
    func compare<Value: Equatable>(_ name: String, _ path: KeyPath<LifecycleRule, Value>) {
      if read[keyPath: path] != rule[keyPath: path] { lost.append(name) }
    }
    compare("its status", \.isEnabled)
    compare("Expiration", \.expiration)
    compare("Transition", \.transitions)
    compare("NoncurrentDays", \.noncurrentExpiration?.days)
    compare("NewerNoncurrentVersions", \.noncurrentExpiration?.newerVersionsKept)
    compare("AbortIncompleteMultipartUpload", \.abortUploadsAfterDays)
    compare("Prefix", \.filter.prefix)
    compare("ObjectSizeGreaterThan", \.filter.sizeGreaterThanBytes)
    compare("ObjectSizeLessThan", \.filter.sizeLessThanBytes)
    if Set(read.filter.tags) != Set(rule.filter.tags) { lost.append("Tag") }
    return lost
  }
}

import Provisioning
import StorageModel

/// Whether retention and legal holds go along with the versions of a bucket: both buckets need object lock.
struct HistoryLocks: Sendable {
  let areTaken: Bool
  /// What the user should hear of it.
  let notice: String?

  static let none = HistoryLocks(areTaken: false, notice: nil)

  private init(areTaken: Bool, notice: String?) {
    self.areTaken = areTaken
    self.notice = notice
  }

  /// `hasSource` and `hasTarget` say whether the buckets have object lock; nil where that may not be read.
  init(source: String, _ hasSource: Bool?, target: String, _ hasTarget: Bool?) {
    let lost = "retention and legal holds of \(source) are not taken along"
    switch (hasSource, hasTarget) {
    case (false, _): self = .none
    case (_, true):
      self.init(areTaken: true, notice: "retention and legal holds of \(source) go along to \(target)")
    case (true, false): self.init(areTaken: false, notice: "\(target) has no object lock: \(lost)")
    case (nil, false): self.init(areTaken: false, notice: "\(target) has no object lock: \(lost), if it has any")
    case (_, nil):
      self.init(areTaken: false, notice: "whether \(target) has object lock may not be read: \(lost)")
    }
  }

  /// Asks both buckets.
  init(source: ServiceBucket, target: ServiceBucket) async throws {
    self.init(
      source: source.bucket.text, try await Self.hasLock(source), target: target.bucket.text,
      try await Self.hasLock(target))
  }

  private static func hasLock(_ bucket: ServiceBucket) async throws -> Bool? {
    do { return try await bucket.document(.objectLock).map { !$0.isEmpty } ?? false } catch {
      switch error.code {
      case .accessDenied: return nil
      // An endpoint that does not know the subresource has no locks either.
      case .unsupported: return false
      default: throw error
      }
    }
  }
}

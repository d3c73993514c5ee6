internal import StorageModel
internal import Synchronization

/// What a service found out about its endpoint while it ran, shared by all requests.
final class LearnedFacts: Sendable {
  private struct State {
    var regions: [BucketName: String] = [:]
    var serviceRegion: String?
    /// Server time minus ours, in seconds.
    var clockOffsetSeconds: Int64 = 0
    var capability: ChecksumCapability
    /// The endpoint has answered with the checksum that we sent: it knows the algorithm, an error means something else.
    var isCapabilityConfirmed = false
    var lacksBatchDelete = false
  }

  private let state: Mutex<State>

  init(capability: ChecksumCapability) { state = Mutex(State(capability: capability)) }

  /// nil when nothing but the configured one is known.
  func region(of bucket: BucketName?) -> String? {
    state.withLock { state in bucket.flatMap { state.regions[$0] } ?? state.serviceRegion }
  }

  func learn(region: String, of bucket: BucketName?) {
    state.withLock { state in
      if let bucket { state.regions[bucket] = region } else { state.serviceRegion = region }
    }
  }

  var clockOffsetSeconds: Int64 {
    get { state.withLock { $0.clockOffsetSeconds } }
    set { state.withLock { $0.clockOffsetSeconds = newValue } }
  }

  var capability: ChecksumCapability { state.withLock { $0.capability } }

  var isCapabilityConfirmed: Bool { state.withLock { $0.isCapabilityConfirmed } }

  /// The endpoint answered DeleteObjects with "not implemented".
  var lacksBatchDelete: Bool {
    get { state.withLock { $0.lacksBatchDelete } }
    set { state.withLock { $0.lacksBatchDelete = newValue } }
  }

  func confirmCapability() {
    state.withLock { $0.isCapabilityConfirmed = true }
  }

  /// True when this is news.
  func lower(to capability: ChecksumCapability) -> Bool {
    state.withLock { state in
      guard state.capability != capability else { return false }
      state.capability = capability
      return true
    }
  }
}

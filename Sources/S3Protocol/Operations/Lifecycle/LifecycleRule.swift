package import StorageModel

/// A rule of a lifecycle configuration (S3 API Reference, data type LifecycleRule).
package struct LifecycleRule: Hashable, Sendable {
  /// At most 255 characters; nil where the server is to find one.
  package var id: String?
  package var isEnabled: Bool
  package var filter: Filter
  /// True for the old form, in which Prefix stands in the rule itself.
  package var hasLegacyPrefix: Bool
  package var expiration: Expiration?
  package var transitions: [Transition]
  package var noncurrentExpiration: NoncurrentExpiration?
  package var noncurrentTransitions: [NoncurrentTransition]
  /// Days after which unfinished uploads are aborted.
  package var abortUploadsAfterDays: Int?

  package init(id: String? = nil, isEnabled: Bool = true, filter: Filter = Filter()) {
    self.id = id
    self.isEnabled = isEnabled
    self.filter = filter
    hasLegacyPrefix = false
    transitions = []
    noncurrentTransitions = []
  }

  /// Which objects a rule is for: those that fulfil everything that is set.
  package struct Filter: Hashable, Sendable {
    /// nil where the document names none, which means the same as an empty one.
    package var prefix: [UInt8]?
    package var tags: [ObjectTag]
    package var sizeGreaterThanBytes: Int64?
    package var sizeLessThanBytes: Int64?

    package init(
      prefix: [UInt8]? = nil, tags: [ObjectTag] = [], sizeGreaterThanBytes: Int64? = nil,
      sizeLessThanBytes: Int64? = nil
    ) {
      self.prefix = prefix
      self.tags = tags
      self.sizeGreaterThanBytes = sizeGreaterThanBytes
      self.sizeLessThanBytes = sizeLessThanBytes
    }

    /// How many conditions there are; more than one need the element And.
    var conditionCount: Int {
      (prefix == nil ? 0 : 1) + tags.count + (sizeGreaterThanBytes == nil ? 0 : 1) + (sizeLessThanBytes == nil ? 0 : 1)
    }
  }

  /// When current versions expire.
  package enum Expiration: Hashable, Sendable {
    case days(Int)
    /// Midnight UTC.
    case date(Timestamp)
    /// Delete markers without versions behind them are removed.
    case expiredObjectDeleteMarker(Bool)
  }

  /// When something happens to current versions.
  package enum Moment: Hashable, Sendable {
    case days(Int)
    /// Midnight UTC.
    case date(Timestamp)
  }

  /// A move of current versions to another storage class.
  package struct Transition: Hashable, Sendable {
    package var moment: Moment
    package var storageClass: String

    package init(moment: Moment, storageClass: String) {
      self.moment = moment
      self.storageClass = storageClass
    }
  }

  /// When noncurrent versions expire.
  package struct NoncurrentExpiration: Hashable, Sendable {
    /// After they became noncurrent.
    package var days: Int
    /// How many of them are kept beyond that; 1 to 100.
    package var newerVersionsKept: Int?

    package init(days: Int, newerVersionsKept: Int? = nil) {
      self.days = days
      self.newerVersionsKept = newerVersionsKept
    }
  }

  /// A move of noncurrent versions to another storage class.
  package struct NoncurrentTransition: Hashable, Sendable {
    package var days: Int
    package var newerVersionsKept: Int?
    package var storageClass: String

    package init(days: Int, newerVersionsKept: Int? = nil, storageClass: String) {
      self.days = days
      self.newerVersionsKept = newerVersionsKept
      self.storageClass = storageClass
    }
  }
}

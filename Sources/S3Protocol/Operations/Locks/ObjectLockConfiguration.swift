/// The object lock of a bucket (S3 API Reference, data type ObjectLockConfiguration).
package struct ObjectLockConfiguration: Hashable, Sendable {
  /// What new versions get that ask for nothing else.
  package struct DefaultRetention: Hashable, Sendable {
    package var mode: LockMode
    /// One of the two.
    package var days: Int64?
    package var years: Int64?

    package init(mode: LockMode, days: Int64? = nil, years: Int64? = nil) {
      self.mode = mode
      self.days = days
      self.years = years
    }
  }

  package var defaultRetention: DefaultRetention?

  package init(defaultRetention: DefaultRetention? = nil) { self.defaultRetention = defaultRetention }

  func xml() -> [UInt8] {
    var writer = XMLWriter()
    writer.openRoot("ObjectLockConfiguration")
    writer.element("ObjectLockEnabled", "Enabled")
    if let defaultRetention {
      writer.open("Rule")
      writer.open("DefaultRetention")
      writer.element("Mode", defaultRetention.mode.rawValue)
      writer.element("Days", defaultRetention.days)
      writer.element("Years", defaultRetention.years)
      writer.close("DefaultRetention")
      writer.close("Rule")
    }
    writer.close("ObjectLockConfiguration")
    return writer.finish()
  }

  /// - Throws: `.badValue` for a state other than Enabled, an unknown mode, or both days and years or neither.
  init(_ reader: inout XMLReader) throws(XMLError) {
    try reader.enter("ObjectLockConfiguration")
    while let name = try reader.nextChild() {
      switch name {
      case "ObjectLockEnabled":
        guard try reader.readString() == "Enabled" else { throw reader.error(.badValue) }
      case "Rule":
        while let name = try reader.nextChild() {
          guard name == "DefaultRetention" else { throw reader.error(.badValue) }
          defaultRetention = try DefaultRetention(&reader)
        }
      default: throw reader.error(.badValue)
      }
    }
    try reader.finish()
  }
}

/// Who may end a retention early.
package enum LockMode: String, Sendable {
  case governance = "GOVERNANCE"
  case compliance = "COMPLIANCE"
}

extension ObjectLockConfiguration.DefaultRetention {
  fileprivate init(_ reader: inout XMLReader) throws(XMLError) {
    var mode: LockMode?
    var (days, years): (Int64?, Int64?) = (nil, nil)
    while let name = try reader.nextChild() {
      switch name {
      case "Mode": mode = LockMode(rawValue: try reader.readString())
      case "Days": days = try reader.readInteger()
      case "Years": years = try reader.readInteger()
      default: throw reader.error(.badValue)
      }
    }
    guard let mode, (days == nil) != (years == nil) else { throw reader.error(.badValue) }
    self.init(mode: mode, days: days, years: years)
  }
}

/// GetObjectLockConfiguration (S3 API Reference). `GET /bucket?object-lock`
package struct GetObjectLockConfigurationRequest: S3Operation, Hashable {
  package typealias Response = GetObjectLockConfigurationResponse
  package static let name = "GetObjectLockConfiguration"

  package init() {}

  package func wireRequest() -> WireRequest { WireRequest("GET", query: [QueryParameter("object-lock")]) }

  package init(_ request: WireRequest) {}
}

/// The object lock of a bucket that has one.
package struct GetObjectLockConfigurationResponse: S3OperationResponse, Hashable {
  package var configuration: ObjectLockConfiguration

  package init(_ configuration: ObjectLockConfiguration) { self.configuration = configuration }

  package func wireResponse() -> WireResponse { WireResponse(xml: configuration.xml()) }

  package init(_ response: WireResponse) throws(InvalidResponse) {
    configuration = try response.document { (reader) throws(XMLError) in try ObjectLockConfiguration(&reader) }
  }
}

/// PutObjectLockConfiguration (S3 API Reference). `PUT /bucket?object-lock`
package struct PutObjectLockConfigurationRequest: S3Operation, Hashable {
  package typealias Response = EmptyResponse
  package static let name = "PutObjectLockConfiguration"

  /// The longest default retention of S3: 36,500 days or 100 years.
  private static let maximumDays: Int64 = 36_500

  package var configuration: ObjectLockConfiguration

  package init(_ configuration: ObjectLockConfiguration) { self.configuration = configuration }

  package func wireRequest() -> WireRequest {
    WireRequest("PUT", query: [QueryParameter("object-lock")], body: configuration.xml())
  }

  /// - Throws: MalformedXML, InvalidRetentionPeriod for a period that is not positive, InvalidArgument for one that is
  ///   too long.
  package init(_ request: WireRequest) throws(S3Error) {
    configuration = try request.document { (reader) throws(XMLError) in try ObjectLockConfiguration(&reader) }
    guard let retention = configuration.defaultRetention else { return }
    guard (retention.days ?? 1) > 0, (retention.years ?? 1) > 0 else {
      throw S3Error(.invalidRetentionPeriod, "Default retention period must be a positive integer value")
    }
    guard (retention.days ?? 0) <= Self.maximumDays, (retention.years ?? 0) <= Self.maximumDays / 365 else {
      throw S3Error(.invalidRetentionPeriod, "Default retention period is too large")
    }
  }
}

internal import StorageModel

extension LifecycleRule {
  /// Reads a Rule element. A request must say what the rule is for, by Filter or by Prefix; some servers leave out an
  /// empty filter of their answer.
  /// Differs from S3: conditions may stand beside each other without And, as some software sends them; all must hold.
  /// - Throws: `.badValue` for what S3 does not take: an unknown Status or element, a date or number that is none, two
  ///   prefixes of which neither begins with the other. Nothing unknown is skipped: a rule of which half was dropped
  ///   deletes what it should not.
  init(_ reader: inout XMLReader, needsFilter: Bool) throws(XMLError) {
    self.init(isEnabled: false)
    var hasStatus = false
    var hasFilter = false
    while let name = try reader.nextChild() {
      switch name {
      case "ID":
        let text = try reader.readString()
        id = text.isEmpty ? nil : text
      case "Status":
        switch try reader.readString() {
        case "Enabled": isEnabled = true
        case "Disabled": isEnabled = false
        default: throw reader.error(.badValue)
        }
        hasStatus = true
      case "Prefix":
        filter.prefix = try reader.readBytes()
        hasLegacyPrefix = true
      case "Filter":
        try filter.read(&reader)
        hasFilter = true
      case "Expiration": expiration = try Expiration(&reader)
      case "Transition": transitions.append(try Transition(&reader))
      case "NoncurrentVersionExpiration": noncurrentExpiration = try NoncurrentExpiration(&reader)
      case "NoncurrentVersionTransition": noncurrentTransitions.append(try NoncurrentTransition(&reader))
      case "AbortIncompleteMultipartUpload":
        while let name = try reader.nextChild() {
          guard name == "DaysAfterInitiation" else { throw reader.error(.badValue) }
          abortUploadsAfterDays = try reader.readDays()
        }
      default: throw reader.error(.badValue)
      }
    }
    guard hasStatus, !(hasFilter && hasLegacyPrefix), !needsFilter || hasFilter || hasLegacyPrefix else {
      throw reader.error(.badValue)
    }
  }
}

extension LifecycleRule.Filter {
  /// Reads a Filter element, or the And inside one.
  fileprivate mutating func read(_ reader: inout XMLReader) throws(XMLError) {
    while let name = try reader.nextChild() {
      switch name {
      case "And": try read(nested: &reader)
      default: try readCondition(name, &reader)
      }
    }
  }

  private mutating func read(nested reader: inout XMLReader) throws(XMLError) {
    while let name = try reader.nextChild() { try readCondition(name, &reader) }
  }

  private mutating func readCondition(_ name: XMLName, _ reader: inout XMLReader) throws(XMLError) {
    switch name {
    case "Prefix":
      let other = try reader.readBytes()
      let known = prefix ?? other
      guard other.starts(with: known) || known.starts(with: other) else { throw reader.error(.badValue) }
      prefix = other.count > known.count ? other : known
    case "Tag":
      guard tags.count < ObjectTags.limit else { throw reader.error(.badValue) }
      tags.append(try TagSetDocument.readTag(&reader))
    case "ObjectSizeGreaterThan" where sizeGreaterThanBytes == nil: sizeGreaterThanBytes = try reader.readInteger()
    case "ObjectSizeLessThan" where sizeLessThanBytes == nil: sizeLessThanBytes = try reader.readInteger()
    default: throw reader.error(.badValue)
    }
  }
}

extension LifecycleRule.Expiration {
  fileprivate init(_ reader: inout XMLReader) throws(XMLError) {
    var found: LifecycleRule.Expiration?
    while let name = try reader.nextChild() {
      guard found == nil else { throw reader.error(.badValue) }
      switch name {
      case "Days": found = .days(try reader.readDays())
      case "Date": found = .date(try reader.readTimestamp())
      case "ExpiredObjectDeleteMarker": found = .expiredObjectDeleteMarker(try reader.readBool())
      default: throw reader.error(.badValue)
      }
    }
    guard let found else { throw reader.error(.badValue) }
    self = found
  }
}

extension LifecycleRule.Transition {
  fileprivate init(_ reader: inout XMLReader) throws(XMLError) {
    var moment: LifecycleRule.Moment?
    var storageClass: String?
    while let name = try reader.nextChild() {
      switch name {
      case "Days" where moment == nil: moment = .days(try reader.readDays())
      case "Date" where moment == nil: moment = .date(try reader.readTimestamp())
      case "StorageClass": storageClass = try reader.readString()
      default: throw reader.error(.badValue)
      }
    }
    guard let moment, let storageClass else { throw reader.error(.badValue) }
    self.init(moment: moment, storageClass: storageClass)
  }
}

extension LifecycleRule.NoncurrentExpiration {
  fileprivate init(_ reader: inout XMLReader) throws(XMLError) {
    var days: Int?
    var kept: Int?
    while let name = try reader.nextChild() {
      switch name {
      case "NoncurrentDays": days = try reader.readDays()
      case "NewerNoncurrentVersions": kept = try reader.readDays()
      default: throw reader.error(.badValue)
      }
    }
    guard let days else { throw reader.error(.badValue) }
    self.init(days: days, newerVersionsKept: kept)
  }
}

extension LifecycleRule.NoncurrentTransition {
  fileprivate init(_ reader: inout XMLReader) throws(XMLError) {
    var days: Int?
    var kept: Int?
    var storageClass: String?
    while let name = try reader.nextChild() {
      switch name {
      case "NoncurrentDays": days = try reader.readDays()
      case "NewerNoncurrentVersions": kept = try reader.readDays()
      case "StorageClass": storageClass = try reader.readString()
      default: throw reader.error(.badValue)
      }
    }
    guard let days, let storageClass else { throw reader.error(.badValue) }
    self.init(days: days, newerVersionsKept: kept, storageClass: storageClass)
  }
}

extension XMLReader {
  /// A number of days or versions: 0 to 2,147,483,647.
  fileprivate mutating func readDays() throws(XMLError) -> Int {
    let days = try readInteger()
    guard (0...Int64(Int32.max)).contains(days) else { throw error(.badValue) }
    return Int(days)
  }
}

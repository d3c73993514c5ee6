internal import S3Protocol

/// A rule as a `[[lifecycle]]` table.
extension LifecycleRule {
  /// The class that `archive-after-days` means.
  static let archiveClass = "GLACIER"

  init(_ table: DescriptionTable) throws(ProvisioningError) {
    var table = table
    self.init(id: try table.text("id"), isEnabled: try table.flag("enabled") ?? true)
    filter = Filter(
      prefix: try table.text("prefix").map { Array($0.utf8) }, tags: try table.tags("tags"),
      sizeGreaterThanBytes: try table.size("larger-than"), sizeLessThanBytes: try table.size("smaller-than"))
    if let days = try table.number("archive-after-days") {
      transitions.append(Transition(moment: .days(days), storageClass: Self.archiveClass))
    }
    for transition in try table.tables("transitions") { transitions.append(try Transition(transition)) }
    expiration = try Expiration(&table)
    for transition in try table.tables("noncurrent-transitions") {
      noncurrentTransitions.append(try NoncurrentTransition(transition))
    }
    let keep = try table.number("noncurrent-keep")
    if let days = try table.number("noncurrent-expire-after-days") {
      noncurrentExpiration = NoncurrentExpiration(days: days, newerVersionsKept: keep)
    } else if keep != nil {
      throw table.wrong("noncurrent-keep", "needs noncurrent-expire-after-days")
    }
    abortUploadsAfterDays = try table.number("abort-uploads-after-days")
    try table.refuseTheRest()
  }
}

extension LifecycleRule.Expiration {
  fileprivate init?(_ table: inout DescriptionTable) throws(ProvisioningError) {
    let days = try table.number("expire-after-days")
    let day = try table.day("expire-on")
    let markers = try table.flag("remove-expired-delete-markers")
    guard [days != nil, day != nil, markers != nil].filter({ $0 }).count <= 1 else {
      throw table.wrong(
        "expire-after-days", "excludes expire-on and remove-expired-delete-markers: make two rules of them")
    }
    if let days {
      self = .days(days)
    } else if let day {
      self = .date(day)
    } else if let markers {
      self = .expiredObjectDeleteMarker(markers)
    } else {
      return nil
    }
  }
}

extension LifecycleRule.Transition {
  fileprivate init(_ table: DescriptionTable) throws(ProvisioningError) {
    var table = table
    let days = try table.number("after-days")
    let day = try table.day("on")
    guard let storageClass = try table.text("storage-class") else { throw table.wrong("storage-class", "is missing") }
    try table.refuseTheRest()
    switch (days, day) {
    case (let days?, nil): self.init(moment: .days(days), storageClass: storageClass)
    case (nil, let day?): self.init(moment: .date(day), storageClass: storageClass)
    default: throw table.wrong("after-days", "or 'on' must say when, one of them")
    }
  }
}

extension LifecycleRule.NoncurrentTransition {
  fileprivate init(_ table: DescriptionTable) throws(ProvisioningError) {
    var table = table
    guard let days = try table.number("after-days") else { throw table.wrong("after-days", "is missing") }
    guard let storageClass = try table.text("storage-class") else { throw table.wrong("storage-class", "is missing") }
    let keep = try table.number("keep")
    try table.refuseTheRest()
    self.init(days: days, newerVersionsKept: keep, storageClass: storageClass)
  }
}

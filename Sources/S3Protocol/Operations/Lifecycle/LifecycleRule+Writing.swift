extension LifecycleRule {
  /// Writes a Rule element.
  func write(to writer: inout XMLWriter) {
    writer.open("Rule")
    writer.element("ID", id)
    if hasLegacyPrefix { writer.element("Prefix", bytes: filter.prefix ?? []) } else { filter.write(to: &writer) }
    writer.element("Status", isEnabled ? "Enabled" : "Disabled")
    for transition in transitions {
      writer.open("Transition")
      switch transition.moment {
      case .days(let days): writer.element("Days", days)
      case .date(let date): writer.element("Date", date)
      }
      writer.element("StorageClass", transition.storageClass)
      writer.close("Transition")
    }
    if let expiration { write(expiration, to: &writer) }
    for transition in noncurrentTransitions {
      writer.open("NoncurrentVersionTransition")
      writer.element("NoncurrentDays", transition.days)
      writer.element("NewerNoncurrentVersions", transition.newerVersionsKept)
      writer.element("StorageClass", transition.storageClass)
      writer.close("NoncurrentVersionTransition")
    }
    if let noncurrentExpiration {
      writer.open("NoncurrentVersionExpiration")
      writer.element("NoncurrentDays", noncurrentExpiration.days)
      writer.element("NewerNoncurrentVersions", noncurrentExpiration.newerVersionsKept)
      writer.close("NoncurrentVersionExpiration")
    }
    if let abortUploadsAfterDays {
      writer.open("AbortIncompleteMultipartUpload")
      writer.element("DaysAfterInitiation", abortUploadsAfterDays)
      writer.close("AbortIncompleteMultipartUpload")
    }
    writer.close("Rule")
  }

  private func write(_ expiration: Expiration, to writer: inout XMLWriter) {
    writer.open("Expiration")
    switch expiration {
    case .days(let days): writer.element("Days", days)
    case .date(let date): writer.element("Date", date)
    case .expiredObjectDeleteMarker(let isOn): writer.element("ExpiredObjectDeleteMarker", isOn)
    }
    writer.close("Expiration")
  }
}

extension LifecycleRule.Filter {
  fileprivate func write(to writer: inout XMLWriter) {
    let needsAnd = conditionCount > 1
    writer.open("Filter")
    if needsAnd { writer.open("And") }
    writer.element("Prefix", bytes: prefix)
    for tag in tags { TagSetDocument.write(tag, to: &writer) }
    writer.element("ObjectSizeGreaterThan", sizeGreaterThanBytes)
    writer.element("ObjectSizeLessThan", sizeLessThanBytes)
    if needsAnd { writer.close("And") }
    writer.close("Filter")
  }
}

package import JSON
internal import S3Protocol
internal import StorageModel

extension BucketDescription {
  /// All sections by the names of ``BucketSection/jsonName``, in the order of application.
  package func json() -> JSONValue {
    .object(
      BucketSection.allCases.compactMap { section in
        sections[section].map { JSONValue.Member(section.jsonName, $0.json()) }
      })
  }

  /// The description as TOML that ``init(parsing:)`` reads back to the same.
  package func tomlLines() -> [String] {
    var top: [String] = []
    var tables: [String] = []
    for section in BucketSection.allCases {
      guard let settings = sections[section] else { continue }
      switch settings {
      case .lifecycle(let rules): for rule in rules { tables += ["", "[[lifecycle]]"] + rule.tomlLines() }
      case .document(let value): Self.write(section, value, top: &top, tables: &tables)
      }
    }
    return top + (top.isEmpty ? Array(tables.drop(while: \.isEmpty)) : tables)
  }

  private static func write(
    _ section: BucketSection, _ value: JSONValue, top: inout [String], tables: inout [String]
  ) {
    switch section {
    case .versioning:
      top.append("versioning = \(tomlQuoted((value["Status"]?.string ?? "Suspended").lowercased()))")
    case .policy:
      top.append("policy = \(tomlQuoted(String(decoding: value.encoded(), as: UTF8.self)))")
    case .tags:
      tables += ["", "[tags]"]
      for tag in value["TagSet"]?.array ?? [] {
        tables.append("\(tomlKey(tag["Key"]?.string ?? "")) = \(tomlQuoted(tag["Value"]?.string ?? ""))")
      }
    case .cors:
      for rule in value["CORSRules"]?.array ?? [] { tables += ["", "[[cors]]"] + cors(rule) }
    case .encryption:
      let rule = value["Rules"]?.array?.first
      let byDefault = rule?["ApplyServerSideEncryptionByDefault"]
      tables += ["", "[encryption]", "algorithm = \(tomlQuoted(byDefault?["SSEAlgorithm"]?.string ?? ""))"]
      if let key = byDefault?["KMSMasterKeyID"]?.string { tables.append("kms-key-id = \(tomlQuoted(key))") }
      if let flag = rule?["BucketKeyEnabled"]?.bool { tables.append("bucket-key = \(flag)") }
    case .objectLock:
      guard let retention = value["Rule"]?["DefaultRetention"] else { return top.append("object-lock = true") }
      tables += ["", "[object-lock]", "mode = \(tomlQuoted((retention["Mode"]?.string ?? "").lowercased()))"]
      if let days = retention["Days"]?.integer { tables.append("days = \(days)") }
      if let years = retention["Years"]?.integer { tables.append("years = \(years)") }
    case .publicAccessBlock:
      tables += ["", "[public-access-block]"]
      for member in value.members ?? [] {
        tables.append("\(kebabCase(member.name)) = \(member.value.bool ?? false)")
      }
    case .lifecycle: break
    }
  }

  private static func cors(_ rule: JSONValue) -> [String] {
    (rule.members ?? []).compactMap { member in
      let name = member.name == "ID" ? "id" : kebabCase(member.name)
      switch member.value {
      case .string(let text): return "\(name) = \(tomlQuoted(text))"
      case .integer(let number): return "\(name) = \(number)"
      case .array(let values):
        return "\(name) = [\(values.compactMap(\.string).map(tomlQuoted).joined(separator: ", "))]"
      default: return nil
      }
    }
  }
}

extension LifecycleRule {
  /// The lines of a `[[lifecycle]]` table.
  func tomlLines() -> [String] {
    var lines: [String] = []
    if let id { lines.append("id = \(tomlQuoted(id))") }
    if !isEnabled { lines.append("enabled = false") }
    if let prefix = filter.prefix, !prefix.isEmpty {
      lines.append("prefix = \(tomlQuoted(String(decoding: prefix, as: UTF8.self)))")
    }
    if !filter.tags.isEmpty {
      let tags = filter.tags.map { "\(tomlKey($0.key)) = \(tomlQuoted($0.value))" }
      lines.append("tags = { \(tags.joined(separator: ", ")) }")
    }
    if let bytes = filter.sizeGreaterThanBytes { lines.append("larger-than = \(bytes)") }
    if let bytes = filter.sizeLessThanBytes { lines.append("smaller-than = \(bytes)") }
    if !transitions.isEmpty {
      let steps = transitions.map { "{ \($0.moment.toml), storage-class = \(tomlQuoted($0.storageClass)) }" }
      lines.append("transitions = [\(steps.joined(separator: ", "))]")
    }
    switch expiration {
    case .days(let days): lines.append("expire-after-days = \(days)")
    case .date(let date): lines.append("expire-on = \(Self.day(date))")
    case .expiredObjectDeleteMarker(let isOn): lines.append("remove-expired-delete-markers = \(isOn)")
    case nil: break
    }
    if !noncurrentTransitions.isEmpty {
      let steps = noncurrentTransitions.map { step in
        let keep = step.newerVersionsKept.map { ", keep = \($0)" } ?? ""
        return "{ after-days = \(step.days), storage-class = \(tomlQuoted(step.storageClass))\(keep) }"
      }
      lines.append("noncurrent-transitions = [\(steps.joined(separator: ", "))]")
    }
    if let expiration = noncurrentExpiration {
      lines.append("noncurrent-expire-after-days = \(expiration.days)")
      if let keep = expiration.newerVersionsKept { lines.append("noncurrent-keep = \(keep)") }
    }
    if let days = abortUploadsAfterDays { lines.append("abort-uploads-after-days = \(days)") }
    return lines
  }
}

extension LifecycleRule.Moment {
  fileprivate var toml: String {
    switch self {
    case .days(let days): "after-days = \(days)"
    case .date(let date): "on = \(LifecycleRule.day(date))"
    }
  }
}

/// `BlockPublicAcls` → `block-public-acls`
private func kebabCase(_ name: String) -> String {
  var text = ""
  for character in name {
    if character.isUppercase, !text.isEmpty { text.append("-") }
    text += character.lowercased()
  }
  return text
}

/// A basic string of TOML, which escapes as JSON does.
private func tomlQuoted(_ text: String) -> String {
  var bytes: [UInt8] = []
  JSONValue.appendQuoted(text.utf8, to: &bytes)
  return String(decoding: bytes, as: UTF8.self)
}

private func tomlKey(_ text: String) -> String {
  let isBare =
    !text.isEmpty
    && text.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (48...57).contains(byte)
        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
  return isBare ? text : tomlQuoted(text)
}

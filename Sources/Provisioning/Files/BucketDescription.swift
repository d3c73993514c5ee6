internal import JSON
package import S3Protocol

/// What a file says of a bucket. Sections that it does not mention are left as they are.
package struct BucketDescription: Hashable, Sendable {
  package var sections: [BucketSection: SectionSettings]

  package init(sections: [BucketSection: SectionSettings] = [:]) { self.sections = sections }

  /// Reads TOML, the AWS CLI's JSON or S3's XML, whichever the bytes are.
  /// - Throws: `badFile`, `badRule`.
  package init(parsing bytes: [UInt8]) throws(ProvisioningError) {
    let start = bytes.first { ![0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf].contains($0) }
    let parsed: [BucketSection: SectionSettings]
    switch start {
    case nil: throw ProvisioningError(.badFile, "the file is empty")
    case UInt8(ascii: "<"): parsed = try Self.xml(bytes)
    case UInt8(ascii: "{"): parsed = try Self.json(bytes)
    default:
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw ProvisioningError(.badFile, "the file is not UTF-8")
      }
      parsed = try Self.toml(TOMLDocument.value(text))
    }
    sections = parsed
    try verify()
  }

  package var rules: [LifecycleRule]? { sections[.lifecycle]?.rules }

  /// The first rules that S3 would refuse.
  private func verify() throws(ProvisioningError) {
    var ids: Set<[UInt8]> = []
    for (index, rule) in (rules ?? []).enumerated() {
      do {
        try rule.verify()
      } catch {
        throw ProvisioningError(.badRule, "\(rule.title(at: index)): \(error.message)")
      }
      if let id = rule.id, !ids.insert(Array(id.utf8)).inserted {
        throw ProvisioningError(.badRule, "two rules are called '\(id)'")
      }
    }
  }

  private static func xml(_ bytes: [UInt8]) throws(ProvisioningError) -> [BucketSection: SectionSettings] {
    let root: String
    do {
      root = try XMLReader.read(bytes, limitBytes: 1 << 20) { (reader) throws(XMLError) in try reader.root().text }
    } catch {
      throw ProvisioningError(.badFile, "not XML: \(error)")
    }
    guard let section = BucketSection.allCases.first(where: { $0.shape?.root.description == root }) else {
      throw ProvisioningError(.badFile, "<\(root)> is no document of bucket settings")
    }
    return [section: try SectionSettings(section, document: bytes)]
  }

  private static func json(_ bytes: [UInt8]) throws(ProvisioningError) -> [BucketSection: SectionSettings] {
    guard let value = JSONReader.read(bytes), let members = value.members else {
      throw ProvisioningError(.badFile, "the file begins as JSON and is none")
    }
    if let section = section(of: value) { return [section: try settings(section, value)] }
    var sections: [BucketSection: SectionSettings] = [:]
    for member in members {
      guard let section = BucketSection.allCases.first(where: { $0.jsonName == member.name }) else {
        throw ProvisioningError(
          .badFile,
          "'\(member.name)' is no section; use \(BucketSection.allCases.map(\.jsonName).joined(separator: ", "))")
      }
      sections[section] = try settings(section, member.value)
    }
    return sections
  }

  /// What the AWS CLI prints for one section stands alone, or below one name, or as text in the case of policies.
  private static func settings(_ section: BucketSection, _ value: JSONValue) throws(ProvisioningError)
    -> SectionSettings
  {
    var value = value[section.jsonName] ?? value
    if section == .policy, let text = value.string {
      guard let policy = JSONReader.read(Array(text.utf8)) else {
        throw ProvisioningError(.badFile, "the policy is not JSON")
      }
      value = policy
    }
    if section == .lifecycle, let members = value.members {
      value = .object(members.filter { $0.name != "TransitionDefaultMinimumObjectSize" })
    }
    return try SectionSettings(section, json: value)
  }

  private static func section(of value: JSONValue) -> BucketSection? {
    if value["Statement"] != nil { return .policy }
    if value["CORSRules"] != nil { return .cors }
    if value["TagSet"] != nil { return .tags }
    if value["Status"] != nil { return .versioning }
    if value["ObjectLockEnabled"] != nil { return .objectLock }
    if value["BlockPublicAcls"] != nil || value["BlockPublicPolicy"] != nil { return .publicAccessBlock }
    guard let rules = value["Rules"]?.array else { return nil }
    let isEncryption = rules.contains { $0["ApplyServerSideEncryptionByDefault"] != nil }
    return isEncryption ? .encryption : .lifecycle
  }
}

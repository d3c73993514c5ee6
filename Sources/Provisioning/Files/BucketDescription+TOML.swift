internal import JSON
internal import S3Protocol

extension BucketDescription {
  static func toml(_ value: JSONValue) throws(ProvisioningError) -> [BucketSection: SectionSettings] {
    var root = try DescriptionTable(value, name: "the top of the file")
    var sections: [BucketSection: SectionSettings] = [:]
    if let value = root.value("versioning") { sections[.versioning] = .document(try versioning(value)) }
    if root.value("lifecycle") != nil {
      var rules: [LifecycleRule] = []
      for table in try root.tables("lifecycle") { rules.append(try LifecycleRule(table)) }
      sections[.lifecycle] = .lifecycle(rules)
    }
    if root.value("tags") != nil {
      let tags = try root.tags("tags").map { tag in
        JSONValue.object([.init("Key", .string(tag.key)), .init("Value", .string(tag.value))])
      }
      sections[.tags] = .document(.object([.init("TagSet", .array(tags))]))
    }
    if let value = root.value("public-access-block") {
      sections[.publicAccessBlock] = .document(try publicAccessBlock(value))
    }
    if let value = root.value("encryption") { sections[.encryption] = .document(try encryption(value)) }
    if let value = root.value("object-lock") { sections[.objectLock] = .document(try objectLock(value)) }
    if root.value("cors") != nil {
      var rules: [JSONValue] = []
      for table in try root.tables("cors") { rules.append(try cors(table)) }
      sections[.cors] = .document(.object([.init("CORSRules", .array(rules))]))
    }
    if let value = root.value("policy") { sections[.policy] = .document(try policy(value)) }
    try root.refuseTheRest()
    return sections
  }

  private static func versioning(_ value: JSONValue) throws(ProvisioningError) -> JSONValue {
    let status: String
    switch value {
    case .bool(let isOn): status = isOn ? "Enabled" : "Suspended"
    case .string("enabled"), .string("on"): status = "Enabled"
    case .string("suspended"), .string("off"): status = "Suspended"
    default: throw ProvisioningError(.badFile, "versioning takes \"enabled\" or \"suspended\"")
    }
    return .object([.init("Status", .string(status))])
  }

  private static func publicAccessBlock(_ value: JSONValue) throws(ProvisioningError) -> JSONValue {
    let names = [
      ("BlockPublicAcls", "block-public-acls"), ("IgnorePublicAcls", "ignore-public-acls"),
      ("BlockPublicPolicy", "block-public-policy"), ("RestrictPublicBuckets", "restrict-public-buckets"),
    ]
    if let isOn = value.bool { return .object(names.map { .init($0.0, .bool(isOn)) }) }
    var table = try DescriptionTable(value, name: "public-access-block")
    var members: [JSONValue.Member] = []
    for (json, name) in names { members.append(.init(json, .bool(try table.flag(name) ?? false))) }
    try table.refuseTheRest()
    return .object(members)
  }

  private static func encryption(_ value: JSONValue) throws(ProvisioningError) -> JSONValue {
    let keyID: String?
    let algorithm: String?
    var isBucketKey: Bool?
    if let text = value.string {
      (algorithm, keyID) = (text, nil)
    } else {
      var table = try DescriptionTable(value, name: "encryption")
      algorithm = try table.text("algorithm")
      keyID = try table.text("kms-key-id")
      isBucketKey = try table.flag("bucket-key")
      try table.refuseTheRest()
    }
    guard let algorithm, ["AES256", "aws:kms", "aws:kms:dsse"].contains(algorithm) else {
      throw ProvisioningError(.badFile, "[encryption] algorithm takes AES256, aws:kms or aws:kms:dsse")
    }
    var byDefault: [JSONValue.Member] = [.init("SSEAlgorithm", .string(algorithm))]
    if let keyID { byDefault.append(.init("KMSMasterKeyID", .string(keyID))) }
    var rule: [JSONValue.Member] = [.init("ApplyServerSideEncryptionByDefault", .object(byDefault))]
    if let isBucketKey { rule.append(.init("BucketKeyEnabled", .bool(isBucketKey))) }
    return .object([.init("Rules", .array([.object(rule)]))])
  }

  private static func objectLock(_ value: JSONValue) throws(ProvisioningError) -> JSONValue {
    let enabled = JSONValue.Member("ObjectLockEnabled", .string("Enabled"))
    if value == .bool(true) { return .object([enabled]) }
    var table = try DescriptionTable(value, name: "object-lock")
    let mode = try table.text("mode")?.uppercased()
    let days = try table.number("days")
    let years = try table.number("years")
    try table.refuseTheRest()
    guard let mode, ["GOVERNANCE", "COMPLIANCE"].contains(mode), (days == nil) != (years == nil) else {
      throw ProvisioningError(
        .badFile, "[object-lock] takes mode (\"governance\" or \"compliance\") and either days or years")
    }
    var retention: [JSONValue.Member] = [.init("Mode", .string(mode))]
    if let days { retention.append(.init("Days", .integer(Int64(days)))) }
    if let years { retention.append(.init("Years", .integer(Int64(years)))) }
    return .object([enabled, .init("Rule", .object([.init("DefaultRetention", .object(retention))]))])
  }

  private static func cors(_ table: DescriptionTable) throws(ProvisioningError) -> JSONValue {
    var table = table
    var members: [JSONValue.Member] = []
    if let id = try table.text("id") { members.append(.init("ID", .string(id))) }
    let lists = [
      ("AllowedHeaders", "allowed-headers"), ("AllowedMethods", "allowed-methods"),
      ("AllowedOrigins", "allowed-origins"), ("ExposeHeaders", "expose-headers"),
    ]
    for (json, name) in lists {
      guard let value = table.value(name) else { continue }
      guard let values = value.array, values.allSatisfy({ $0.string != nil }) else {
        throw table.wrong(name, "takes a list of texts")
      }
      members.append(.init(json, value))
    }
    if let age = try table.number("max-age-seconds") { members.append(.init("MaxAgeSeconds", .integer(Int64(age)))) }
    try table.refuseTheRest()
    return .object(members)
  }

  private static func policy(_ value: JSONValue) throws(ProvisioningError) -> JSONValue {
    guard let text = value.string else { return value }
    guard let policy = JSONReader.read(Array(text.utf8)), policy.members != nil else {
      throw ProvisioningError(.badFile, "policy is not a JSON object")
    }
    return policy
  }
}

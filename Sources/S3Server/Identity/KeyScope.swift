internal import JSON
package import StorageModel

/// What a key of `cairn key add` may do: some of four things, below one prefix of one bucket.
package struct KeyScope: Sendable, Hashable {
  package enum Permission: String, Sendable, Hashable, CaseIterable { case read, write, delete, list }

  package var bucket: BucketName
  /// Keys start with it; empty for the whole bucket.
  package var prefix: String
  package var permissions: Set<Permission>

  package init(bucket: BucketName, prefix: String, permissions: Set<Permission>) {
    self.bucket = bucket
    self.prefix = prefix
    self.permissions = permissions
  }

  /// `bucket` or `bucket/prefix`; nil for a name that no bucket has.
  package init?(location: String, permissions: Set<Permission>) {
    let halves = location.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = halves.first.flatMap({ BucketName(String($0)) }), !permissions.isEmpty else { return nil }
    self.init(bucket: name, prefix: halves.count == 2 ? String(halves[1]) : "", permissions: permissions)
  }

  package var location: String { prefix.isEmpty ? bucket.text : bucket.text + "/" + prefix }

  /// In the order read, write, delete, list.
  package var permissionText: String {
    Permission.allCases.filter(permissions.contains).map(\.rawValue).joined(separator: ",")
  }

  /// The policy that grants exactly this. The characters of the prefix that mean something in a policy stand for
  /// themselves.
  func policyText() -> String {
    let literal = Self.escaped(prefix)
    let objects = "arn:aws:s3:::\(bucket.text)/\(literal)*"
    var statements: [JSONValue] = []
    func add(_ actions: [String], on resource: String, condition: JSONValue? = nil) {
      var members: [JSONValue.Member] = [
        .init("Effect", .string("Allow")), .init("Action", .array(actions.map { .string($0) })),
        .init("Resource", .string(resource)),
      ]
      if let condition { members.append(.init("Condition", condition)) }
      statements.append(.object(members))
    }
    if permissions.contains(.read) {
      add(["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectTagging", "s3:GetObjectVersionTagging"], on: objects)
      add(["s3:GetObjectAttributes", "s3:GetObjectRetention", "s3:GetObjectLegalHold"], on: objects)
    }
    if permissions.contains(.write) {
      add(["s3:PutObject", "s3:PutObjectTagging", "s3:AbortMultipartUpload"], on: objects)
      add(["s3:ListMultipartUploadParts"], on: objects)
    }
    if permissions.contains(.delete) { add(["s3:DeleteObject", "s3:DeleteObjectVersion"], on: objects) }
    if permissions.contains(.list) {
      let wanted = JSONValue.object([.init("s3:prefix", .string(literal + "*"))])
      let condition: JSONValue? = prefix.isEmpty ? nil : .object([.init("StringLike", wanted)])
      add(
        ["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"],
        on: "arn:aws:s3:::\(bucket.text)", condition: condition)
    }
    add(["s3:GetBucketLocation"], on: "arn:aws:s3:::\(bucket.text)")
    let document = JSONValue.object([
      .init("Version", .string("2012-10-17")), .init("Statement", .array(statements)),
    ])
    return String(decoding: document.encoded(), as: UTF8.self)
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      if scalar == "*" || scalar == "?" || scalar == "$" {
        escaped += "${\(scalar)}"
      } else {
        escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  var json: JSONValue {
    .object([
      .init("location", .string(location)), .init("permissions", .string(permissionText)),
    ])
  }

  init?(_ json: JSONValue) {
    guard let location = json["location"]?.text, let listed = json["permissions"]?.text else { return nil }
    self.init(
      location: location, permissions: Set(listed.split(separator: ",").compactMap { Permission(rawValue: String($0)) })
    )
  }
}

package import StorageModel

/// Who an access control list lets in (S3 API Reference, data type AccessControlPolicy).
package struct AccessControlPolicy: Hashable, Sendable {
  package struct Grant: Hashable, Sendable {
    /// The id of a user; nil for a group or an address.
    package var userID: String?
    /// Of a group.
    package var uri: String?
    package var emailAddress: String?
    package var permission: String

    package init(userID: String? = nil, uri: String? = nil, emailAddress: String? = nil, permission: String) {
      self.userID = userID
      self.uri = uri
      self.emailAddress = emailAddress
      self.permission = permission
    }
  }

  package var ownerID: String?
  package var grants: [Grant]

  package init(ownerID: String?, grants: [Grant]) {
    self.ownerID = ownerID
    self.grants = grants
  }

  /// The document of PutBucketAcl or PutObjectAcl.
  /// - Throws: MalformedACLError.
  package init(_ request: WireRequest) throws(S3Error) {
    do {
      self = try XMLReader.read(request.body, limitBytes: WireRequest.maximumDocumentBytes) {
        (reader) throws(XMLError) in try AccessControlPolicy(&reader)
      }
    } catch {
      throw S3Error(.malformedACL)
    }
    let permissions = ["FULL_CONTROL", "READ", "WRITE", "READ_ACP", "WRITE_ACP"]
    guard grants.allSatisfy({ permissions.contains($0.permission) }) else { throw S3Error(.malformedACL) }
  }

  /// True for the list that every bucket and object has where lists are off.
  package func grantsOnlyFullControl(to owner: String) -> Bool {
    ownerID ?? owner == owner && !grants.isEmpty
      && grants.allSatisfy { $0.userID == owner && $0.permission == "FULL_CONTROL" }
  }
}

extension AccessControlPolicy {
  fileprivate init(_ reader: inout XMLReader) throws(XMLError) {
    self.init(ownerID: nil, grants: [])
    try reader.enter("AccessControlPolicy")
    while let name = try reader.nextChild() {
      switch name {
      case "Owner": ownerID = try Self.readID(&reader)
      case "AccessControlList":
        while let name = try reader.nextChild() {
          guard name == "Grant", grants.count < 100 else { throw reader.error(.badValue) }
          grants.append(try Grant(&reader))
        }
      default: throw reader.error(.badValue)
      }
    }
    try reader.finish()
  }

  fileprivate static func readID(_ reader: inout XMLReader) throws(XMLError) -> String? {
    var id: String?
    while let name = try reader.nextChild() {
      switch name {
      case "ID": id = try reader.readString()
      default: try reader.skip()
      }
    }
    return id
  }
}

extension AccessControlPolicy.Grant {
  private static let headers = [
    ("x-amz-grant-read", "READ"), ("x-amz-grant-write", "WRITE"), ("x-amz-grant-read-acp", "READ_ACP"),
    ("x-amz-grant-write-acp", "WRITE_ACP"), ("x-amz-grant-full-control", "FULL_CONTROL"),
  ]

  /// What the headers of a request grant: `x-amz-grant-read: id="…", uri="…"` (S3 API Reference, "PutBucketAcl").
  /// - Throws: InvalidArgument, also for more than 100.
  package static func inHeaders(_ headers: HTTPFields) throws(S3Error) -> [AccessControlPolicy.Grant] {
    var grants: [AccessControlPolicy.Grant] = []
    for (name, permission) in Self.headers {
      guard let text = headers[name] else { continue }
      for item in text.split(separator: ",") {
        let halves = item.split(separator: "=", maxSplits: 1).map { half in
          String(half.drop { $0 == " " || $0 == "\"" }.reversed().drop { $0 == " " || $0 == "\"" }.reversed())
        }
        guard halves.count == 2, grants.count < 100 else {
          throw .invalidArgument(name, text, "Argument format not recognized")
        }
        var grant = AccessControlPolicy.Grant(permission: permission)
        let field = [
          ("id", \AccessControlPolicy.Grant.userID), ("uri", \.uri), ("emailaddress", \.emailAddress),
        ].first { equalsIgnoringCase(halves[0], $0.0) }?.1
        guard let field else { throw .invalidArgument(name, text, "Argument format not recognized") }
        grant[keyPath: field] = halves[1]
        grants.append(grant)
      }
    }
    return grants
  }

  fileprivate init(_ reader: inout XMLReader) throws(XMLError) {
    var permission: String?
    var (id, uri, address): (String?, String?, String?)
    while let name = try reader.nextChild() {
      switch name {
      case "Grantee":
        while let name = try reader.nextChild() {
          switch name {
          case "ID": id = try reader.readString()
          case "URI": uri = try reader.readString()
          case "EmailAddress": address = try reader.readString()
          default: try reader.skip()
          }
        }
      case "Permission": permission = try reader.readString()
      default: throw reader.error(.badValue)
      }
    }
    guard let permission else { throw reader.error(.badValue) }
    self.init(userID: id, uri: uri, emailAddress: address, permission: permission)
  }
}

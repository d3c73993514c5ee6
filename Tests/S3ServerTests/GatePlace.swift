import AccessControl
import BlobStorage
import Glibc
import S3Protocol
import StorageModel
import Testing

@testable import S3Server

/// A gate over a store of its own with the buckets and principals of the matrix. Nothing is carried out.
final class GatePlace {
  static let now = Timestamp(seconds: 1_790_000_000)
  let store: BlobStore
  let gate: RequestGate
  private let context: ServerContext
  private let path: String
  private var credentials: [MatrixPrincipal: Credentials] = [:]
  private(set) var disabled = Credentials(accessKeyID: "", secretAccessKey: "")
  private(set) var expired = Credentials(accessKeyID: "", secretAccessKey: "")

  init() throws {
    var template = Array("/tmp/cairn-gate-XXXXXX".utf8CString)
    try template.withUnsafeMutableBufferPointer { _ = mkdtemp(try #require($0.baseAddress)) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    store = try BlobStore(path: path, now: { Self.now }, onFailure: { _ in })
    let root = TestDaemon.credentials
    let identities = try Identities(store: store, root: root)
    let tokens = try SessionTokens(store: store)
    gate = RequestGate(
      region: TestDaemon.region, identities: identities, tokens: tokens, authorizer: Authorizer(store: store),
      router: Router(RouteTable.routes))
    context = ServerContext(
      store: store, region: TestDaemon.region, owner: identities.owner(id: Principal.root.id), identities: identities,
      configurations: BucketConfigurations(store) { _ in }, signer: { _, _ in nil }, log: { _ in })
    credentials[.root] = root
    try makeKeys(identities)
    try makeSessions(identities, tokens)
    try makeBuckets(alice: try #require(identities.user("alice")).id)
  }

  func remove() {
    store.close()
    _ = system("rm -rf -- '\(path)'")
  }

  private func makeKeys(_ identities: Identities) throws {
    let scopes: [(MatrixPrincipal, Set<KeyScope.Permission>)] = [
      (.reader, [.read]), (.writer, [.write]), (.deleter, [.delete]), (.lister, [.list]),
      (.tenant, [.read, .write, .delete, .list]),
    ]
    for (principal, permissions) in scopes {
      let scope = try #require(KeyScope(location: "data/p/", permissions: permissions))
      credentials[principal] = try identities.addScopedKey(scope, expires: nil, now: Self.now)
    }
    let scope = try #require(KeyScope(location: "data/p/", permissions: [.read, .write, .delete, .list]))
    expired = try identities.addScopedKey(scope, expires: Timestamp(seconds: Self.now.seconds - 1), now: Self.now)
    let all = #"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#
    let policies: [(MatrixPrincipal, String)] = [
      (.alice, all), (.bob, all), (.nobody, ""),
      (.careful, all + #",{"Effect":"Deny","Action":["s3:DeleteObject","s3:DeleteObjectVersion"],"Resource":"*"}"#),
      (
        .elsewhere,
        #"{"Effect":"Allow","Action":["s3:Get*","s3:Put*","s3:Delete*","s3:List*","s3:Abort*"],"#
          + #""Resource":["arn:aws:s3:::other","arn:aws:s3:::other/*"]}"#
      ),
    ]
    for (principal, statements) in policies {
      credentials[principal] = try makeUser(principal.rawValue, statements, identities)
    }
    disabled = try makeUser("disabled", all, identities, isActive: false)
  }

  private func makeUser(
    _ name: String, _ statements: String, _ identities: Identities, isActive: Bool = true
  ) throws -> Credentials {
    let key = StoredKey(
      id: NewIdentifiers.id("AKIA"), secret: NewIdentifiers.secret(), isActive: isActive, created: Self.now)
    try identities.changeUser(name) { user in
      var made = StoredUser(id: NewIdentifiers.id("AIDA"), name: name, created: Self.now)
      made.keys = [key]
      if !statements.isEmpty {
        made.policies = [NamedPolicy(name: "p", text: #"{"Version":"2012-10-17","Statement":["# + statements + "]}")]
      }
      user = made
    }
    return Credentials(accessKeyID: key.id, secretAccessKey: key.secret)
  }

  private func makeSessions(_ identities: Identities, _ tokens: SessionTokens) throws {
    let reading =
      #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:GetObject","s3:GetObjectTagging","#
      + #""s3:GetObjectRetention","s3:GetObjectLegalHold"],"#
      + #""Resource":"arn:aws:s3:::data/p/*"}}"#
    let bob = try #require(identities.user("bob")).id
    credentials[.narrowed] = tokens.issue(
      SessionTokens.Session(
        accessKeyID: NewIdentifiers.id("ASIA"), bearer: .user(bob), expires: Timestamp(seconds: Self.now.seconds + 900),
        policies: [reading]))
    var role = StoredRole(
      id: NewIdentifiers.id("AROA"), name: "listing", created: Self.now, ownerID: Principal.root.id, trustText: "")
    role.policies = [
      NamedPolicy(
        name: "p",
        text:
          #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:ListBucket*","#
          + #""Resource":"arn:aws:s3:::data"}}"#
      )
    ]
    let made = role
    try identities.changeRole("listing") { $0 = made }
    credentials[.role] = tokens.issue(
      SessionTokens.Session(
        accessKeyID: NewIdentifiers.id("ASIA"), bearer: .role(role.id, session: "s1", caller: nil),
        expires: Timestamp(seconds: Self.now.seconds + 900), policies: []))
    let empty = StoredRole(
      id: NewIdentifiers.id("AROA"), name: "empty", created: Self.now, ownerID: Principal.root.id, trustText: "")
    try identities.changeRole("empty") { $0 = empty }
    credentials[.taken] = tokens.issue(
      SessionTokens.Session(
        accessKeyID: NewIdentifiers.id("ASIA"),
        bearer: .role(empty.id, session: "s2", caller: try #require(identities.user("alice")).id),
        expires: Timestamp(seconds: Self.now.seconds + 900), policies: []))
  }

  private func makeBuckets(alice: String) throws {
    for name in ["data", "other"] { _ = try store.createBucket(bucket(name), region: TestDaemon.region) }
    _ = try store.createBucket(
      bucket("alices"), region: TestDaemon.region, documents: [(kind: Authorizer.ownerKind, bytes: Array(alice.utf8))])
    let open =
      #"{"Statement":{"Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:GetObjectTagging","#
      + #""s3:GetObjectRetention","s3:GetObjectLegalHold"],"Resource":"arn:aws:s3:::other/p/*"}}"#
    try store.setDocument(.bucket(bucket("other")), kind: Authorizer.policyKind, to: Array(open.utf8))
  }

  private func bucket(_ name: String) throws -> BucketName { try #require(BucketName(name)) }

  // MARK: Asking

  func isAllowed(
    _ route: Route, _ principal: MatrixPrincipal, _ target: MatrixTarget, copying source: MatrixTarget? = nil
  ) throws -> Bool {
    let admitted = try admit(route, principal, target, copying: source)
    #expect(admitted.route.name == route.name)
    do {
      _ = try gate.authorise(admitted, context)
      return true
    } catch {
      #expect(error.code == .accessDenied)
      return false
    }
  }

  func admit(
    _ route: Route, _ principal: MatrixPrincipal, _ target: MatrixTarget, copying source: MatrixTarget? = nil
  ) throws -> AdmittedRequest {
    var head = head(of: route, target, copying: source)
    if let credentials = credentials[principal] {
      try RequestSigner(region: TestDaemon.region).sign(
        &head, payload: .empty, credentials: credentials, now: Self.now)
    }
    return try gate.admit(head, framing: .none, connection: ConnectionFacts(), now: Self.now)
  }

  func admit(_ route: Route, _ target: MatrixTarget, _ fault: SignatureFault) throws -> AdmittedRequest {
    let head = try fault.signed(head(of: route, target, copying: nil), self)
    return try gate.admit(head, framing: .none, connection: ConnectionFacts(), now: Self.now)
  }

  private func head(of route: Route, _ target: MatrixTarget, copying source: MatrixTarget?) -> S3RequestHead {
    var path = Array("/".utf8)
    if route.scope != .service { path += target.bucket.utf8 }
    if route.scope == .object { path += "/\(target.key)".utf8 }
    var query = route.requires.map { QueryParameter($0, $0 == "list-type" ? "2" : $0 == "partNumber" ? "1" : "") }
    if !target.prefix.isEmpty, route.allows.contains("prefix") { query.append(QueryParameter("prefix", target.prefix)) }
    var head = S3RequestHead(
      method: route.method, path: path, query: query, headers: HTTPFields([("Host", "localhost")]))
    if route.header == "x-amz-copy-source" {
      let source = source ?? MatrixTarget(bucket: "data", key: "p/k", isInside: true, prefix: "")
      let bytes = Array("\(source.bucket)/\(source.key)".utf8)
      head.headers.append("x-amz-copy-source", PercentCoding.encodePath(bytes))
    }
    return head
  }
}

/// What can be wrong with a signature.
enum SignatureFault: String, CaseIterable {
  case wrongSecret, unknownKey, disabledKey, expiredKey, wrongRegion, wrongService, old, early
  case presignedLate, presignedEarly, presignedTooLong, presignedChanged, foreignToken

  var codes: Set<String> {
    switch self {
    case .wrongSecret, .presignedChanged: ["SignatureDoesNotMatch"]
    case .unknownKey, .disabledKey: ["InvalidAccessKeyId"]
    case .expiredKey: ["ExpiredToken"]
    case .wrongRegion, .wrongService: ["AuthorizationHeaderMalformed"]
    case .old, .early: ["RequestTimeTooSkewed"]
    case .presignedLate, .presignedEarly: ["AccessDenied"]
    case .presignedTooLong: ["AccessDenied"]
    case .foreignToken: ["InvalidToken"]
    }
  }

  func signed(_ head: S3RequestHead, _ place: GatePlace) throws -> S3RequestHead {
    let root = TestDaemon.credentials
    let now = GatePlace.now
    func sign(
      _ credentials: Credentials, region: String = TestDaemon.region, service: String = "s3", shift: Int64 = 0
    ) throws -> S3RequestHead {
      var head = head
      try RequestSigner(region: region, service: service).sign(
        &head, payload: .empty, credentials: credentials, now: Timestamp(seconds: now.seconds + shift))
      return head
    }
    func presign(shift: Int64) throws -> S3RequestHead {
      try RequestSigner(region: TestDaemon.region).presign(
        head, credentials: root, now: Timestamp(seconds: now.seconds + shift), lifetimeSeconds: 60)
    }
    switch self {
    case .wrongSecret: return try sign(Credentials(accessKeyID: root.accessKeyID, secretAccessKey: "wrong"))
    case .unknownKey: return try sign(Credentials(accessKeyID: "AKIAUNKNOWN", secretAccessKey: "x"))
    case .disabledKey: return try sign(place.disabled)
    case .expiredKey: return try sign(place.expired)
    case .wrongRegion: return try sign(root, region: "eu-west-1")
    case .wrongService: return try sign(root, service: "sts")
    case .old: return try sign(root, shift: -901)
    case .early: return try sign(root, shift: 901)
    case .presignedLate: return try presign(shift: -61)
    case .presignedEarly: return try presign(shift: 901)
    case .presignedTooLong, .presignedChanged:
      var head = try presign(shift: 0)
      let lifetime = self == .presignedTooLong ? "604801" : "61"
      head.rawQuery = head.rawQuery.split(separator: "&", omittingEmptySubsequences: false)
        .map { $0.hasPrefix("X-Amz-Expires=") ? "X-Amz-Expires=\(lifetime)" : String($0) }.joined(separator: "&")
      return head
    case .foreignToken:
      return try sign(
        Credentials(accessKeyID: root.accessKeyID, secretAccessKey: root.secretAccessKey, sessionToken: "bm90aGluZw=="))
    }
  }
}

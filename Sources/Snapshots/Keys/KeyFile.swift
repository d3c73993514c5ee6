internal import Digests
internal import JSON

/// One password's way to the master key (restic design document, "Keys, Encryption and MAC"): the parameters of
/// scrypt, and the master key sealed with what they derive.
package struct KeyFile: Sendable {
  package var created: String
  package var username: String
  package var hostname: String
  package var parameters: ScryptParameters
  var salt: [UInt8]
  var data: [UInt8]

  /// Derives a key from the password and seals `master` with it.
  init(
    sealing master: MasterKey, password: [UInt8], owner: KeyOwner, cost: ScryptParameters = .standard
  ) throws {
    parameters = cost
    salt = randomBytes(count: 64)
    created = owner.created
    username = owner.username
    hostname = owner.hostname
    data = try Self.derive(password, salt, parameters).seal(master.encoded())
  }

  /// nil for a file that is no key. Parameters that would cost too much are refused when the key is used.
  init?(decoding json: [UInt8]) {
    guard json.count <= 1 << 16, let value = JSONReader.read(json), value["kdf"]?.string == "scrypt",
      let n = value["N"]?.integer, let r = value["r"]?.integer, let p = value["p"]?.integer,
      let salt = value["salt"]?.string.flatMap({ base64Decoded($0) }),
      let data = value["data"]?.string.flatMap({ base64Decoded($0) })
    else { return nil }
    parameters = ScryptParameters(n: n, r: r, p: p)
    self.salt = salt
    self.data = data
    created = value["created"]?.string ?? ""
    username = value["username"]?.string ?? ""
    hostname = value["hostname"]?.string ?? ""
  }

  /// nil when the password is another one. Throws for parameters out of bounds.
  func open(_ password: [UInt8]) throws -> MasterKey? {
    try Self.derive(password, salt, parameters).open(data).flatMap { MasterKey(decoding: $0) }
  }

  private static func derive(
    _ password: [UInt8], _ salt: [UInt8], _ parameters: ScryptParameters
  ) throws -> MasterKey {
    try parameters.validate()
    guard
      let derived = scrypt(
        password: password, salt: salt, n: parameters.n, r: parameters.r, p: parameters.p, count: 64),
      let key = MasterKey(derived: derived)
    else { throw RepositoryError(.unsupported, "the key could not be derived: scrypt refused its parameters") }
    return key
  }

  func encoded() -> [UInt8] {
    JSONValue.object([
      .init("created", .string(created)),
      .init("username", .string(username)),
      .init("hostname", .string(hostname)),
      .init("kdf", .string("scrypt")),
      .init("N", .integer(parameters.n)),
      .init("r", .integer(parameters.r)),
      .init("p", .integer(parameters.p)),
      .init("salt", .string(base64Encoded(salt))),
      .init("data", .string(base64Encoded(data))),
    ]).encoded()
  }
}

/// Who makes a key, and when (RFC 3339): shown in the list of keys, not secret.
package struct KeyOwner: Sendable {
  package var created: String
  package var username: String
  package var hostname: String

  package init(created: String, username: String, hostname: String) {
    self.created = created
    self.username = username
    self.hostname = hostname
  }
}

/// The cost of scrypt (RFC 7914).
package struct ScryptParameters: Hashable, Sendable {
  package var n: Int64
  package var r: Int64
  package var p: Int64

  /// 64 MiB and a sixth of a second: the example of restic's design document.
  package static let standard = ScryptParameters(n: 65536, r: 8, p: 1)

  /// Memory that a key may ask for. A key file is read before anything proves who wrote it.
  private static let memoryBytes: Int64 = 1 << 30
  /// Memory times rounds: half a minute of work.
  private static let workBytes: Int64 = 16 << 30

  /// Throws for what no honest program writes, before any memory is allocated.
  func validate() throws {
    let isSane = (2...1 << 24).contains(n) && n & (n - 1) == 0 && (1...64).contains(r) && (1...64).contains(p)
    guard isSane, 128 * n * r <= Self.memoryBytes, 128 * n * r * p <= Self.workBytes else {
      throw RepositoryError(.unsupported, "scrypt parameters N=\(n) r=\(r) p=\(p) are out of bounds")
    }
  }
}

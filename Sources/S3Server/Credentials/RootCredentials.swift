internal import Digests
internal import Glibc
package import S3Protocol

/// The credentials that may do everything.
package enum RootCredentials {
  package static let accessKeyVariable = "CAIRN_ROOT_ACCESS_KEY"
  package static let secretKeyVariable = "CAIRN_ROOT_SECRET_KEY"

  /// What ``load(folder:environment:)`` found.
  package struct Loaded: Sendable {
    package var credentials: Credentials
    /// True when they were made just now: show them once, they are not shown again.
    package var isNew: Bool
    /// Where they lie; nil when they come from the environment.
    package var path: String?
  }

  /// From the environment when both variables are there, else from `root-credentials` in the folder, else new ones,
  /// which are written there with mode 0600 (a temporary file, fsync, link: an existing file is never replaced).
  /// Throws ``DaemonError``.
  package static func load(
    folder: String, environment: (String) -> String?
  ) throws(DaemonError) -> Loaded {
    let access = environment(accessKeyVariable)
    let secret = environment(secretKeyVariable)
    if access != nil || secret != nil {
      guard let access, let secret, isUsable(access, secret) else {
        throw DaemonError(
          .badCredentials,
          "set both \(accessKeyVariable) (3 to 128 letters and digits) and \(secretKeyVariable) (8 or more characters)")
      }
      return Loaded(
        credentials: Credentials(accessKeyID: access, secretAccessKey: secret), isNew: false, path: nil)
    }
    let path = folder + "/root-credentials"
    if mkdir(folder, 0o700) != 0, errno != EEXIST { throw failed("create", folder) }
    if let text = try read(path) { return Loaded(credentials: try parse(text, path), isNew: false, path: path) }
    let made = Credentials(accessKeyID: "CAIRN" + letters(15), secretAccessKey: base64Encoded(randomBytes(count: 30)))
    try write("\(made.accessKeyID)\n\(made.secretAccessKey)\n", to: path)
    return Loaded(credentials: made, isNew: true, path: path)
  }

  private static func isUsable(_ access: String, _ secret: String) -> Bool {
    (3...128).contains(access.utf8.count) && (8...256).contains(secret.utf8.count)
      && access.utf8.allSatisfy { byte in
        (0x21...0x7e).contains(byte) && byte != UInt8(ascii: "/") && byte != UInt8(ascii: ",")
      }
  }

  private static func parse(_ text: String, _ path: String) throws(DaemonError) -> Credentials {
    let lines = text.split(separator: "\n").map(String.init)
    guard lines.count == 2, isUsable(lines[0], lines[1]) else {
      throw DaemonError(.badCredentials, "\(path) is not an access key and a secret key, one a line")
    }
    return Credentials(accessKeyID: lines[0], secretAccessKey: lines[1])
  }

  /// Upper-case letters and digits 2 to 7: 32 of them, so that a random byte maps without bias.
  private static func letters(_ count: Int) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    return String(decoding: randomBytes(count: count).map { alphabet[Int($0 & 31)] }, as: UTF8.self)
  }

  /// nil when there is no such file. Throws for one that others may read.
  private static func read(_ path: String) throws(DaemonError) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw failed("open", path)
    }
    defer { close(file) }
    var facts = stat()
    guard fstat(file, &facts) == 0 else { throw failed("stat", path) }
    guard facts.st_mode & 0o077 == 0 else {
      throw DaemonError(.badCredentials, "\(path) can be read by others; run chmod 600 on it and consider new keys")
    }
    var buffer = [UInt8](repeating: 0, count: 1024)
    let count = Glibc.read(file, &buffer, buffer.count)
    guard count >= 0 else { throw failed("read", path) }
    return String(decoding: buffer[..<count], as: UTF8.self)
  }

  private static func write(_ text: String, to path: String) throws(DaemonError) {
    let temporary = path + ".new"
    unlink(temporary)
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failed("create", temporary) }
    defer {
      close(file)
      unlink(temporary)
    }
    let bytes = Array(text.utf8)
    guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0, link(temporary, path) == 0 else {
      throw failed("write", path)
    }
  }

  private static func failed(_ verb: String, _ path: String) -> DaemonError {
    let reason = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
    return DaemonError(.badCredentials, "cannot \(verb) \(path): \(reason)")
  }
}

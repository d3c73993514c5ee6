import ArgumentParser

/// `127.0.0.1:9000`, `[::1]:9000`
struct ListenAddress: ExpressibleByArgument, Sendable, CustomStringConvertible {
  var host: String
  var port: Int

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  init?(argument: String) {
    guard let colon = argument.lastIndex(of: ":") else { return nil }
    var host = argument[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty, let port = Int(argument[argument.index(after: colon)...]), (0...65_535).contains(port) else {
      return nil
    }
    self.host = String(host)
    self.port = port
  }

  /// The host as a URL has it (RFC 3986, section 3.2.2).
  var hostInURL: String { host.contains(":") ? "[\(host)]" : host }

  var description: String { "\(hostInURL):\(port)" }
  var defaultValueDescription: String { description }
}

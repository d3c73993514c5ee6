package import StorageModel

/// How a bucket is named in a request (S3 User Guide, "Virtual hosting of general purpose buckets").
package enum AddressingStyle: String, Sendable {
  /// Virtual at Amazon for buckets without dots, path everywhere else: other servers need DNS and certificates set up
  /// for virtual hosts, and Amazon's certificate covers one label.
  case auto
  case path
  case virtual
}

/// Where requests go.
package struct Endpoint: Hashable, Sendable {
  package enum Scheme: String, Sendable {
    case http, https
  }

  package var scheme: Scheme
  /// A name, an IPv4 address, or an IPv6 address in brackets; lower case.
  package var host: String
  /// nil for the scheme's own.
  package var port: Int?
  /// Starts with `/` and does not end with one; empty for none.
  package var basePath: String
  package var addressing: AddressingStyle
  /// For Amazon's own service: builds the host of another region. nil for an endpoint that was given.
  package var amazon: AmazonHosts?

  /// From `https://host:port/base`; without a scheme, https is meant. Throws `.invalidRequest` for anything that is no
  /// such URL, for user names in it, and for queries.
  package init(url: String, addressing: AddressingStyle = .auto) throws(StoreError) {
    func refusal(_ reason: String) -> StoreError {
      StoreError(.invalidRequest, operation: "configuration", message: "the endpoint URL \(reason)")
    }
    var rest = url[...]
    scheme = .https
    if let range = url.firstRange(of: "://") {
      guard let scheme = Scheme(rawValue: url[..<range.lowerBound].lowercased()) else {
        throw refusal("must start with http:// or https://")
      }
      self.scheme = scheme
      rest = url[range.upperBound...]
    }
    guard !rest.contains(where: { "@?#\\ ".contains($0) }), rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw refusal("must be scheme, host, port and path only, percent-encoded")
    }
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    let authority = Endpoint.split(rest[..<slash])
    guard let authority, !authority.host.isEmpty else { throw refusal("has no valid host and port") }
    host = authority.host
    port = authority.port == scheme.defaultPort ? nil : authority.port
    var path = rest[slash...]
    while path.last == "/" { path.removeLast() }
    basePath = String(path)
    self.addressing = addressing
    amazon = nil
  }

  /// Amazon S3 in `region`.
  package init(amazon hosts: AmazonHosts, region: String, addressing: AddressingStyle = .auto) {
    scheme = .https
    host = hosts.host(region: region)
    port = nil
    basePath = ""
    self.addressing = addressing
    amazon = hosts
  }

  /// The endpoint for a bucket that lives in `region`: itself, unless it is Amazon's.
  package func moved(to region: String) -> Endpoint {
    guard let amazon else { return self }
    var moved = self
    moved.host = amazon.host(region: region)
    return moved
  }

  /// `host` or `host:port`, as the Host header has it.
  package var authority: String { port.map { "\(host):\($0)" } ?? host }

  /// `https://host:port/base`
  package var url: String { "\(scheme.rawValue)://\(authority)\(basePath)" }

  private static func split(_ authority: Substring) -> (host: String, port: Int?)? {
    let bracket = authority.lastIndex(of: "]")
    let tail = bracket.map { authority[authority.index(after: $0)...] } ?? authority
    guard let colon = tail.firstIndex(of: ":") else {
      return bracket == nil || tail.isEmpty ? (authority.lowercased(), nil) : nil
    }
    guard let port = Int(tail[tail.index(after: colon)...]), (1...65_535).contains(port) else { return nil }
    return (authority[..<colon].lowercased(), port)
  }
}

extension Endpoint.Scheme {
  package var defaultPort: Int { self == .http ? 80 : 443 }
}

/// The names under which Amazon serves S3 (AWS General Reference, "Amazon S3 endpoints and quotas").
package struct AmazonHosts: Hashable, Sendable {
  package var usesDualStack = false
  package var usesFIPS = false

  package init(usesDualStack: Bool = false, usesFIPS: Bool = false) {
    self.usesDualStack = usesDualStack
    self.usesFIPS = usesFIPS
  }

  func host(region: String) -> String {
    let suffix = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
    return "s3\(usesFIPS ? "-fips" : "").\(usesDualStack ? "dualstack." : "")\(region).\(suffix)"
  }
}

/// True for text that can be a region: what an answer calls one becomes part of a host name.
func isRegionName(_ text: String) -> Bool {
  (1...40).contains(text.utf8.count)
    && text.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || byte == UInt8(ascii: "-")
    }
}

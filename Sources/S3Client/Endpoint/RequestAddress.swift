internal import S3Protocol
package import StorageModel

/// Where one request goes: the Host header and the percent-encoded path.
package struct RequestAddress: Hashable, Sendable {
  package var authority: String
  package var rawPath: String

  package init(authority: String, rawPath: String) {
    self.authority = authority
    self.rawPath = rawPath
  }
}

extension Endpoint {
  /// The address of the service (no bucket), a bucket (no key), or an object.
  package func address(bucket: BucketName?, key: ObjectKey?) -> RequestAddress {
    let keyPath = key.map { PercentCoding.encodePath($0.bytes) } ?? ""
    guard let bucket else { return RequestAddress(authority: authority, rawPath: basePath + "/") }
    if usesVirtualHost(for: bucket) {
      return RequestAddress(authority: "\(bucket.text).\(authority)", rawPath: "\(basePath)/\(keyPath)")
    }
    let path = "\(basePath)/\(bucket.text)"
    return RequestAddress(authority: authority, rawPath: key == nil ? path : "\(path)/\(keyPath)")
  }

  /// True when the bucket's name goes into the host's.
  package func usesVirtualHost(for bucket: BucketName) -> Bool {
    switch addressing {
    case .path: false
    case .virtual: !isAddressLiteral && !(scheme == .https && bucket.text.contains("."))
    case .auto: amazon != nil && !bucket.text.contains(".")
    }
  }

  /// IP addresses have no subdomains.
  private var isAddressLiteral: Bool {
    let pieces = host.split(separator: ".", omittingEmptySubsequences: false)
    return host.hasPrefix("[") || (pieces.count == 4 && pieces.allSatisfy { UInt8($0) != nil })
  }
}

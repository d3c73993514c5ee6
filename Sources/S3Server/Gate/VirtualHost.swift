internal import S3Protocol

/// Buckets in the name of the host: `bucket.s3.example.org/key` (S3 User Guide, "Virtual hosting of buckets").
enum VirtualHost {
  /// The target as it would be with the bucket in the path. As it is where the host is none of the domains'.
  static func resolve(_ target: RequestTarget, host: String?, domains: [String]) -> RequestTarget {
    guard !domains.isEmpty, let bucket = bucket(of: host ?? "", domains: domains) else { return target }
    return RequestTarget(path: [UInt8(ascii: "/")] + bucket + target.path, parameters: target.parameters)
  }

  /// nil where the host is none of the domains', or one of them itself.
  static func bucket(of host: String, domains: [String]) -> [UInt8]? {
    let name = lowercasedASCII(String(host.prefix { $0 != ":" }))
    // The longest domain first: one may lie within another.
    for domain in domains.sorted(by: { $0.utf8.count > $1.utf8.count }) {
      if name == domain { return nil }
      if name.hasSuffix("." + domain) { return Array(name.utf8.dropLast(domain.utf8.count + 1)) }
    }
    return nil
  }
}

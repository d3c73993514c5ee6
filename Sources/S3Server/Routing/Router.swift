internal import S3Protocol
internal import StorageModel

/// Finds the route of a request by the table, and nothing else.
struct Router: Sendable {
  /// By scope and method, each in the order of the table: a request is compared with a dozen routes instead of all.
  private let routes: [Route.Scope: [String: [Route]]]
  private let readOnly: ReadOnlyRoutes?

  init(_ routes: [Route], readOnly: (any ReadOnlyBucket)? = nil) {
    self.readOnly = readOnly.map { ReadOnlyRoutes(bucket: $0) }
    self.routes = Dictionary(grouping: routes) { $0.scope }.mapValues { routes in
      Dictionary(grouping: routes) { $0.method }
    }
  }

  /// The bucket is not the store's, but one that is only read.
  func isReadOnly(_ bucket: BucketName) -> Bool { readOnly?.bucket.name == bucket }

  /// The first route whose method, scope, required parameters and header fit, if it knows every other parameter too.
  /// Throws MethodNotAllowed, NotImplemented, InvalidBucketName, KeyTooLongError.
  func route(
    method: String, target: RequestTarget, headers: HTTPFields, isPresigned: Bool
  ) throws(S3Error) -> (route: Route, bucket: BucketName?, key: ObjectKey?) {
    let (bucketBytes, keyBytes) = target.bucketAndKey
    let scope: Route.Scope = bucketBytes.isEmpty ? .service : keyBytes.isEmpty ? .bucket : .object
    guard scope != .service || keyBytes.isEmpty else { throw S3Error(.invalidBucketName) }
    guard let route = routes[scope]?[method]?.first(where: { fits($0, target, headers) }) else {
      // A bucket without a name is neither made nor removed.
      if scope == .service, ["PUT", "DELETE"].contains(method) { throw S3Error(.methodNotAllowed) }
      throw S3Error(["GET", "HEAD", "PUT", "POST", "DELETE"].contains(method) ? .notImplemented : .methodNotAllowed)
    }
    for parameter in target.parameters {
      let name = String(decoding: parameter.name, as: UTF8.self)
      guard route.requires.contains(name) || route.allows.contains(name) || isIgnored(name, isPresigned) else {
        throw S3Error(
          .notImplemented, "The subresource or parameter \(escapedForDisplay(parameter.name)) is not implemented.")
      }
    }
    var bucket: BucketName?
    if scope != .service {
      let text = String(decoding: bucketBytes, as: UTF8.self)
      guard let name = BucketName(text) ?? (route.name == "CreateBucket" ? nil : Self.withoutTenant(text)) else {
        // A name that cannot be one does not exist either; only who creates it learns why.
        throw S3Error(method == "PUT" && scope == .bucket ? .invalidBucketName : .noSuchBucket)
      }
      bucket = name
    }
    guard keyBytes.count <= ObjectKey.maximumBytes else { throw S3Error(.keyTooLong) }
    let taken = readOnly?.route(for: route, bucket) ?? route
    return (taken, bucket, scope == .object ? ObjectKey(bytes: keyBytes) : nil)
  }

  /// `tenant:bucket` and `:bucket`, as Ceph's clients address buckets of other tenants: names of buckets are unique
  /// here, whoever made them.
  private static func withoutTenant(_ text: String) -> BucketName? {
    let halves = text.split(separator: ":", omittingEmptySubsequences: false)
    return halves.count == 2 ? BucketName(String(halves[1])) : nil
  }

  private func fits(_ route: Route, _ target: RequestTarget, _ headers: HTTPFields) -> Bool {
    guard route.requires.allSatisfy({ target.has($0) }) else { return false }
    guard let header = route.header else { return true }
    return headers[header] != nil
  }

  /// `x-id` and its like are for logs (S3 User Guide, "Adding custom parameters"); a presigned request carries its
  /// signature and the headers that were moved into the query.
  private func isIgnored(_ name: String, _ isPresigned: Bool) -> Bool {
    if name.hasPrefix("X-Amz-") || name.hasPrefix("x-amz-") { return isPresigned }
    return name.hasPrefix("x-")
  }
}

internal import StorageModel

/// CreateBucket (S3 API Reference). `PUT /bucket`
package struct CreateBucketRequest: S3Operation, Hashable {
  package typealias Response = CreateBucketResponse
  package static let name = "CreateBucket"

  /// nil for us-east-1, which S3 does not take as a constraint.
  package var locationConstraint: String?
  package var acl: String?
  package var enablesObjectLock: Bool
  package var ownership: ObjectOwnership?

  package init(
    locationConstraint: String? = nil, acl: String? = nil, enablesObjectLock: Bool = false,
    ownership: ObjectOwnership? = nil
  ) {
    self.ownership = ownership
    self.locationConstraint = locationConstraint
    self.acl = acl
    self.enablesObjectLock = enablesObjectLock
  }

  package func wireRequest() -> WireRequest {
    var request = WireRequest("PUT")
    request.headers.append("x-amz-acl", ifPresent: acl)
    if enablesObjectLock { request.headers.append("x-amz-bucket-object-lock-enabled", "true") }
    request.headers.append("x-amz-object-ownership", ifPresent: ownership?.rawValue)
    if let locationConstraint {
      var writer = XMLWriter()
      writer.openRoot("CreateBucketConfiguration")
      writer.element("LocationConstraint", locationConstraint)
      writer.close("CreateBucketConfiguration")
      request.body = writer.finish()
    }
    return request
  }

  package init(_ request: WireRequest) throws(S3Error) {
    self.init(
      acl: request.headers["x-amz-acl"],
      enablesObjectLock: equalsIgnoringCase(request.headers["x-amz-bucket-object-lock-enabled"] ?? "", "true"))
    if let text = request.headers["x-amz-object-ownership"] {
      guard let known = ObjectOwnership(rawValue: text) else {
        throw .invalidArgument("x-amz-object-ownership", text, "There is no such object ownership.")
      }
      ownership = known
    }
    guard !request.body.isEmpty else { return }
    locationConstraint = try request.document { (reader) throws(XMLError) -> String? in
      var constraint: String?
      try reader.enter("CreateBucketConfiguration")
      while let name = try reader.nextChild() {
        switch name {
        case "LocationConstraint": constraint = try reader.readString()
        default: try reader.skip()
        }
      }
      try reader.finish()
      return constraint.flatMap { $0.isEmpty ? nil : $0 }
    }
  }
}

/// Nothing but the place of the new bucket.
package struct CreateBucketResponse: S3OperationResponse, Hashable {
  /// `/bucket`, or a URL where the bucket lives elsewhere.
  package var location: String?

  package init(location: String? = nil) { self.location = location }

  package func wireResponse() -> WireResponse {
    var headers = HTTPFields()
    headers.append("Location", ifPresent: location)
    return WireResponse(headers: headers)
  }

  package init(_ response: WireResponse) { location = response.headers["location"] }
}

package import StorageModel

/// A refusal in the protocol's own terms: what a server answers, or would answer.
package struct S3Error: Error, Sendable {
  package var code: S3ErrorCode
  package var message: String
  /// Elements of the error document besides the usual ones, in order: `ArgumentName`, `Condition`, `Method`.
  package var details: [(name: String, value: String)]
  /// Headers that the answer needs besides the usual ones: `x-amz-delete-marker`, `Content-Range`, `Allow`.
  package var headers: HTTPFields

  /// `message` nil takes the code's own.
  package init(
    _ code: S3ErrorCode, _ message: String? = nil, details: [(name: String, value: String)] = [],
    headers: HTTPFields = HTTPFields()
  ) {
    self.code = code
    self.message = message ?? code.message
    self.details = details
    self.headers = headers
  }

  /// 400 InvalidArgument with the elements ArgumentName and ArgumentValue, as S3 sends them.
  package static func invalidArgument(_ name: String, _ value: String, _ message: String) -> S3Error {
    S3Error(.invalidArgument, message, details: [("ArgumentName", name), ("ArgumentValue", value)])
  }

  package var httpStatus: Int { code.httpStatus }
}

extension S3Error: CustomStringConvertible {
  package var description: String { "\(code.rawValue): \(message)" }
}

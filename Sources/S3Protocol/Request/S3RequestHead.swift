package import StorageModel

/// The head of a request to S3, as it stands on the wire. The client builds it, the daemon reads it.
package struct S3RequestHead: Sendable {
  /// `GET`, `PUT`, `POST`, `DELETE`, `HEAD`.
  package var method: String
  /// Percent-encoded, starts with `/`.
  package var rawPath: String
  /// Percent-encoded, without `?`; empty for none.
  package var rawQuery: String
  /// With Host.
  package var headers: HTTPFields

  /// From the parts of the wire.
  package init(method: String, rawPath: String, rawQuery: String = "", headers: HTTPFields = HTTPFields()) {
    self.method = method
    self.rawPath = rawPath
    self.rawQuery = rawQuery
    self.headers = headers
  }

  /// From decoded parts: `path` starts with `/`.
  package init(
    method: String, path: [UInt8], query: [QueryParameter] = [], headers: HTTPFields = HTTPFields()
  ) {
    self.init(
      method: method, rawPath: PercentCoding.encodePath(path), rawQuery: QueryParameter.encode(query),
      headers: headers)
  }

  /// From the target of a request line: splits at the first `?`.
  package init(method: String, rawTarget: String, headers: HTTPFields = HTTPFields()) {
    let mark = rawTarget.utf8.firstIndex(of: UInt8(ascii: "?"))
    let query = mark.map { rawTarget[rawTarget.utf8.index(after: $0)...] }
    self.init(
      method: method, rawPath: String(rawTarget[..<(mark ?? rawTarget.endIndex)]),
      rawQuery: query.map(String.init) ?? "",
      headers: headers)
  }

  /// What stands in the request line: path, and `?` and the query where there is one.
  package var rawTarget: String { rawQuery.isEmpty ? rawPath : rawPath + "?" + rawQuery }

  /// Path and query decoded, once.
  package func target() throws(RequestTargetError) -> RequestTarget {
    try RequestTarget(rawPath: rawPath, rawQuery: rawQuery)
  }
}

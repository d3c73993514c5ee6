internal import S3Client
internal import S3Protocol
internal import StorageModel

/// Requests of any form, signed in their URLs.
extension Bench {
  /// The path of an object of the scratch prefix.
  func path(_ name: String) -> String { "/\(bucket)/\(PercentCoding.encodePath(key(name).bytes))" }

  /// `headers` are covered by the signature.
  func raw(
    _ method: String, _ path: String, query: [(String, String)] = [], headers: [(String, String)] = [],
    body: [UInt8] = []
  ) async throws -> PlainAnswer {
    let fields = HTTPFields(headers.map { (name: $0.0, value: $0.1) })
    let parameters = query.map { QueryParameter($0.0, $0.1) }
    let url = try await service.presigned(method, path: path, query: parameters, headers: fields)
    return try await send(method, url, fields, body)
  }
}

extension Bench.PlainAnswer {
  /// The code of an error document.
  var code: String? {
    let text = String(decoding: body, as: UTF8.self)
    guard let start = text.firstRange(of: "<Code>"), let end = text.firstRange(of: "</Code>"),
      start.upperBound <= end.lowerBound
    else { return nil }
    return String(text[start.upperBound..<end.lowerBound])
  }

  /// `.passed` for an error of this status, and of one of these codes where there are any.
  func expecting(_ wantedStatus: Int, _ codes: [String] = [], of what: String) -> Finding {
    let isCode = codes.isEmpty || code.map { codes.contains($0) } ?? false
    let wanted = "\(wantedStatus) \(codes.joined(separator: " or "))".trimmed
    return .expecting(
      status == wantedStatus && isCode, "\(what) answers \("\(status) \(code ?? "")".trimmed), not \(wanted)")
  }
}

extension String {
  fileprivate var trimmed: String { hasSuffix(" ") ? String(dropLast()) : self }
}

extension [Finding] {
  /// The first that is not passed.
  var combined: Finding { first { $0 != .passed } ?? .passed }
}

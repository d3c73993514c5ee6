internal import HTTPTransport
internal import S3Protocol
internal import StorageModel

/// A request ready to be sent, and what it was made with.
struct PreparedRequest {
  var request: HTTPRequest
  var sent: SentRequest
  var endpoint: Endpoint
}

extension S3Service {
  /// Addresses, encodes and signs.
  func prepare(
    _ name: String, _ wire: WireRequest, _ target: OperationTarget, _ content: RequestContent, _ attempt: Attempt
  ) throws(StoreError) -> PreparedRequest {
    let region = region(of: target.bucket)
    let endpoint = settings.endpoint.moved(to: region)
    let address = endpoint.address(bucket: target.bucket, key: target.key)
    guard let method = HTTPMethod(rawValue: wire.method) else {
      throw StoreError(.invalidRequest, operation: name, message: "the method \(wire.method) is not one of S3's")
    }
    var head = S3RequestHead(
      method: wire.method, rawPath: address.rawPath, rawQuery: QueryParameter.encode(wire.query), headers: wire.headers)
    if let rawTarget = attempt.rawTarget {
      head = S3RequestHead(method: wire.method, rawTarget: rawTarget, headers: wire.headers)
    }
    head.headers["Host"] = address.authority
    let body = try signed(&head, name, content, attempt.credentials, region)
    head.headers["Host"] = nil
    let sent = SentRequest(
      scheme: endpoint.scheme, authority: address.authority, rawTarget: head.rawTarget, region: region,
      clockOffsetSeconds: facts.clockOffsetSeconds, credentials: attempt.credentials)
    let url = "\(endpoint.scheme.rawValue)://\(address.authority)\(head.rawTarget)"
    return PreparedRequest(
      request: HTTPRequest(
        method: method, url: url, fields: head.headers, body: body, deadline: content.deadline,
        idleTimeout: content.idleTimeout), sent: sent, endpoint: endpoint)
  }

  /// Adds the signature, and for chunked bodies the headers that announce them; gives the body as it goes onto the
  /// wire.
  private func signed(
    _ head: inout S3RequestHead, _ name: String, _ content: RequestContent, _ credentials: Credentials?,
    _ region: String
  ) throws(StoreError) -> BodySource? {
    guard let credentials else { return content.body }
    let chunked = try chunkedHeaders(&head, name, content)
    let signer: ChunkSigner
    do {
      signer = try self.signer(region: region).sign(
        &head, payload: content.payload, credentials: credentials, now: serverTime)
    } catch {
      throw StoreError(
        .invalidRequest, operation: name, message: "the request cannot be signed: \(error)", cause: error)
    }
    guard let chunked, case .stream(let reader, let lengthBytes)? = content.body else { return content.body }
    let coded = ChunkedBodyReader(
      reader, lengthBytes: lengthBytes, signer: chunked.isSigned ? signer : nil, trailer: content.trailer)
    return .stream(coded, lengthBytes: chunked.lengthBytes)
  }

  /// nil for a body that is not chunked.
  private func chunkedHeaders(
    _ head: inout S3RequestHead, _ name: String, _ content: RequestContent
  ) throws(StoreError) -> (lengthBytes: Int64, isSigned: Bool)? {
    guard content.payload.isChunked, let body = content.body else { return nil }
    let isSigned = content.payload != .streamingUnsignedTrailer
    guard
      let lengthBytes = ChunkedBodyReader.codedLengthBytes(
        body.lengthBytes, isSigned: isSigned, trailer: content.trailer)
    else { throw StoreError(.invalidRequest, operation: name, message: "the body is too long") }
    let coding = head.headers["content-encoding"]
    head.headers["content-encoding"] = coding.map { "aws-chunked,\($0)" } ?? "aws-chunked"
    head.headers["x-amz-decoded-content-length"] = String(body.lengthBytes)
    head.headers["x-amz-trailer"] = content.trailer?.headerName
    return (lengthBytes, isSigned)
  }
}

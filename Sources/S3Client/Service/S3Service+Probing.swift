internal import Digests
internal import HTTPTransport
internal import ObjectStores
package import S3Protocol
package import StorageModel

/// Requests of forms that the client itself never chooses: diagnosis asks endpoints about them.
extension S3Service {
  /// What the signature of an upload covers (S3 API Reference, "Authenticating Requests").
  package enum PayloadSigning: String, Sendable, CaseIterable {
    /// The SHA-256 of the whole body.
    case whole
    /// UNSIGNED-PAYLOAD
    case nothing
    /// STREAMING-AWS4-HMAC-SHA256-PAYLOAD
    case chunks
    /// STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER
    case chunksAndTrailer = "chunks-trailer"
    /// STREAMING-UNSIGNED-PAYLOAD-TRAILER
    case trailer

    fileprivate var payload: PayloadHash {
      switch self {
      case .whole, .nothing: .unsigned
      case .chunks: .streamingSigned
      case .chunksAndTrailer: .streamingSignedTrailer
      case .trailer: .streamingUnsignedTrailer
      }
    }

    fileprivate var hasTrailer: Bool { self == .trailer || self == .chunksAndTrailer }
  }

  /// Puts an object, signed as it is told. Sent once.
  package func put(
    _ bytes: [UInt8], to key: ObjectKey, in bucket: BucketName, signing: PayloadSigning, contentEncoding: String? = nil
  ) async throws(StoreError) {
    var stored = StoredHeaders()
    stored.contentEncoding = contentEncoding
    let request = PutObjectRequest(
      write: WriteHeaders(stored: stored), body: BodyHeaders(), conditions: RequestConditions())
    let content: RequestContent
    switch signing {
    case .whole: content = RequestContent(body: .bytes(bytes), payload: .signed(sha256(bytes)))
    case .nothing: content = RequestContent(body: .bytes(bytes), payload: .unsigned)
    default:
      content = RequestContent(
        body: .stream(BytesReader(bytes), lengthBytes: Int64(bytes.count)), payload: signing.payload,
        trailer: signing.hasTrailer ? .crc32 : nil)
    }
    _ = try await perform(request, OperationTarget(bucket: bucket, key: key), content: content)
  }

  /// A URL that carries its signature, for a request that may be of any form. `path` stands behind the endpoint,
  /// percent-encoded; `headers` must be sent along.
  package func presigned(
    _ method: String, path: String, query: [QueryParameter] = [], headers: HTTPFields = HTTPFields()
  ) async throws(StoreError) -> String {
    guard let credentials = try await credentials.credentials() else {
      throw StoreError(.invalidCredentials, operation: "presign", message: "without credentials nothing can be signed")
    }
    let endpoint = settings.endpoint
    var head = S3RequestHead(
      method: method, rawPath: endpoint.basePath + path, rawQuery: QueryParameter.encode(query), headers: headers)
    head.headers["Host"] = endpoint.authority
    do {
      let signed = try signer(region: settings.region).presign(
        head, credentials: credentials, now: serverTime, lifetimeSeconds: 60)
      return "\(endpoint.scheme.rawValue)://\(endpoint.authority)\(signed.rawTarget)"
    } catch {
      throw StoreError(
        .invalidRequest, operation: "presign", message: "the request cannot be signed: \(error)", cause: error)
    }
  }

  /// The same endpoint with its buckets named in another way.
  package func addressing(_ style: AddressingStyle) -> S3Service {
    var settings = settings
    settings.endpoint.addressing = style
    return with(settings)
  }

  /// The same endpoint as if nothing were known of it.
  package func unprejudiced() -> S3Service {
    var settings = settings
    settings.known = EndpointProfile()
    return with(settings)
  }

  private func with(_ settings: S3ClientSettings) -> S3Service {
    S3Service(settings, credentials: credentials, sender: sender, environment: environment, notify: notify)
  }
}

/// Bytes as a stream.
private actor BytesReader: ByteReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  func read(limit: Int) async throws -> [UInt8] {
    let piece = Array(rest.prefix(max(1, limit)))
    rest = rest.dropFirst(piece.count)
    return piece
  }
}

package import StorageModel

/// What an operation says of its HTTP request. The client adds bucket, key, host and signature to it; the server's
/// router makes one from a request whose bucket and key it has taken out of the path.
package struct WireRequest: Sendable {
  /// The longest document that any operation takes from a client, in bytes: 1,000 keys of 1,024 bytes for
  /// DeleteObjects, every byte of them escaped, or 10,000 parts with checksums.
  package static let maximumDocumentBytes = 8 << 20

  package var method: String
  /// Decoded, in the order of the wire; a subresource such as `uploads` has an empty value.
  package var query: [QueryParameter]
  package var headers: HTTPFields
  /// The document; the content of an object travels apart.
  package var body: [UInt8]

  package init(
    _ method: String, query: [QueryParameter] = [], headers: HTTPFields = HTTPFields(), body: [UInt8] = []
  ) {
    self.method = method
    self.query = query
    self.headers = headers
    self.body = body
  }

  /// Server: from the head of a request, decoded once.
  /// - Throws: InvalidURI where the query cannot be decoded.
  package init(head: S3RequestHead, body: [UInt8] = []) throws(S3Error) {
    do {
      self.init(head.method, query: try QueryParameter.decode(head.rawQuery), headers: head.headers, body: body)
    } catch {
      throw S3Error(.invalidURI)
    }
  }

  /// Server: from a target that is decoded already.
  package init(method: String, target: RequestTarget, headers: HTTPFields, body: [UInt8] = []) {
    self.init(method, query: target.parameters, headers: headers, body: body)
  }
}

// MARK: Query

extension WireRequest {
  /// True when the parameter is there, with whatever value.
  package func has(_ name: String) -> Bool {
    query.contains { $0.name.elementsEqual(name.utf8) }
  }

  /// The value of a parameter, nil when it is missing.
  /// - Throws: InvalidArgument for one that stands twice: one of the two would be checked and the other used.
  package func bytes(_ name: String) throws(S3Error) -> [UInt8]? {
    var found: [UInt8]?
    for parameter in query where parameter.name.elementsEqual(name.utf8) {
      guard found == nil else { throw .invalidArgument(name, "", "The parameter stands twice.") }
      found = parameter.value
    }
    return found
  }

  /// The value of a parameter as text.
  /// - Throws: InvalidArgument for one that is not UTF-8 or stands twice.
  package func text(_ name: String) throws(S3Error) -> String? {
    guard let value = try bytes(name) else { return nil }
    guard let text = String(validating: value, as: UTF8.self) else {
      throw .invalidArgument(name, "", "The value is not UTF-8.")
    }
    return text
  }

  /// The value of a parameter as a number of `range`.
  /// - Throws: InvalidArgument for anything else.
  func integer(_ name: String, in range: ClosedRange<Int64>) throws(S3Error) -> Int64? {
    guard let value = try text(name) else { return nil }
    guard let number = decimalInteger(Array(value.utf8)), range.contains(number) else {
      throw .invalidArgument(
        name, value, "\(name) must be an integer from \(range.lowerBound) to \(range.upperBound).")
    }
    return number
  }

  /// max-keys, max-parts, max-uploads: 1,000 when missing, and never more.
  func pageSize(_ name: String) throws(S3Error) -> Int {
    Int(min(1000, try integer(name, in: 0...Int64(Int32.max)) ?? 1000))
  }

  /// encoding-type: true for `url`, the only value there is.
  func wantsURLEncoding() throws(S3Error) -> Bool {
    guard let value = try text("encoding-type") else { return false }
    guard value == "url" else {
      throw .invalidArgument("encoding-type", value, "Invalid Encoding Method specified in Request")
    }
    return true
  }

  /// A parameter that the operation cannot do without.
  func required(_ name: String) throws(S3Error) -> String {
    guard let value = try text(name), !value.isEmpty else {
      throw .invalidArgument(name, "", "The parameter \(name) is missing.")
    }
    return value
  }

  /// Reads the document.
  /// - Throws: MalformedXML for one that is not well-formed, too long, or not of the expected form.
  func document<R>(_ read: (inout XMLReader) throws(XMLError) -> R) throws(S3Error) -> R {
    do {
      return try XMLReader.read(body, limitBytes: Self.maximumDocumentBytes, read)
    } catch {
      throw S3Error(.malformedXML)
    }
  }
}

extension WireResponse {
  /// The longest document that is read from a server, in bytes: a page of 1,000 keys of 1,024 bytes, every byte of them
  /// percent-encoded, with room for what surrounds them.
  static let maximumDocumentBytes = 16 << 20

  /// Reads the document.
  func document<R>(_ read: (inout XMLReader) throws(XMLError) -> R) throws(InvalidResponse) -> R {
    do {
      return try XMLReader.read(body, limitBytes: Self.maximumDocumentBytes, read)
    } catch {
      throw InvalidResponse(error)
    }
  }

  /// A header that the answer must have.
  func required(_ name: String) throws(InvalidResponse) -> String {
    guard let value = headers[name] else { throw InvalidResponse("the answer has no header \(name)") }
    return value
  }
}

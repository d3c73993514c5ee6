/// A rule of a CORS configuration (S3 API Reference, data type CORSRule).
package struct CORSRule: Hashable, Sendable {
  package static let methods = ["GET", "PUT", "POST", "DELETE", "HEAD"]

  /// At most 255 characters.
  package var id: String?
  /// Origins, each with at most one `*` in it.
  package var allowedOrigins: [String]
  /// Some of ``methods``.
  package var allowedMethods: [String]
  /// Names of headers that a preflight may ask for, each with at most one `*` in it.
  package var allowedHeaders: [String]
  /// Names of headers that a script may read.
  package var exposedHeaders: [String]
  /// How long a browser may keep the answer to a preflight.
  package var maxAgeSeconds: Int64?

  package init(
    id: String? = nil, allowedOrigins: [String], allowedMethods: [String], allowedHeaders: [String] = [],
    exposedHeaders: [String] = [], maxAgeSeconds: Int64? = nil
  ) {
    self.id = id
    self.allowedOrigins = allowedOrigins
    self.allowedMethods = allowedMethods
    self.allowedHeaders = allowedHeaders
    self.exposedHeaders = exposedHeaders
    self.maxAgeSeconds = maxAgeSeconds
  }

  /// - Throws: InvalidRequest for another method, a second `*` and a `*` in an exposed header; MalformedXML for a rule
  ///   without an origin or a method.
  package func verify() throws(S3Error) {
    guard !allowedOrigins.isEmpty, !allowedMethods.isEmpty, id.map({ $0.unicodeScalars.count <= 255 }) ?? true else {
      throw S3Error(.malformedXML)
    }
    for method in allowedMethods where !Self.methods.contains(method) {
      throw S3Error(
        .invalidRequest, "Found unsupported HTTP method in CORS config. Unsupported method is \(method)")
    }
    for (name, values) in [("AllowedOrigin", allowedOrigins), ("AllowedHeader", allowedHeaders)] {
      for value in values where value.utf8.count(where: { $0 == UInt8(ascii: "*") }) > 1 {
        throw S3Error(.invalidRequest, "\(name) \"\(value)\" can not have more than one wildcard.")
      }
    }
    for value in exposedHeaders where value.utf8.contains(UInt8(ascii: "*")) {
      throw S3Error(.invalidRequest, "ExposeHeader \"\(value)\" contains wildcard, which is not supported.")
    }
    for text in allowedOrigins + exposedHeaders where text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
      // They come back as header values.
      throw S3Error(.malformedXML)
    }
  }
}

extension CORSRule {
  /// Reads a CORSRule element.
  init(_ reader: inout XMLReader) throws(XMLError) {
    self.init(allowedOrigins: [], allowedMethods: [])
    while let name = try reader.nextChild() {
      switch name {
      case "ID": id = try reader.readString()
      case "AllowedOrigin": allowedOrigins.append(try reader.readString())
      case "AllowedMethod": allowedMethods.append(try reader.readString())
      case "AllowedHeader": allowedHeaders.append(try reader.readString())
      case "ExposeHeader": exposedHeaders.append(try reader.readString())
      case "MaxAgeSeconds":
        let seconds = try reader.readInteger()
        guard seconds >= 0, seconds <= Int64(Int32.max) else { throw reader.error(.badValue) }
        maxAgeSeconds = seconds
      default: throw reader.error(.badValue)
      }
    }
  }

  func write(to writer: inout XMLWriter) {
    writer.open("CORSRule")
    writer.element("ID", id)
    for header in allowedHeaders { writer.element("AllowedHeader", header) }
    for method in allowedMethods { writer.element("AllowedMethod", method) }
    for origin in allowedOrigins { writer.element("AllowedOrigin", origin) }
    for header in exposedHeaders { writer.element("ExposeHeader", header) }
    writer.element("MaxAgeSeconds", maxAgeSeconds)
    writer.close("CORSRule")
  }
}

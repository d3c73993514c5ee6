internal import StorageModel

/// The error document of S3 (API Reference, "REST error responses").
package struct S3ErrorDocument: Hashable, Sendable {
  /// The longest error document that is read; what is longer counts as none.
  package static let limitBytes = 256 << 10

  /// The name on the wire, known or not; empty when an answer had no document.
  package var codeName: String
  package var message: String
  package var resource: String?
  package var requestID: String?
  package var hostID: String?
  package var bucketName: String?
  package var key: String?
  /// The region that the bucket or the signature belongs to.
  package var region: String?
  /// Where to go instead, of a redirect.
  package var endpoint: String?
  /// Every other element with text, in order.
  package var details: [Detail] = []

  /// An element of the document by its name.
  package struct Detail: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  package init(codeName: String, message: String, requestID: String? = nil) {
    self.codeName = codeName
    self.message = message
    self.requestID = requestID
  }

  /// What a server says of `error`.
  package init(_ error: S3Error, resource: String?, requestID: String, hostID: String? = nil) {
    self.init(codeName: error.code.rawValue, message: error.message, requestID: requestID)
    self.resource = resource
    self.hostID = hostID
    details = error.details.map { Detail(name: $0.name, value: $0.value) }
  }

  /// The code, where it is one that Cairn knows.
  package var code: S3ErrorCode? { S3ErrorCode(rawValue: codeName) }
}

// MARK: Client

extension S3ErrorDocument {
  /// What an answer with an error status says. Without a document (answers to HEAD, proxies) the status stands for
  /// itself and the request id comes from the headers.
  package init(_ response: WireResponse) {
    if let document = S3ErrorDocument(xml: response.body) {
      self = document
    } else {
      self.init(codeName: "", message: "HTTP status \(response.status) without an error document")
    }
    requestID = requestID ?? response.headers["x-amz-request-id"]
    hostID = hostID ?? response.headers["x-amz-id-2"]
    region = region ?? response.headers["x-amz-bucket-region"]
  }

  /// The error document inside an answer with a status in the two hundreds; nil where there is none.
  package init?(insideSuccess response: WireResponse) {
    guard !response.body.isEmpty, let document = S3ErrorDocument(xml: response.body) else { return nil }
    self = document
    requestID = requestID ?? response.headers["x-amz-request-id"]
    hostID = hostID ?? response.headers["x-amz-id-2"]
  }

  /// nil unless the root element is `Error`. A document that is cut off or damaged behind its root still counts, with
  /// what could be read of it: the answer says that the request failed.
  package init?(xml: [UInt8]) {
    let limit = Self.limitBytes
    var document = S3ErrorDocument(codeName: "", message: "")
    let isError = xml.withUnsafeBufferPointer { buffer -> Bool in
      do throws(XMLError) {
        var reader = try XMLReader(UnsafeBufferPointer(rebasing: buffer.prefix(limit)), limitBytes: limit)
        guard try reader.root() == "Error" else { return false }
        // What follows the root can only add detail; damage there must not hide the error.
        try? document.read(&reader)
        return true
      } catch {
        return false
      }
    }
    guard isError else { return nil }
    self = document
  }

  private mutating func read(_ reader: inout XMLReader) throws(XMLError) {
    while let name = try reader.nextChild() {
      switch name {
      case "Code": codeName = try reader.readRepairedString()
      case "Message": message = try reader.readRepairedString()
      case "Resource": resource = try reader.readRepairedString()
      case "RequestId": requestID = try reader.readRepairedString()
      case "HostId": hostID = try reader.readRepairedString()
      case "BucketName": bucketName = try reader.readRepairedString()
      case "Key": key = try reader.readRepairedString()
      case "Region": region = try reader.readRepairedString()
      case "Endpoint": endpoint = try reader.readRepairedString()
      default: try readDetail(named: name.text, &reader)
      }
    }
  }

  /// An element of another name; one with elements inside is passed over.
  private mutating func readDetail(named name: String, _ reader: inout XMLReader) throws(XMLError) {
    guard details.count < 32, try !reader.hasChildren() else { return try reader.skip() }
    details.append(Detail(name: name, value: try reader.readRepairedString()))
  }
}

// MARK: Server

extension S3ErrorDocument {
  /// The document, without a namespace, as S3 sends it.
  package func xml() -> [UInt8] {
    var writer = XMLWriter()
    writer.open("Error")
    writer.element("Code", codeName)
    writer.element("Message", message)
    writer.element("Key", key)
    writer.element("BucketName", bucketName)
    writer.element("Resource", resource)
    writer.element("Region", region)
    writer.element("Endpoint", endpoint)
    for detail in details { writer.element(named: detail.name, detail.value) }
    writer.element("RequestId", requestID)
    writer.element("HostId", hostID)
    writer.close("Error")
    return writer.finish()
  }
}

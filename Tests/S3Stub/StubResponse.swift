package import StorageModel

/// An answer before it is put on the wire.
package struct StubResponse: Sendable {
  package var status: Int
  package var fields: HTTPFields
  package var body: [UInt8]
  /// Content-Length as it will be sent; nil leaves the header out and the end of the connection ends the body.
  package var announcedLength: Int?
  /// HEAD and 304 announce a body that they do not send.
  package var omitsBody = false

  package init(status: Int, fields: HTTPFields = HTTPFields(), body: [UInt8] = []) {
    self.status = status
    self.fields = fields
    self.body = body
    self.announcedLength = body.count
  }

  /// An XML document.
  package init(status: Int = 200, xml: String) {
    self.init(status: status, fields: HTTPFields([("Content-Type", "application/xml")]), body: Array(xml.utf8))
  }

  /// An error document of S3 (API reference, "Error responses").
  package static func error(_ status: Int, _ code: String, message: String = "") -> StubResponse {
    StubResponse(
      status: status,
      xml: """
        <?xml version="1.0" encoding="UTF-8"?>
        <Error><Code>\(code)</Code><Message>\(message.isEmpty ? code : message)</Message>\
        <RequestId>STUB</RequestId></Error>
        """)
  }

  /// Body and announced length at once.
  package mutating func replaceBody(_ bytes: [UInt8]) {
    body = bytes
    announcedLength = bytes.count
  }

  /// The body as text, to be edited: `edit` gets it, its result is the new body.
  package mutating func editText(_ edit: (String) -> String) {
    replaceBody(Array(edit(String(decoding: body, as: UTF8.self)).utf8))
  }

  /// The bytes of the answer.
  func serialized(date: String) -> [UInt8] {
    var head = "HTTP/1.1 \(status) \(Self.reasons[status] ?? "Status")\r\n"
    if fields["Date"] == nil { head += "Date: \(date)\r\n" }
    if fields["x-amz-request-id"] == nil { head += "x-amz-request-id: STUB\r\n" }
    for field in fields.fields { head += "\(field.name): \(field.value)\r\n" }
    if let announcedLength, status != 204, status != 304 { head += "Content-Length: \(announcedLength)\r\n" }
    head += "\r\n"
    return Array(head.utf8) + (omitsBody ? [] : body)
  }

  private static let reasons = [
    200: "OK", 204: "No Content", 206: "Partial Content", 301: "Moved Permanently", 307: "Temporary Redirect",
    304: "Not Modified", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 409: "Conflict",
    412: "Precondition Failed", 416: "Range Not Satisfiable", 417: "Expectation Failed", 429: "Too Many Requests",
    500: "Internal Server Error", 501: "Not Implemented", 503: "Slow Down",
  ]
}

internal import S3Protocol
internal import StorageModel

/// One element of an answer of the services for identities and tokens.
indirect enum ServiceElement: Sendable {
  case text(String, String)
  case group(String, [ServiceElement])

  /// `<name><member>…</member>…</name>`, as these services write lists.
  static func members(_ name: String, _ items: [[ServiceElement]]) -> ServiceElement {
    .group(name, items.map { .group("member", $0) })
  }

  static func time(_ name: String, _ time: Timestamp) -> ServiceElement {
    // Without a fraction, as these services write times.
    .text(name, String(time.iso8601.prefix(19)) + "Z")
  }

  fileprivate func append(to text: inout String) {
    switch self {
    case .text(let name, let value): text += "<\(name)>\(Self.escaped(value))</\(name)>"
    case .group(let name, let elements):
      text += "<\(name)>"
      for element in elements { element.append(to: &text) }
      text += "</\(name)>"
    }
  }

  /// Control characters, which XML 1.0 cannot hold, are left out: no value that is accepted has one.
  private static func escaped(_ value: String) -> String {
    var escaped = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: if scalar.value >= 0x20 { escaped.unicodeScalars.append(scalar) }
      }
    }
    return escaped
  }
}

/// The services beside S3 itself that the daemon answers for, with POST to `/`.
enum AdministrationService: String, Sendable, CaseIterable {
  case iam, sts

  var version: String { self == .iam ? "2010-05-08" : "2011-06-15" }
  var namespace: String { "https://\(rawValue).amazonaws.com/doc/\(version)/" }
}

extension Answer {
  /// What an action answers (IAM and STS API References).
  init(_ action: String, _ service: AdministrationService, result: [ServiceElement]?, requestID: String) {
    var elements: [ServiceElement] = []
    if let result { elements.append(.group(action + "Result", result)) }
    elements.append(.group("ResponseMetadata", [.text("RequestId", requestID)]))
    self.init(status: 200, root: action + "Response", service, elements, requestID)
  }

  init(_ error: AdministrationError, _ service: AdministrationService, requestID: String) {
    let type = error.httpStatus >= 500 ? "Receiver" : "Sender"
    let elements: [ServiceElement] = [
      .group("Error", [.text("Type", type), .text("Code", error.code.rawValue), .text("Message", error.message)]),
      .text("RequestId", requestID),
    ]
    self.init(status: error.httpStatus, root: "ErrorResponse", service, elements, requestID)
  }

  private init(
    status: Int, root: String, _ service: AdministrationService, _ elements: [ServiceElement], _ requestID: String
  ) {
    var text = "<\(root) xmlns=\"\(service.namespace)\">"
    for element in elements { element.append(to: &text) }
    text += "</\(root)>\n"
    self.init(
      status: status,
      headers: HTTPFields([("Content-Type", "text/xml"), ("x-amzn-RequestId", requestID)]),
      body: .bytes(Array(text.utf8)))
  }
}

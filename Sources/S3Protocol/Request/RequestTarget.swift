/// The path and query of a request, percent-decoded exactly once.
///
/// Whoever checks and whoever acts read the same value: nothing behind it decodes again or looks at the raw target.
package struct RequestTarget: Hashable, Sendable {
  /// Starts with `/`. Never normalised: `//`, `.` and `..` are parts of keys.
  package let path: [UInt8]
  /// In the order of the wire.
  package let parameters: [QueryParameter]

  package init(path: [UInt8], parameters: [QueryParameter] = []) {
    self.path = path
    self.parameters = parameters
  }

  /// Decodes what stands on the wire.
  package init(rawPath: String, rawQuery: String) throws(RequestTargetError) {
    guard rawPath.utf8.first == UInt8(ascii: "/") else { throw .notAbsolute }
    self.init(path: try PercentCoding.decode(rawPath.utf8), parameters: try QueryParameter.decode(rawQuery))
  }

  /// True when the parameter is there, with whatever value.
  package func has(_ name: String) -> Bool {
    parameters.contains { $0.name.elementsEqual(name.utf8) }
  }

  /// The value of a parameter that may stand once; nil when it is missing.
  package func bytes(_ name: String) throws(RequestTargetError) -> [UInt8]? {
    var found: [UInt8]?
    for parameter in parameters where parameter.name.elementsEqual(name.utf8) {
      guard found == nil else { throw .duplicatedParameter(name) }
      found = parameter.value
    }
    return found
  }

  /// ``bytes(_:)`` as text.
  package func text(_ name: String) throws(RequestTargetError) -> String? {
    guard let value = try bytes(name) else { return nil }
    guard let text = String(validating: value, as: UTF8.self) else { throw .notText(name) }
    return text
  }

  /// The first parameter name that stands more than once; nil when none does.
  package var duplicatedName: [UInt8]? {
    var seen: Set<[UInt8]> = []
    return parameters.first { !seen.insert($0.name).inserted }?.name
  }

  /// The first segment of the path and what follows it: bucket and key of a path-style request. Both may be empty.
  package var bucketAndKey: (bucket: [UInt8], key: [UInt8]) {
    let rest = path.dropFirst()
    guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return (Array(rest), []) }
    return (Array(rest[..<slash]), Array(rest[(slash + 1)...]))
  }
}

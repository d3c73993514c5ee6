internal import JSON
internal import S3Protocol

extension DocumentShape {
  /// The members that `bytes` hold, in the order of the shape, and the paths of elements that the shape does not know.
  /// The name of the root is not looked at: moto has one of its own for a bucket that never had versions.
  func members(
    ofXML bytes: [UInt8], limitBytes: Int = 1 << 20
  ) throws(XMLError) -> (value: JSONValue, unknown: [String]) {
    try XMLReader.read(bytes, limitBytes: limitBytes) { (reader) throws(XMLError) in
      _ = try reader.root()
      var unknown: [String] = []
      let value = try Self.read(fields, &reader, path: root.description, &unknown)
      try reader.finish()
      return (value, unknown)
    }
  }

  /// - Throws: `badFile` for members that the shape does not have, and for values of another kind.
  func xml(_ value: JSONValue) throws(ProvisioningError) -> [UInt8] {
    var writer = XMLWriter()
    writer.openRoot(root)
    try Self.write(fields, value, &writer, path: root.description)
    writer.close(root)
    return writer.finish()
  }

  private static func read(
    _ fields: [Field], _ reader: inout XMLReader, path: String, _ unknown: inout [String]
  ) throws(XMLError) -> JSONValue {
    var found: [String: [JSONValue]] = [:]
    while let name = try reader.nextChild() {
      guard let field = fields.first(where: { name == $0.name }) else {
        unknown.append("\(path)/\(name.text)")
        try reader.skip()
        continue
      }
      found[field.json, default: []].append(try read(field, &reader, path: path, &unknown))
    }
    var members: [JSONValue.Member] = []
    for field in fields {
      guard let values = found[field.json] else { continue }
      guard field.isList || values.count == 1 else { throw reader.error(.badValue) }
      members.append(.init(field.json, field.isList ? .array(values) : values[0]))
    }
    return .object(members)
  }

  private static func read(
    _ field: Field, _ reader: inout XMLReader, path: String, _ unknown: inout [String]
  ) throws(XMLError) -> JSONValue {
    switch field.kind {
    case .text: .string(try reader.readString())
    case .integer: .integer(try reader.readInteger())
    case .boolean: .bool(try reader.readBool())
    case .structure(let inner): try read(inner, &reader, path: "\(path)/\(field.name)", &unknown)
    }
  }

  private static func write(
    _ fields: [Field], _ value: JSONValue, _ writer: inout XMLWriter, path: String
  ) throws(ProvisioningError) {
    guard let members = value.members else { throw ProvisioningError(.badFile, "\(path) must be an object") }
    for member in members where !fields.contains(where: { $0.json == member.name }) {
      throw ProvisioningError(.badFile, "\(path) has no member '\(member.name)'")
    }
    for field in fields {
      guard let value = value[field.json], value != .null else { continue }
      guard field.isList else {
        try write(field, value, &writer, path: path)
        continue
      }
      guard let values = value.array else {
        throw ProvisioningError(.badFile, "\(path): \(field.json) must be a list")
      }
      for value in values { try write(field, value, &writer, path: path) }
    }
  }

  private static func write(
    _ field: Field, _ value: JSONValue, _ writer: inout XMLWriter, path: String
  ) throws(ProvisioningError) {
    switch (field.kind, value) {
    case (.text, .string(let text)): writer.element(field.name, text)
    case (.integer, .integer(let number)): writer.element(field.name, number)
    case (.boolean, .bool(let flag)): writer.element(field.name, flag)
    case (.structure(let inner), .object):
      writer.open(field.name)
      try write(inner, value, &writer, path: "\(path)/\(field.name)")
      writer.close(field.name)
    default: throw ProvisioningError(.badFile, "\(path): \(field.json) has a value of the wrong kind")
    }
  }
}

/// One parameter of a query, decoded. `?uploads` and `?uploads=` are the same: an empty value.
package struct QueryParameter: Hashable, Sendable {
  package var name: [UInt8]
  package var value: [UInt8]

  package init(name: [UInt8], value: [UInt8] = []) {
    self.name = name
    self.value = value
  }

  package init(_ name: String, _ value: String = "") {
    self.init(name: Array(name.utf8), value: Array(value.utf8))
  }

  package init(_ name: String, _ value: [UInt8]) {
    self.init(name: Array(name.utf8), value: value)
  }

  /// The parameters in their order as a query on the wire, without `?`: `prefix=a%2Fb&uploads=`.
  package static func encode(_ parameters: [QueryParameter]) -> String {
    var buffer: [UInt8] = []
    append(parameters, to: &buffer)
    return String(decoding: buffer, as: UTF8.self)
  }

  static func append(_ parameters: [QueryParameter], to buffer: inout [UInt8]) {
    for (position, parameter) in parameters.enumerated() {
      if position > 0 { buffer.append(UInt8(ascii: "&")) }
      PercentCoding.append(parameter.name, keepsSlash: false, to: &buffer)
      buffer.append(UInt8(ascii: "="))
      PercentCoding.append(parameter.value, keepsSlash: false, to: &buffer)
    }
  }

  /// Reads a query as it stands on the wire, without `?`. Each part is decoded once, after the split; empty pieces
  /// between `&` are skipped.
  package static func decode(_ rawQuery: String) throws(RequestTargetError) -> [QueryParameter] {
    var parameters: [QueryParameter] = []
    for piece in rawQuery.utf8.split(separator: UInt8(ascii: "&")) {
      let equals = piece.firstIndex(of: UInt8(ascii: "="))
      let name = try PercentCoding.decode(piece[..<(equals ?? piece.endIndex)], plusIsSpace: true)
      let value = try equals.map { index throws(RequestTargetError) in
        try PercentCoding.decode(piece[piece.index(after: index)...], plusIsSpace: true)
      }
      parameters.append(QueryParameter(name: name, value: value ?? []))
    }
    return parameters
  }
}

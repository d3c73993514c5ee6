internal import S3Protocol

/// A part of a form: a field, or the file without its content.
struct FormField: Sendable {
  /// What stands before the value (RFC 7578, section 4.2).
  struct Head: Sendable {
    var name: String
    var fileName: String?

    /// Throws MalformedPOSTRequest for a part without a name, or that is not UTF-8.
    init(_ bytes: [UInt8]) throws(S3Error) {
      guard let text = String(validating: bytes, as: UTF8.self) else { throw S3Error(.malformedPOSTRequest) }
      var found: (name: String, fileName: String?)?
      for line in text.split(whereSeparator: { $0 == "\r\n" || $0 == "\n" }) {
        guard lowercasedASCII(String(line)).hasPrefix("content-disposition:") else { continue }
        let parameters = Self.parameters(String(line))
        if let name = parameters["name"] { found = (name, parameters["filename"]) }
      }
      guard let found else { throw S3Error(.malformedPOSTRequest) }
      name = found.name
      fileName = found.fileName
    }

    /// The parameters of a Content-Disposition, names in lower case. A `;` inside quotes separates nothing.
    private static func parameters(_ line: String) -> [String: String] {
      var pieces: [[UInt8]] = [[]]
      var isQuoted = false
      var isEscaped = false
      for byte in line.utf8 {
        if byte == UInt8(ascii: "\""), !isEscaped { isQuoted.toggle() }
        isEscaped = byte == UInt8(ascii: "\\") && isQuoted && !isEscaped
        if byte == UInt8(ascii: ";"), !isQuoted { pieces.append([]) } else { pieces[pieces.count - 1].append(byte) }
      }
      var found: [String: String] = [:]
      for piece in pieces.dropFirst() {
        let text = trimmed(Substring(String(decoding: piece, as: UTF8.self)))
        guard let equals = text.firstIndex(of: "=") else { continue }
        found[lowercasedASCII(String(text[..<equals]))] = unquoted(String(text[text.index(after: equals)...]))
      }
      return found
    }
  }

  var head: Head
  var value: [UInt8]
}

/// Without white space at both ends.
func trimmed(_ text: Substring) -> String {
  var text = text
  while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
  while let last = text.last, last == " " || last == "\t" { text.removeLast() }
  return String(text)
}

/// Without the quotes around it. Only `\"` is an escape inside: browsers send the backslashes of a path as they are.
func unquoted(_ text: String) -> String {
  guard text.hasPrefix("\""), text.hasSuffix("\""), text.utf8.count >= 2 else { return text }
  return String(text.dropFirst().dropLast()).replacing("\\\"", with: "\"")
}

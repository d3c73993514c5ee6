/// Why a request target cannot be read. All of them are the client's mistake (400).
package enum RequestTargetError: Error, Hashable, Sendable {
  /// Does not start with `/`.
  case notAbsolute
  /// A `%` without two hexadecimal digits behind it.
  case badEscape
  /// A query parameter that may stand once stands twice: one of the two would be checked and the other used.
  case duplicatedParameter(String)
  /// The value of a parameter that must be text is not UTF-8.
  case notText(String)
}

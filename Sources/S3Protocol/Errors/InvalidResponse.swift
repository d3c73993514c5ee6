/// An answer of a server that is no answer to the request: bad XML, a missing header, a number that is none.
package struct InvalidResponse: Error, Hashable, Sendable, CustomStringConvertible {
  /// One sentence for a person: what is wrong with the answer.
  package let reason: String

  package init(_ reason: String) { self.reason = reason }

  init(_ error: XMLError) { self.reason = "the answer is not the expected document (\(error))" }

  package var description: String { reason }
}

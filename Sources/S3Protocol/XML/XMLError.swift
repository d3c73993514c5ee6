/// Why a document was refused.
package struct XMLError: Error, Hashable, Sendable {
  package enum Reason: String, Sendable {
    /// Longer than the caller allowed.
    case tooLarge
    /// More than ``XMLReader/maximumDepth`` elements inside one another.
    case tooDeep
    /// A document type declaration: S3 documents have none, and entity bombs live there.
    case documentType
    /// The document ends before its root element does.
    case truncated
    /// Not well-formed.
    case malformed
    /// An entity other than the five of XML, or a reference to a character that does not exist.
    case badReference
    /// Well-formed, but another root element than expected.
    case unexpectedRoot
    /// An element whose text is not what its name promises (a number, a time), or that stands in the wrong place.
    case badValue
  }

  package let reason: Reason
  /// Bytes from the start of the document.
  package let offset: Int

  package init(_ reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}

extension XMLError: CustomStringConvertible {
  package var description: String { "XML \(reason.rawValue) at byte \(offset)" }
}

internal import Glibc

/// A pull parser for the documents of S3, over bytes that stay where they are.
///
/// The caller walks down with ``enter(_:)`` and ``nextChild()`` and reads leaves with ``withText(_:)``; what it does
/// not know it skips. Names and text are slices of the document, so a page of 1,000 keys costs no String per element.
/// Refused: document types, entities other than XML's five, nesting over ``maximumDepth``, documents over the limit.
/// Tolerated: a byte order mark and white space before the document (servers send spaces to keep a connection alive),
/// attributes, namespaces (prefixes are stripped), comments, CDATA sections, processing instructions, and references
/// to control characters such as `&#1;`, which XML 1.0 forbids and listings contain. Line ends are not normalised:
/// keys are bytes.
///
/// The buffer must outlive the reader; ``read(_:limitBytes:_:)`` sees to it.
package struct XMLReader {
  /// Deeper than any document of S3 (the deepest has 7 levels).
  package static let maximumDepth = 16

  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0
  /// The names of the open elements as written, prefix included, to compare with their end tags.
  private var open = InlineArray<16, Range<Int>>(repeating: 0..<0)
  private var depth = 0
  /// True when the innermost element was `<name/>`: it has been opened, and its end is still to be reported.
  private(set) var isEmptyElement = false
  /// Holds decoded text that is not a plain slice of the document.
  var scratch: [UInt8] = []

  /// - Throws: `.tooLarge` for a document over `limitBytes`.
  package init(_ bytes: UnsafeBufferPointer<UInt8>, limitBytes: Int) throws(XMLError) {
    guard bytes.count <= limitBytes else { throw XMLError(.tooLarge, offset: limitBytes) }
    self.bytes = bytes
    if bytes.count >= 3, bytes[0] == 0xef, bytes[1] == 0xbb, bytes[2] == 0xbf { position = 3 }
  }

  /// Hands a reader over `document` to `body`.
  package static func read<R>(
    _ document: [UInt8], limitBytes: Int, _ body: (inout XMLReader) throws(XMLError) -> R
  ) throws(XMLError) -> R {
    try document.withUnsafeBufferPointer { (buffer) throws(XMLError) -> R in
      var reader = try XMLReader(buffer, limitBytes: limitBytes)
      return try body(&reader)
    }
  }

  // MARK: Walking

  /// Reads up to and including the start tag of the root and gives its name.
  package mutating func root() throws(XMLError) -> XMLName {
    guard depth == 0 else { throw error(.malformed) }
    while true {
      skipWhitespace()
      guard position < bytes.count else { throw error(.truncated) }
      guard bytes[position] == UInt8(ascii: "<") else { throw error(.malformed) }
      if try skipMarkup() { continue }
      return try startTag()
    }
  }

  /// Reads the start tag of the root, which must have this name.
  package mutating func enter(_ name: StaticString) throws(XMLError) {
    guard try root() == name else { throw error(.unexpectedRoot) }
  }

  /// The next element inside the innermost open one, now the innermost itself; nil when that one ended instead. Text
  /// between elements is passed over.
  package mutating func nextChild() throws(XMLError) -> XMLName? {
    guard depth > 0 else { throw error(.malformed) }
    if isEmptyElement {
      isEmptyElement = false
      depth -= 1
      return nil
    }
    while true {
      guard seek(UInt8(ascii: "<")) else { throw error(.truncated) }
      if position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "/") {
        try endTag()
        return nil
      }
      if try skipMarkup() { continue }
      return try startTag()
    }
  }

  /// Passes over the rest of the innermost open element, its end tag included.
  package mutating func skip() throws(XMLError) {
    let level = depth
    guard level > 0 else { throw error(.malformed) }
    while depth >= level { _ = try nextChild() }
  }

  /// After the root ended: throws unless only comments and white space follow.
  package mutating func finish() throws(XMLError) {
    guard depth == 0 else { throw error(.malformed) }
    while true {
      skipWhitespace()
      guard position < bytes.count else { return }
      guard bytes[position] == UInt8(ascii: "<"), try skipMarkup() else { throw error(.malformed) }
    }
  }

  /// Lends the text of the innermost open element, references resolved, and passes its end tag. The slice is valid
  /// inside `body` only. An element inside the text is an error.
  package mutating func withText<R>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(XMLError) -> R
  ) throws(XMLError) -> R {
    guard depth > 0 else { throw error(.malformed) }
    if isEmptyElement {
      isEmptyElement = false
      depth -= 1
      return try body(UnsafeBufferPointer(start: nil, count: 0))
    }
    let start = position
    guard seek(UInt8(ascii: "<")) else { throw error(.truncated) }
    let plain = UnsafeBufferPointer(rebasing: bytes[start..<position])
    let endsHere = position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "/")
    if endsHere, !Self.contains(plain, UInt8(ascii: "&")) {
      try endTag()
      return try body(plain)
    }
    position = start
    try collectText()
    return try scratch.withUnsafeBufferPointer { (buffer) throws(XMLError) -> R in try body(buffer) }
  }

  /// True when an element stands inside the innermost open one; moves nothing.
  package func hasChildren() throws(XMLError) -> Bool {
    var ahead = self
    return try ahead.nextChild() != nil
  }

  package func error(_ reason: XMLError.Reason) -> XMLError { XMLError(reason, offset: position) }

  /// At text of the form `&quot;…&quot;` with no other reference in it, as S3 writes entity tags: the slice between,
  /// end tag passed. nil, nothing moved, for any other text.
  mutating func quotedText() throws(XMLError) -> UnsafeBufferPointer<UInt8>? {
    guard depth > 0, !isEmptyElement, startsWith("&quot;") else { return nil }
    let start = position
    guard seek(UInt8(ascii: "<")), position - start >= 12, startsWith("</") else {
      position = start
      return nil
    }
    let inner = UnsafeBufferPointer(rebasing: bytes[(start + 6)..<(position - 6)])
    let end = UnsafeBufferPointer(rebasing: bytes[(position - 6)..<position])
    guard equals(end, "&quot;"), !Self.contains(inner, UInt8(ascii: "&")) else {
      position = start
      return nil
    }
    try endTag()
    return inner
  }

  // MARK: Pieces

  /// At `<` of a start tag: reads it and opens the element.
  private mutating func startTag() throws(XMLError) -> XMLName {
    position += 1
    let name = try tagName()
    guard depth < Self.maximumDepth else { throw error(.tooDeep) }
    if position < bytes.count, bytes[position] == UInt8(ascii: ">") {
      position += 1
      isEmptyElement = false
    } else {
      isEmptyElement = try skipAttributes()
    }
    open[depth] = name
    depth += 1
    return XMLName(rebasing: bytes[name])
  }

  /// At `</`: reads the end tag and closes the innermost element.
  private mutating func endTag() throws(XMLError) {
    position += 2
    guard depth > 0 else { throw error(.malformed) }
    depth -= 1
    let expected = open[depth]
    guard bytes.count - position > expected.count else { throw error(.truncated) }
    guard let base = bytes.baseAddress, memcmp(base + position, base + expected.lowerBound, expected.count) == 0
    else { throw error(.malformed) }
    position += expected.count
    if bytes[position] != UInt8(ascii: ">") {
      skipWhitespace()
      guard position < bytes.count else { throw error(.truncated) }
      guard bytes[position] == UInt8(ascii: ">") else { throw error(.malformed) }
    }
    position += 1
  }

  /// The text of the innermost element into `scratch`, end tag included.
  private mutating func collectText() throws(XMLError) {
    scratch.removeAll(keepingCapacity: true)
    while true {
      guard position < bytes.count else { throw error(.truncated) }
      let byte = bytes[position]
      if byte == UInt8(ascii: "&") {
        try appendReference()
      } else if byte != UInt8(ascii: "<") {
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "<"), bytes[position] != UInt8(ascii: "&") {
          position += 1
        }
        scratch.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<position]))
      } else if position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "/") {
        return try endTag()
      } else if startsWith("<![CDATA[") {
        let content = try cdata()
        scratch.append(contentsOf: bytes[content])
      } else {
        guard try skipMarkup() else { throw error(.badValue) }
      }
    }
  }

  // MARK: Scanning

  /// Moves to the next `byte`; false, without moving, when there is none.
  private mutating func seek(_ byte: UInt8) -> Bool {
    guard let base = bytes.baseAddress, position < bytes.count,
      let found = memchr(base + position, Int32(byte), bytes.count - position)
    else { return false }
    position = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
    return true
  }

  private static func contains(_ text: UnsafeBufferPointer<UInt8>, _ byte: UInt8) -> Bool {
    guard let base = text.baseAddress, text.count > 0 else { return false }
    return memchr(base, Int32(byte), text.count) != nil
  }
}

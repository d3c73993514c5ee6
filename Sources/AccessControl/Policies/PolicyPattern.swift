/// A text of a policy with wildcards and variables: `arn:aws:s3:::home/${aws:username}/*`
/// (IAM User Guide, "IAM policy elements: Variables and tags"). Works on bytes, as keys are bytes.
package struct PolicyPattern: Sendable, Hashable {
  private enum Piece: Sendable, Hashable {
    case byte(UInt8)
    case anyRun
    case anyByte
    /// A condition key in lower case, and what stands for it where it has no value.
    case variable(String, fallback: [UInt8]?)
  }

  private let pieces: [Piece]
  /// As it was written.
  package let text: String

  /// `hasWildcards` and `hasVariables` say which of the two mean something. nil for a `${` without its end.
  package init?(_ text: String, hasWildcards: Bool = true, hasVariables: Bool = true) {
    var pieces: [Piece] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "*") where hasWildcards: pieces.append(.anyRun)
      case UInt8(ascii: "?") where hasWildcards: pieces.append(.anyByte)
      case UInt8(ascii: "$") where hasVariables && rest.first == UInt8(ascii: "{"):
        guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else { return nil }
        guard let piece = Self.variable(rest[rest.index(after: rest.startIndex)..<end]) else { return nil }
        pieces.append(piece)
        rest = rest[rest.index(after: end)...]
      default: pieces.append(.byte(byte))
      }
    }
    self.pieces = pieces
    self.text = text
  }

  /// `${*}`, `${?}` and `${$}` are those characters themselves; `${key, 'text'}` has a fallback.
  private static func variable(_ inner: ArraySlice<UInt8>) -> Piece? {
    if inner.count == 1, let byte = inner.first, "*?$".utf8.contains(byte) { return .byte(byte) }
    let halves = inner.split(separator: UInt8(ascii: ","), maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = halves.first.map({ String(decoding: $0, as: UTF8.self) }), !name.isEmpty else { return nil }
    guard halves.count == 2 else { return .variable(lowercasedASCII(name), fallback: nil) }
    let space = UInt8(ascii: " ")
    let quoted = halves[1].drop { $0 == space }
    let quote = UInt8(ascii: "'")
    guard quoted.count >= 2, quoted.first == quote, quoted.last == quote else { return nil }
    return .variable(lowercasedASCII(name), fallback: Array(quoted.dropFirst().dropLast()))
  }

  /// True for `*` alone.
  package var isEverything: Bool { pieces == [.anyRun] }

  /// True when every value matches, or one of several by wildcard: what a public grant looks for.
  package var hasWildcard: Bool { pieces.contains(.anyRun) || pieces.contains(.anyByte) }

  /// Conditions keys that variables name, in lower case.
  var variables: [String] {
    pieces.compactMap { piece in
      guard case .variable(let name, _) = piece else { return nil }
      return name
    }
  }

  /// True when `value` fits. A variable without a single value, and without a fallback, fits nothing.
  package func matches(_ value: [UInt8], _ context: ConditionContext, ignoringCase: Bool = false) -> Bool {
    var tokens: [UInt16] = []
    tokens.reserveCapacity(pieces.count)
    for piece in pieces {
      switch piece {
      case .byte(let byte): tokens.append(UInt16(ignoringCase ? lowered(byte) : byte))
      case .anyRun: tokens.append(anyRunToken)
      case .anyByte: tokens.append(anyByteToken)
      case .variable(let name, let fallback):
        let values = context.values(of: name) ?? []
        guard let bytes = values.count == 1 ? values[0] : fallback else { return false }
        for byte in bytes { tokens.append(UInt16(ignoringCase ? lowered(byte) : byte)) }
      }
    }
    return wildcardMatch(tokens, ignoringCase ? value.map(lowered) : value)
  }
}

private let anyRunToken: UInt16 = 256
private let anyByteToken: UInt16 = 257

/// With one place to come back to, the last `*`: at most length times length steps.
private func wildcardMatch(_ pattern: [UInt16], _ value: [UInt8]) -> Bool {
  var (place, position) = (0, 0)
  var (star, retry) = (-1, 0)
  while position < value.count {
    if place < pattern.count, pattern[place] == anyRunToken {
      star = place
      retry = position
      place += 1
    } else if place < pattern.count, pattern[place] == anyByteToken || pattern[place] == UInt16(value[position]) {
      place += 1
      position += 1
    } else if star >= 0 {
      place = star + 1
      retry += 1
      position = retry
    } else {
      return false
    }
  }
  return pattern[place...].allSatisfy { $0 == anyRunToken }
}

func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }

/// ASCII letters in lower case.
func lowercasedASCII(_ text: String) -> String { String(decoding: text.utf8.map(lowered), as: UTF8.self) }

/// A shell pattern over bytes, compiled: `*` and `?` stop at `/`, `**` does not, `[...]` is a set without `/`, `\`
/// takes the next byte literally (rsync(1), "Pattern matching rules").
///
/// Matching takes no memory and at most (length of the text) × (longest segment) × (length of the pattern) steps: of
/// two stars only the later one is ever extended again, and `**` forgets the stars before it.
struct GlobPattern: Hashable, Sendable {
  enum Token: Hashable, Sendable {
    case byte(UInt8)
    /// `?`
    case anyInSegment
    case set(ByteSet)
    /// `*`
    case star
    /// `**`
    case doubleStar
    /// A set without its end, or a backslash at the end: matches no text at all, as in rsync.
    case nothing
  }

  private(set) var tokens: [Token] = []

  /// Understands `pattern`; without wildcards every byte, also a backslash, stands for itself.
  init(_ pattern: ArraySlice<UInt8>, isLiteral: Bool) {
    guard !isLiteral else {
      tokens = pattern.map { .byte($0) }
      return
    }
    var position = pattern.startIndex
    while position < pattern.endIndex {
      switch pattern[position] {
      case UInt8(ascii: "*"):
        let start = position
        while position < pattern.endIndex, pattern[position] == UInt8(ascii: "*") { position += 1 }
        tokens.append(position - start > 1 ? .doubleStar : .star)
      case UInt8(ascii: "?"):
        tokens.append(.anyInSegment)
        position += 1
      case UInt8(ascii: "["):
        tokens.append(ByteSet(parsing: pattern, at: &position).map { .set($0) } ?? .nothing)
      case UInt8(ascii: "\\"):
        position += 1
        tokens.append(position < pattern.endIndex ? .byte(pattern[position]) : .nothing)
        position += 1
      case let byte:
        tokens.append(.byte(byte))
        position += 1
      }
    }
  }

  init(tokens: [Token]) { self.tokens = tokens }

  /// True when the whole of `text[range]` matches.
  func matches(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
    if case .byte(let last)? = tokens.last {
      guard let end = range.last, text[end] == last else { return false }
    }
    let slash = UInt8(ascii: "/")
    var position = range.lowerBound
    var next = 0
    var star: (token: Int, position: Int)?
    var doubleStar: (token: Int, position: Int)?
    while true {
      if next == tokens.count {
        if position == range.upperBound { return true }
      } else {
        switch tokens[next] {
        case .star:
          next += 1
          star = (next, position)
          continue
        case .doubleStar:
          next += 1
          doubleStar = (next, position)
          star = nil
          continue
        case let token where position < range.upperBound && token.accepts(text[position]):
          next += 1
          position += 1
          continue
        default: break
        }
      }
      if let last = star, last.position < range.upperBound, text[last.position] != slash {
        star = (last.token, last.position + 1)
        (next, position) = (last.token, last.position + 1)
      } else if let last = doubleStar, last.position < range.upperBound {
        doubleStar = (last.token, last.position + 1)
        star = nil
        (next, position) = (last.token, last.position + 1)
      } else {
        return false
      }
    }
  }
}

extension GlobPattern.Token {
  fileprivate func accepts(_ byte: UInt8) -> Bool {
    switch self {
    case .byte(let wanted): byte == wanted
    case .anyInSegment: byte != UInt8(ascii: "/")
    case .set(let set): set.contains(byte)
    case .star, .doubleStar, .nothing: false
    }
  }
}

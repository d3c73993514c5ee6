internal import Digests

/// What names a file or a blob of a repository: the SHA-256 of its content (restic design document, "Repository
/// Format"). 32 bytes held in place, so that a million of them cost no allocation.
package struct StorageID: Hashable, Comparable, Sendable {
  /// The bytes, eight at a time, highest first.
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// All zero: names nothing.
  package static let none = StorageID(words: (0, 0, 0, 0))

  private init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

  /// nil unless there are 32 bytes.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    var words: [UInt64] = [0, 0, 0, 0]
    for (position, byte) in bytes.enumerated() { words[position / 8] = words[position / 8] << 8 | UInt64(byte) }
    self.words = (words[0], words[1], words[2], words[3])
  }

  /// nil unless there are 32 bytes.
  package init?(raw bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 32 else { return nil }
    words = (
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
    )
  }

  /// nil unless `text` is 64 hexadecimal digits in lower case.
  package init?(_ text: some StringProtocol) {
    guard text.utf8.count == 64, !text.utf8.contains(where: { (65...90).contains($0) }),
      let bytes = hexadecimalDecoded(text)
    else { return nil }
    self.init(bytes: bytes)
  }

  /// The id of `content`.
  package init(of content: [UInt8]) { self = content.withUnsafeBytes { StorageID(of: $0) } }

  /// The id of `content`.
  package init(of content: UnsafeRawBufferPointer) {
    self = sha256(content).withUnsafeBytes { StorageID(raw: $0) } ?? .none
  }

  package var bytes: [UInt8] {
    [words.0, words.1, words.2, words.3].flatMap { bigEndianBytes($0) }
  }

  /// The first 64 bits: as good as any hash of the id.
  package var prefix: UInt64 { words.0 }

  package static func == (left: StorageID, right: StorageID) -> Bool {
    left.words.0 == right.words.0 && left.words.1 == right.words.1 && left.words.2 == right.words.2
      && left.words.3 == right.words.3
  }

  package static func < (left: StorageID, right: StorageID) -> Bool { left.words < right.words }

  package func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

extension StorageID: CustomStringConvertible {
  /// 64 hexadecimal digits in lower case, as the file is named.
  package var description: String { hexadecimal(bytes) }

  /// The first eight digits, as restic shows ids.
  package var short: String { String(description.prefix(8)) }
}

extension StorageID {
  /// nil unless there are 64 hexadecimal digits in lower case.
  init?(digits: ArraySlice<UInt8>) {
    guard digits.count == 64 else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let isWhole = digits.withUnsafeBufferPointer { digits in
      Self.read(digits, 0, &words.0) && Self.read(digits, 16, &words.1) && Self.read(digits, 32, &words.2)
        && Self.read(digits, 48, &words.3)
    }
    guard isWhole else { return nil }
    self.init(words: words)
  }

  private static func read(_ digits: UnsafeBufferPointer<UInt8>, _ start: Int, _ word: inout UInt64) -> Bool {
    for index in start..<start + 16 {
      let digit = digits[index]
      guard digit < UInt8(ascii: "A") || digit > UInt8(ascii: "F"), let value = hexadecimalValue(digit) else {
        return false
      }
      word = word << 4 | UInt64(value)
    }
    return true
  }

  /// Appends ``description``.
  func appendDigits(to text: inout [UInt8]) {
    Self.append(words.0, to: &text)
    Self.append(words.1, to: &text)
    Self.append(words.2, to: &text)
    Self.append(words.3, to: &text)
  }

  private static func append(_ word: UInt64, to text: inout [UInt8]) {
    for shift in stride(from: UInt64(60), through: 0, by: -4) {
      text.append(hexadecimalDigit(UInt8(truncatingIfNeeded: word >> shift & 15)))
    }
  }

  /// An id that nobody can guess: of a new repository.
  package static func random() -> StorageID { StorageID(bytes: randomBytes(count: 32)) ?? .none }
}

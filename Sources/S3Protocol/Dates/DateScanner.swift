/// Reads the pieces of a date from left to right.
struct DateScanner {
  private let text: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  var isAtEnd: Bool { position == text.count }

  /// Exactly `count` digits, at most 9, as a number.
  mutating func digits(_ count: Int) -> Int? {
    guard text.count - position >= count else { return nil }
    var value = 0
    for index in position..<position + count {
      let digit = text[index] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      value = value * 10 + Int(digit)
    }
    position += count
    return value
  }

  /// One or two digits, spaces before them allowed (asctime pads the day with one).
  mutating func paddedDay() -> Int? {
    while take(" ") {}
    return digits(2) ?? digits(1)
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  /// Passes over `literal`.
  mutating func take(literal: StaticString) -> Bool {
    guard text.count - position >= literal.utf8CodeUnitCount else { return false }
    for index in 0..<literal.utf8CodeUnitCount where text[position + index] != literal.utf8Start[index] { return false }
    position += literal.utf8CodeUnitCount
    return true
  }

  /// The letters up to the next character that is none.
  mutating func word() -> [UInt8] {
    let start = position
    while position < text.count, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(text[position] | 0x20) {
      position += 1
    }
    return Array(text[start..<position])
  }

  /// `hh:mm:ss`
  mutating func timeOfDay() -> (hour: Int, minute: Int, second: Int)? {
    guard let hour = digits(2), take(":"), let minute = digits(2), take(":"), let second = digits(2) else { return nil }
    return (hour, minute, second)
  }

  /// One or more digits after the decimal point, in nanoseconds; digits after the ninth are dropped.
  mutating func fractionNanoseconds() -> Int64? {
    var value: Int64 = 0
    var count = 0
    while position < text.count, text[position] &- UInt8(ascii: "0") <= 9 {
      if count < 9 { value = value * 10 + Int64(text[position] - UInt8(ascii: "0")) }
      count += 1
      position += 1
    }
    guard count > 0 else { return nil }
    for _ in min(count, 9)..<9 { value *= 10 }
    return value
  }

  /// `Z`, `±hh:mm`, `±hhmm` or nothing at the end, in seconds east of Greenwich.
  mutating func zoneOffsetSeconds() -> Int64? {
    if isAtEnd || take("Z") || take("z") { return 0 }
    let isNegative = take("-")
    guard isNegative || take("+"), let hours = digits(2) else { return nil }
    _ = take(":")
    guard let minutes = digits(2), hours <= 23, minutes <= 59 else { return nil }
    let seconds = Int64(hours * 3600 + minutes * 60)
    return isNegative ? -seconds : seconds
  }
}

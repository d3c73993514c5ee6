package import StorageModel

/// A point in time with the offset of a time zone, as Go's time.Time goes into JSON: years 0 to 9999, which is more
/// than a ``Timestamp`` holds.
package struct GoTime: Hashable, Sendable {
  /// Since 1970-01-01T00:00:00Z.
  package var seconds: Int64
  /// 0 to 999,999,999.
  package var nanoseconds: Int32
  /// East of Greenwich.
  package var offsetMinutes: Int32

  /// Go's zero: the first of January of the year 1.
  package static let zero = GoTime(seconds: -62_135_596_800, nanoseconds: 0)

  package init(seconds: Int64, nanoseconds: Int32, offsetMinutes: Int32 = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
    self.offsetMinutes = offsetMinutes
  }

  package init(_ time: Timestamp, offsetMinutes: Int32 = 0) {
    self.init(
      seconds: time.seconds, nanoseconds: Int32(truncatingIfNeeded: time.subsecondNanoseconds),
      offsetMinutes: offsetMinutes)
  }

  /// The nearest time that a ``Timestamp`` can say.
  package var timestamp: Timestamp { Timestamp(seconds: seconds, nanoseconds: Int64(nanoseconds)) }

  /// Whether both are the same moment, whatever their zones.
  package func isSameMoment(as other: GoTime) -> Bool {
    seconds == other.seconds && nanoseconds == other.nanoseconds
  }
}

// MARK: - Text

extension GoTime {
  private static let secondsPerDay: Int64 = 86_400

  /// RFC 3339 with as many digits of a fraction as are needed: `2026-01-31T12:00:00.5+01:00`. Years out of 0 to 9999
  /// become the nearest of these, as restic does.
  package var text: String {
    var text: [UInt8] = []
    append(to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends ``text``: three times for each node of a tree.
  func append(to text: inout [UInt8]) {
    let (local, _) = seconds.addingReportingOverflow(Int64(offsetMinutes) * 60)
    let clamped = min(max(local, Self.least), Self.greatest)
    let days = clamped >= 0 ? clamped / Self.secondsPerDay : -((-clamped + Self.secondsPerDay - 1) / Self.secondsPerDay)
    let second = clamped - days * Self.secondsPerDay
    let (year, month, day) = Self.civil(days: days)
    Self.append(year, 4, to: &text)
    text.append(UInt8(ascii: "-"))
    Self.append(month, 2, to: &text)
    text.append(UInt8(ascii: "-"))
    Self.append(day, 2, to: &text)
    text.append(UInt8(ascii: "T"))
    Self.append(second / 3600, 2, to: &text)
    text.append(UInt8(ascii: ":"))
    Self.append(second / 60 % 60, 2, to: &text)
    text.append(UInt8(ascii: ":"))
    Self.append(second % 60, 2, to: &text)
    if nanoseconds > 0 {
      text.append(UInt8(ascii: "."))
      Self.append(Int64(nanoseconds), 9, to: &text)
      while text.last == UInt8(ascii: "0") { text.removeLast() }
    }
    guard offsetMinutes != 0 else { return text.append(UInt8(ascii: "Z")) }
    let distance = Int64(offsetMinutes.magnitude)
    text.append(UInt8(ascii: offsetMinutes < 0 ? "-" : "+"))
    Self.append(distance / 60, 2, to: &text)
    text.append(UInt8(ascii: ":"))
    Self.append(distance % 60, 2, to: &text)
  }

  /// nil for what is not RFC 3339.
  package init?(_ text: [UInt8]) {
    var reader = TimeReader(bytes: text)
    guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
      let day = reader.number(2), reader.take("T"), let hour = reader.number(2), reader.take(":"),
      let minute = reader.number(2), reader.take(":"), let second = reader.number(2)
    else { return nil }
    guard (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60,
      let nanoseconds = reader.fraction(), let offset = reader.offset(), reader.isAtEnd
    else { return nil }
    let days = Self.days(year: year, month: month, day: day)
    guard Self.civil(days: days) == (year, month, day) else { return nil }
    seconds = days * Self.secondsPerDay + hour * 3600 + minute * 60 + second - offset * 60
    self.nanoseconds = Int32(truncatingIfNeeded: nanoseconds)
    offsetMinutes = Int32(truncatingIfNeeded: offset)
  }

  /// 0000-01-01T00:00:00 and 9999-12-31T23:59:59.
  private static let least: Int64 = -62_167_219_200
  private static let greatest: Int64 = 253_402_300_799

  /// At least `width` digits.
  private static func append(_ value: Int64, _ width: Int, to text: inout [UInt8]) {
    var rest = value
    var digits = 0
    var reversed: UInt64 = 0
    // Nine digits are the most there are: four bits each.
    while rest > 0 || digits < width {
      reversed = reversed << 4 | UInt64(rest % 10)
      rest /= 10
      digits += 1
    }
    for _ in 0..<digits {
      text.append(UInt8(ascii: "0") + UInt8(reversed & 15))
      reversed >>= 4
    }
  }

  /// Days since 1970-01-01 of a date of the proleptic Gregorian calendar. The year begins in March, so that the leap
  /// day is its last.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The date of a day; undoes ``days(year:month:day:)``.
  private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }
}

private struct TimeReader {
  let bytes: [UInt8]
  private var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func digit() -> Int64? {
    guard position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) else { return nil }
    position += 1
    return Int64(bytes[position - 1] - UInt8(ascii: "0"))
  }

  mutating func number(_ digits: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<digits {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// Nanoseconds; digits behind the ninth are passed over.
  mutating func fraction() -> Int64? {
    guard take(".") else { return 0 }
    var value: Int64 = 0
    var scale: Int64 = 1_000_000_000
    var count = 0
    while let digit = digit() {
      count += 1
      if scale > 1 {
        value = value * 10 + digit
        scale /= 10
      }
    }
    return count > 0 ? value * scale : nil
  }

  /// Minutes.
  mutating func offset() -> Int64? {
    if take("Z") { return 0 }
    let isEast = take("+")
    guard isEast || take("-"), let hours = number(2), take(":"), let minutes = number(2), hours < 24, minutes < 60
    else { return nil }
    return (hours * 60 + minutes) * (isEast ? 1 : -1)
  }
}

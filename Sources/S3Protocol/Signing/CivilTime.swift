package import StorageModel

/// A second of the Gregorian calendar in UTC, without Foundation: a formatter there costs more than a signature.
package struct CivilTime: Hashable, Sendable {
  package let year: Int
  /// 1 to 12.
  package let month: Int
  /// 1 to 31.
  package let day: Int
  package let hour: Int
  package let minute: Int
  package let second: Int
  /// 0 is Sunday.
  package let weekday: Int

  /// The second in which `timestamp` falls.
  package init(_ timestamp: Timestamp) {
    let seconds = timestamp.seconds
    let ofDay = ((seconds % 86_400) + 86_400) % 86_400
    let days = (seconds - ofDay) / 86_400
    // Days are counted from 0000-03-01, so that a leap day ends its year; an era of 400 years has 146,097 days.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
    day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    hour = Int(ofDay / 3_600)
    minute = Int(ofDay / 60 % 60)
    second = Int(ofDay % 60)
    weekday = Int(((days + 4) % 7 + 7) % 7)
  }

  /// nil for a time that the calendar does not have (a leap second counts as such), or a year outside 1 to 9999.
  package init?(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
    guard (1...9_999).contains(year), (1...12).contains(month), (0...23).contains(hour), (0...59).contains(minute),
      (0...59).contains(second), day >= 1, day <= Self.days(in: month, of: year)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
    let days = Self.daysSinceEpoch(year: year, month: month, day: day)
    self.weekday = ((days + 4) % 7 + 7) % 7
  }

  /// The start of the second.
  package var timestamp: Timestamp {
    let days = Int64(Self.daysSinceEpoch(year: year, month: month, day: day))
    return Timestamp(seconds: days * 86_400 + Int64(hour * 3_600 + minute * 60 + second))
  }

  private static func days(in month: Int, of year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    switch month {
    case 2: return isLeap ? 29 : 28
    case 4, 6, 9, 11: return 30
    default: return 31
    }
  }

  private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

extension CivilTime {
  /// ISO 8601 in its basic form, as signatures carry it: `20260901T000000Z`.
  package var basic: String { text(lengthBytes: 16) }

  /// The day of ``basic``: `20260901`.
  package var dateStamp: String { text(lengthBytes: 8) }

  /// Reads ``basic``, nothing else.
  package init?(basic text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z") else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      bytes[range].reduce(Int?(0)) { sum, digit in
        guard let sum, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
        return sum * 10 + Int(digit - UInt8(ascii: "0"))
      }
    }
    guard let year = number(0..<4), let month = number(4..<6), let day = number(6..<8), let hour = number(9..<11),
      let minute = number(11..<13), let second = number(13..<15)
    else { return nil }
    self.init(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
  }

  /// The first 8 or all 16 characters of ``basic``, without a detour through an array.
  private func text(lengthBytes: Int) -> String {
    String(unsafeUninitializedCapacity: 16) { text in
      func put(_ number: Int, at position: Int, width: Int) {
        var rest = number
        for place in stride(from: position + width - 1, through: position, by: -1) {
          text[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
          rest /= 10
        }
      }
      put(year, at: 0, width: 4)
      put(month, at: 4, width: 2)
      put(day, at: 6, width: 2)
      text[8] = UInt8(ascii: "T")
      put(hour, at: 9, width: 2)
      put(minute, at: 11, width: 2)
      put(second, at: 13, width: 2)
      text[15] = UInt8(ascii: "Z")
      return lengthBytes
    }
  }
}

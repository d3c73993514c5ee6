/// The date of a time on the clock of its own zone.
struct CalendarDate: Hashable, Sendable {
  enum Period: Sendable { case hour, day, week, month, year }

  /// Since 1970-01-01.
  let dayNumber: Int64
  let year: Int64
  /// 1 to 12.
  let month: Int
  let day: Int
  let hour: Int

  init(_ time: GoTime) {
    let (local, overflow) = time.seconds.addingReportingOverflow(Int64(time.offsetMinutes) * 60)
    let seconds = overflow ? time.seconds : local
    dayNumber = Self.floorDivided(seconds, 86_400)
    hour = Int((seconds - dayNumber * 86_400) / 3600)
    (year, month, day) = Self.civil(dayNumber)
  }

  /// A number that is the same for all times of the period, and different for the next one.
  func number(of period: Period) -> Int64 {
    switch period {
    case .hour: dayNumber * 24 + Int64(hour)
    case .day: dayNumber
    // Weeks begin on Monday (ISO 8601); 1970-01-01 was a Thursday.
    case .week: Self.floorDivided(dayNumber + 3, 7)
    case .month: year * 12 + Int64(month)
    case .year: year
    }
  }

  /// Days since 1970-01-01 of a date of the proleptic Gregorian calendar, whose year begins in March while counting.
  static func days(year: Int64, month: Int, day: Int) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = floorDivided(shifted, 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civil(_ days: Int64) -> (Int64, Int, Int) {
    let shifted = days + 719_468
    let era = floorDivided(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let civilMonth = month < 10 ? month + 3 : month - 9
    return (
      yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0), Int(civilMonth), Int(dayOfYear - (153 * month + 2) / 5 + 1)
    )
  }

  private static func floorDivided(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
  }
}

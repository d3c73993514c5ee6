internal import StorageModel

/// A span of the calendar: `1y5m7d2h`, restic's grammar.
package struct CalendarSpan: Hashable, Sendable {
  package var years = 0
  package var months = 0
  package var days = 0
  package var hours = 0

  /// nil for anything else, and for the empty span.
  package init?(_ text: String) {
    var number = 0
    var hasDigits = false
    for character in text {
      if let digit = character.wholeNumberValue, character.isASCII {
        number = number * 10 + digit
        hasDigits = true
        guard number < 100_000 else { return nil }
        continue
      }
      guard hasDigits else { return nil }
      switch character {
      case "y": years = number
      case "m": months = number
      case "d": days = number
      case "h": hours = number
      default: return nil
      }
      number = 0
      hasDigits = false
    }
    guard !hasDigits, years + months + days + hours > 0 else { return nil }
  }

  /// The moment so long before `time`, months counted on its own clock; a day that the month lacks runs over, as in
  /// Go's AddDate.
  func before(_ time: GoTime) -> Int64 {
    let date = CalendarDate(time)
    let months = Int64(date.month - 1) - Int64(months) + (date.year - Int64(years)) * 12
    let year = months >= 0 ? months / 12 : -((-months + 11) / 12)
    let first = CalendarDate.days(year: year, month: Int(months - year * 12) + 1, day: 1)
    let day = first + Int64(date.day - 1) - Int64(days)
    return (day - date.dayNumber) * 86_400 + time.seconds - Int64(hours) * 3600
  }
}

/// Which snapshots of a group stay (restic manual, "Removing snapshots according to a policy").
package struct RetentionPolicy: Hashable, Sendable {
  /// A number of the last of a kind that stay; -1 for all.
  package var last = 0
  package var hourly = 0
  package var daily = 0
  package var weekly = 0
  package var monthly = 0
  package var yearly = 0
  package var within: CalendarSpan?
  package var withinHourly: CalendarSpan?
  package var withinDaily: CalendarSpan?
  package var withinWeekly: CalendarSpan?
  package var withinMonthly: CalendarSpan?
  package var withinYearly: CalendarSpan?
  /// Snapshots that have all tags of one of the lists stay.
  package var tagLists: [[String]] = []

  package init() {}

  package var isEmpty: Bool { self == RetentionPolicy() }

  /// What becomes of a snapshot; one without a reason goes.
  package struct Verdict: Sendable {
    package var snapshot: Snapshot
    package var reasons: [String]
    package var keeps: Bool { !reasons.isEmpty }
  }

  private struct Bucket {
    var count: Int
    var within: CalendarSpan?
    var period: CalendarDate.Period?
    var name: String
    var last: Int64?
  }

  /// Judges a group of snapshots, newest first in the answer. An empty policy keeps everything. `now` in seconds.
  package func judge(_ snapshots: [Snapshot], now: Int64) -> [Verdict] {
    let newestFirst = SnapshotList(snapshots).snapshots.reversed()
    if isEmpty { return newestFirst.map { Verdict(snapshot: $0, reasons: ["policy is empty"]) } }
    // A snapshot of the future must not push all others out of a span.
    let latest = newestFirst.first { $0.time.seconds < now }?.time
    var buckets = self.buckets
    return newestFirst.enumerated().map { number, snapshot in
      var reasons = tagLists.filter { list in list.allSatisfy { snapshot.tags.contains($0) } }
        .map { "has tags \($0.joined(separator: ","))" }
      if let within, let latest, snapshot.time.seconds > within.before(latest) { reasons.append("within") }
      for index in buckets.indices {
        if Self.takes(snapshot, number, isOldest: number == snapshots.count - 1, latest, &buckets[index]) {
          reasons.append(buckets[index].name)
        }
      }
      return Verdict(snapshot: snapshot, reasons: reasons)
    }
  }

  private var buckets: [Bucket] {
    let counted: [(Int, CalendarDate.Period?, String)] = [
      (last, nil, "last snapshot"), (hourly, .hour, "hourly snapshot"), (daily, .day, "daily snapshot"),
      (weekly, .week, "weekly snapshot"), (monthly, .month, "monthly snapshot"), (yearly, .year, "yearly snapshot"),
    ]
    let spans: [(CalendarSpan?, CalendarDate.Period, String)] = [
      (withinHourly, .hour, "hourly within"), (withinDaily, .day, "daily within"),
      (withinWeekly, .week, "weekly within"), (withinMonthly, .month, "monthly within"),
      (withinYearly, .year, "yearly within"),
    ]
    return counted.filter { $0.0 != 0 }.map { Bucket(count: $0.0, period: $0.1, name: $0.2) }
      + spans.filter { $0.0 != nil }.map { Bucket(count: -1, within: $0.0, period: $0.1, name: $0.2) }
  }

  /// The newest of each period, while the count lasts; and the oldest of all where it has not run out, so that the
  /// history is as long as it can be.
  private static func takes(
    _ snapshot: Snapshot, _ number: Int, isOldest: Bool, _ latest: GoTime?, _ bucket: inout Bucket
  ) -> Bool {
    guard bucket.count != 0 else { return false }
    if let within = bucket.within {
      guard let latest, snapshot.time.seconds > within.before(latest) else { return false }
    }
    let value = bucket.period.map { CalendarDate(snapshot.time).number(of: $0) } ?? Int64(number)
    guard value != bucket.last || (isOldest && bucket.within == nil) else { return false }
    bucket.last = value
    if bucket.count > 0 { bucket.count -= 1 }
    return true
  }
}

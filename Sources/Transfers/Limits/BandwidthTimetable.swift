/// Speeds by time of day: `512K`, or `08:00,512K 12:00,10M 23:00,off`.
///
/// Numbers take a suffix B, K, M, G or T (powers of 1,024; a number alone is KiB, as in rclone); `off` is no limit.
/// Before the first time of the day the last one of the day before holds.
package struct BandwidthTimetable: Hashable, Sendable {
  private struct Slot: Hashable {
    var minute: Int
    /// nil for no limit.
    var bytesPerSecond: Int64?
  }

  private var slots: [Slot]

  /// One speed all day; nil for no limit.
  package init(bytesPerSecond: Int64?) { slots = [Slot(minute: 0, bytesPerSecond: bytesPerSecond)] }

  /// nil for text that is no timetable: an unknown number or time, a time twice, nothing at all.
  package init?(_ text: String) {
    var slots: [Slot] = []
    for item in text.split(separator: " ") {
      let pieces = item.split(separator: ",", omittingEmptySubsequences: false)
      if pieces.count == 1, let speed = Self.speed(pieces[0]) {
        guard slots.isEmpty, text.split(separator: " ").count == 1 else { return nil }
        slots.append(Slot(minute: 0, bytesPerSecond: speed.bytesPerSecond))
        continue
      }
      guard pieces.count == 2, let minute = Self.minute(pieces[0]), let speed = Self.speed(pieces[1]) else {
        return nil
      }
      slots.append(Slot(minute: minute, bytesPerSecond: speed.bytesPerSecond))
    }
    guard !slots.isEmpty, Set(slots.map(\.minute)).count == slots.count else { return nil }
    self.slots = slots.sorted { $0.minute < $1.minute }
  }

  /// The speed at a minute of the day, 0 to 1,439; nil for no limit.
  package func bytesPerSecond(atMinute minute: Int) -> Int64? {
    let slot = slots.last { $0.minute <= minute } ?? slots.last
    return slot?.bytesPerSecond
  }

  private struct Speed { var bytesPerSecond: Int64? }

  private static func minute(_ text: Substring) -> Int? {
    let pieces = text.split(separator: ":", omittingEmptySubsequences: false)
    guard pieces.count == 2, pieces.allSatisfy({ (1...2).contains($0.utf8.count) }), let hour = UInt8(pieces[0]),
      let minute = UInt8(pieces[1]), hour < 24, minute < 60
    else { return nil }
    return Int(hour) * 60 + Int(minute)
  }

  private static func speed(_ text: Substring) -> Speed? {
    if text.lowercased() == "off" { return Speed(bytesPerSecond: nil) }
    let factors: [Character: Double] = [
      "b": 1, "k": 1024, "m": 1_048_576, "g": 1_073_741_824, "t": 1_099_511_627_776,
    ]
    var digits = text
    var factor = 1024.0
    if let last = text.last, let known = factors[Character(last.lowercased())] {
      factor = known
      digits = text.dropLast()
    }
    guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }), let number = Double(digits) else {
      return nil
    }
    let bytes = number * factor
    guard bytes >= 1, bytes < 1e15 else { return nil }
    return Speed(bytesPerSecond: Int64(bytes))
  }
}

import StorageModel

/// The numbers of a date as they stand on the wire, not yet checked.
struct DateFields {
  var year: Int
  var month: Int
  var day: Int
  var hour = 0
  var minute = 0
  /// 60 is a leap second and counts as the first second of the next minute (RFC 9110, section 5.6.7, allows it).
  var second = 0

  /// nil for a time that the calendar does not have. Years before 1677 and after 2262 become the nearest time that a
  /// Timestamp holds: some servers send the year 1 for "unknown", and one such object must not spoil a listing.
  func timestamp(nanoseconds: Int64 = 0, zoneOffsetSeconds: Int64 = 0) -> Timestamp? {
    let leap = second == 60
    guard
      let civil = CivilTime(
        year: year, month: month, day: day, hour: hour, minute: minute, second: leap ? 59 : second)
    else { return nil }
    let time = civil.timestamp
    guard time.nanoseconds != .min, time.nanoseconds != .max else { return time }
    return Timestamp(seconds: time.seconds + (leap ? 1 : 0) - zoneOffsetSeconds, nanoseconds: nanoseconds)
  }
}

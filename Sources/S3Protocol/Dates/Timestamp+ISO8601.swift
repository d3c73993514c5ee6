package import StorageModel

/// ISO 8601 as S3 uses it in documents: `2009-10-12T17:50:30.000Z`.
extension Timestamp {
  /// Reads `YYYY-MM-DDThh:mm:ss`, a fraction of any length (cut after nanoseconds) or none, and `Z`, an offset
  /// `±hh:mm`, `±hhmm`, or nothing, which means UTC; also a date alone, which means its midnight. nil for anything
  /// else and for times that do not exist; years outside 1677 to 2262 become the nearest time.
  package init?(iso8601 text: UnsafeBufferPointer<UInt8>) {
    var scanner = DateScanner(text)
    guard let year = scanner.digits(4), scanner.take("-"), let month = scanner.digits(2), scanner.take("-"),
      let day = scanner.digits(2)
    else { return nil }
    var fields = DateFields(year: year, month: month, day: day)
    var nanoseconds: Int64 = 0
    var offset: Int64 = 0
    if !scanner.isAtEnd {
      guard scanner.take("T") || scanner.take("t") || scanner.take(" "), let time = scanner.timeOfDay() else {
        return nil
      }
      (fields.hour, fields.minute, fields.second) = time
      if scanner.take(".") {
        guard let fraction = scanner.fractionNanoseconds() else { return nil }
        nanoseconds = fraction
      }
      guard let zone = scanner.zoneOffsetSeconds() else { return nil }
      offset = zone
    }
    guard scanner.isAtEnd, let value = fields.timestamp(nanoseconds: nanoseconds, zoneOffsetSeconds: offset) else {
      return nil
    }
    self = value
  }

  /// See ``init(iso8601:)-(UnsafeBufferPointer<UInt8>)``.
  package init?(iso8601 text: String) {
    let bytes = Array(text.utf8)
    guard let value = bytes.withUnsafeBufferPointer({ Timestamp(iso8601: $0) }) else { return nil }
    self = value
  }

  /// With milliseconds, rounded down: `2009-10-12T17:50:30.123Z`.
  package var iso8601: String {
    var builder = ByteBuilder(capacity: 24)
    appendISO8601(to: &builder)
    return String(decoding: builder.bytes(), as: UTF8.self)
  }

  /// Appends ``iso8601``.
  func appendISO8601(to builder: inout ByteBuilder) {
    let civil = CivilTime(self)
    builder.append(paddedDigits: civil.year, width: 4)
    builder.append(UInt8(ascii: "-"))
    builder.append(paddedDigits: civil.month, width: 2)
    builder.append(UInt8(ascii: "-"))
    builder.append(paddedDigits: civil.day, width: 2)
    builder.append(UInt8(ascii: "T"))
    builder.append(paddedDigits: civil.hour, width: 2)
    builder.append(UInt8(ascii: ":"))
    builder.append(paddedDigits: civil.minute, width: 2)
    builder.append(UInt8(ascii: ":"))
    builder.append(paddedDigits: civil.second, width: 2)
    builder.append(UInt8(ascii: "."))
    builder.append(paddedDigits: Int(subsecondNanoseconds / 1_000_000), width: 3)
    builder.append(UInt8(ascii: "Z"))
  }
}

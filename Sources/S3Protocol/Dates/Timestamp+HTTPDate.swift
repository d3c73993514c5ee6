package import StorageModel

/// Dates in header fields (RFC 9110, section 5.6.7).
extension Timestamp {
  /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, and the two obsolete forms `Sunday, 06-Nov-94 08:49:37 GMT` and
  /// `Sun Nov  6 08:49:37 1994`. The day of the week is not compared with the date. A year of two digits counts as 19xx
  /// from 70 on, as 20xx below. nil for anything else.
  package init?(httpDate text: String) {
    let bytes = Array(text.utf8)
    let fields = bytes.withUnsafeBufferPointer { DateFields(httpDate: $0) }
    guard let value = fields?.timestamp() else { return nil }
    self = value
  }

  /// `Sun, 06 Nov 1994 08:49:37 GMT`; fractions of a second are dropped.
  package var httpDate: String {
    let civil = CivilTime(self)
    var builder = ByteBuilder(capacity: 32)
    builder.append(weekdayNames[civil.weekday])
    builder.append(", ")
    builder.append(paddedDigits: civil.day, width: 2)
    builder.append(UInt8(ascii: " "))
    builder.append(monthNames[civil.month - 1])
    builder.append(UInt8(ascii: " "))
    builder.append(paddedDigits: civil.year, width: 4)
    builder.append(UInt8(ascii: " "))
    builder.append(paddedDigits: civil.hour, width: 2)
    builder.append(UInt8(ascii: ":"))
    builder.append(paddedDigits: civil.minute, width: 2)
    builder.append(UInt8(ascii: ":"))
    builder.append(paddedDigits: civil.second, width: 2)
    builder.append(" GMT")
    return String(decoding: builder.bytes(), as: UTF8.self)
  }

  /// The time without its fraction of a second: what a header can say of it.
  package var wholeSeconds: Timestamp { Timestamp(seconds: seconds) }
}

private let weekdayNames: [StaticString] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
private let monthNames: [StaticString] = [
  "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
]

extension DateFields {
  /// One of the three forms; the fields are not yet checked.
  fileprivate init?(httpDate text: UnsafeBufferPointer<UInt8>) {
    var scanner = DateScanner(text)
    guard !scanner.word().isEmpty else { return nil }
    let parsed = scanner.take(",") ? Self.afterComma(&scanner) : Self.asctime(&scanner)
    guard let parsed, scanner.isAtEnd else { return nil }
    self = parsed
  }

  /// ` 06 Nov 1994 08:49:37 GMT` or ` 06-Nov-94 08:49:37 GMT`.
  private static func afterComma(_ scanner: inout DateScanner) -> DateFields? {
    guard let day = scanner.paddedDay(), scanner.take(" ") || scanner.take("-"), let month = month(&scanner),
      scanner.take(" ") || scanner.take("-")
    else { return nil }
    let fullYear = scanner.digits(4)
    let shortYear = fullYear == nil ? scanner.digits(2) : nil
    guard let year = fullYear ?? shortYear.map({ $0 + ($0 >= 70 ? 1900 : 2000) }), scanner.take(" "),
      let time = scanner.timeOfDay(), scanner.take(literal: " GMT") || scanner.take(literal: " UTC")
    else { return nil }
    return DateFields(year: year, month: month, day: day, hour: time.0, minute: time.1, second: time.2)
  }

  /// ` Nov  6 08:49:37 1994`.
  private static func asctime(_ scanner: inout DateScanner) -> DateFields? {
    guard scanner.take(" "), let month = month(&scanner), let day = scanner.paddedDay(), scanner.take(" "),
      let time = scanner.timeOfDay(), scanner.take(" "), let year = scanner.digits(4)
    else { return nil }
    return DateFields(year: year, month: month, day: day, hour: time.0, minute: time.1, second: time.2)
  }

  private static func month(_ scanner: inout DateScanner) -> Int? {
    let word = scanner.word()
    return monthNames.firstIndex { $0.withUTF8Buffer { word.elementsEqual($0) } }.map { $0 + 1 }
  }
}

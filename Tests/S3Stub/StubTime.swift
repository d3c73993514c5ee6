internal import Glibc

/// Seconds since 1970, from the machine's clock.
func secondsNow() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_REALTIME, &time)
  return time.tv_sec
}

private func formatted(_ seconds: Int, _ format: String) -> String {
  var moment = time_t(seconds)
  var parts = tm()
  gmtime_r(&moment, &parts)
  var buffer = [UInt8](repeating: 0, count: 64)
  let count = buffer.withUnsafeMutableBytes { bytes in
    strftime(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, format, &parts)
  }
  return String(decoding: buffer.prefix(count), as: UTF8.self)
}

/// IMF-fixdate (RFC 9110, section 5.6.7).
func httpDate(_ seconds: Int) -> String { formatted(seconds, "%a, %d %b %Y %H:%M:%S GMT") }

/// As listings have it.
func isoDate(_ seconds: Int) -> String { formatted(seconds, "%Y-%m-%dT%H:%M:%S.000Z") }

/// The seconds of `20260102T030405Z`; nil for another form.
func parsedAmazonDate(_ text: String) -> Int? {
  let digits = Array(text.utf8)
  guard digits.count == 16, digits[8] == UInt8(ascii: "T"), digits[15] == UInt8(ascii: "Z") else { return nil }
  func number(_ range: Range<Int>) -> Int32? { Int32(String(decoding: digits[range], as: UTF8.self)) }
  guard let year = number(0..<4), let month = number(4..<6), let day = number(6..<8), let hour = number(9..<11),
    let minute = number(11..<13), let second = number(13..<15)
  else { return nil }
  var parts = tm()
  parts.tm_year = year - 1900
  parts.tm_mon = month - 1
  (parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec) = (day, hour, minute, second)
  return timegm(&parts)
}

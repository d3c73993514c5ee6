import S3Protocol
import StorageModel

/// `1.2 GiB`: units of 1,024, one decimal; bytes as they are.
func humanBytes(_ bytes: Int64) -> String {
  let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
  var value = Double(bytes)
  var unit = 0
  // 1,023.95 would print as "1024.0".
  while value >= 1023.95, unit + 1 < units.count {
    value /= 1024
    unit += 1
  }
  return unit == 0 ? "\(bytes) B" : "\(oneDecimal(value)) \(units[unit])"
}

/// `0.4 s`, `38 s`, `4 min 05 s`, `3 h 07 min`.
func humanDuration(_ duration: Duration) -> String {
  let milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
  let seconds = milliseconds / 1000
  switch seconds {
  case ..<10: return "\(oneDecimal(Double(milliseconds) / 1000)) s"
  case ..<60: return "\(seconds) s"
  case ..<3600: return "\(seconds / 60) min \(twoDigits(seconds % 60)) s"
  default: return "\(seconds / 3600) h \(twoDigits(seconds % 3600 / 60)) min"
  }
}

/// `$0.0004`: four decimals below a dollar, two above.
func humanDollars(_ dollars: Double) -> String {
  let decimals = dollars < 1 ? 4 : 2
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  guard dollars.isFinite, dollars >= 0, dollars * scale < 1e15 else { return "$?" }
  let scaled = Int64((dollars * scale).rounded())
  let unit = Int64(scale)
  let fraction = String(scaled % unit)
  return "$\(scaled / unit)." + String(repeating: "0", count: decimals - fraction.count) + fraction
}

/// `2026-09-01T00:00:00Z`: UTC, whole seconds.
func iso8601(_ time: Timestamp) -> String { String(time.iso8601.prefix(19)) + "Z" }

/// Appends ``iso8601(_:)``.
func appendISO8601Seconds(_ time: Timestamp, to bytes: inout [UInt8]) {
  bytes.append(contentsOf: time.iso8601.utf8.prefix(19))
  bytes.append(UInt8(ascii: "Z"))
}

func oneDecimal(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e15 else { return "?" }
  let tenths = Int64((value * 10).rounded())
  return "\(tenths / 10).\(abs(tenths % 10))"
}

private func twoDigits(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }

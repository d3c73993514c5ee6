import ArgumentParser

/// A number of bytes as a user writes it: `500`, `64KiB`, `64K` (1,024s), `2GB` (1,000s).
struct ByteSize: ExpressibleByArgument, Sendable, Equatable {
  let bytes: Int64

  init(bytes: Int64) { self.bytes = bytes }

  init?(argument: String) {
    let digits = argument.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let factor = Self.factor(argument.dropFirst(digits.count).lowercased()) else { return nil }
    if let whole = Int64(digits) {
      let (product, overflow) = whole.multipliedReportingOverflow(by: factor)
      guard !overflow else { return nil }
      bytes = product
    } else if let fraction = Double(digits), fraction.isFinite, fraction * Double(factor) < 9e18 {
      bytes = Int64(fraction * Double(factor))
    } else {
      return nil
    }
  }

  private static func factor(_ unit: String) -> Int64? {
    switch unit {
    case "", "b": 1
    case "k", "kib": 1 << 10
    case "m", "mib": 1 << 20
    case "g", "gib": 1 << 30
    case "t", "tib": 1 << 40
    case "kb": 1000
    case "mb": 1_000_000
    case "gb": 1_000_000_000
    case "tb": 1_000_000_000_000
    default: nil
    }
  }
}

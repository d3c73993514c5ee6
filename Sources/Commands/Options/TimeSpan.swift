import ArgumentParser

/// A length of time as a user writes it: `90s`, `10m`, `3h`, `2d`, `1w`; a bare number counts seconds.
struct TimeSpan: ExpressibleByArgument, Sendable, Equatable {
  let seconds: Int64

  init(seconds: Int64) { self.seconds = seconds }

  init?(argument: String) {
    let digits = argument.prefix { $0.isASCII && $0.isNumber }
    guard let count = Int64(digits), let factor = Self.factor(argument.dropFirst(digits.count)) else { return nil }
    let (product, overflow) = count.multipliedReportingOverflow(by: factor)
    guard !overflow, product <= 100 * 366 * 86_400 else { return nil }
    seconds = product
  }

  var duration: Duration { .seconds(seconds) }

  private static func factor(_ unit: Substring) -> Int64? {
    switch unit {
    case "", "s": 1
    case "m": 60
    case "h": 3600
    case "d": 86_400
    case "w": 7 * 86_400
    default: nil
    }
  }
}

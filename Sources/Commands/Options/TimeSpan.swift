import ArgumentParser
import Planning

/// A length of time as a user writes it: `90s`, `10m`, `1d12h`, `2w`, `1y`. The unit must stand there: rsync, cron
/// and sleep disagree on what a bare number means.
struct TimeSpan: ExpressibleByArgument, Sendable, Equatable, CustomStringConvertible {
  let seconds: Int64

  init(seconds: Int64) { self.seconds = seconds }

  init?(argument: String) {
    guard argument == "0" || argument.last?.isLetter == true else { return nil }
    // The parser says that the value is wrong, and names it.
    guard let seconds = try? SelectionLimits.seconds(argument), seconds <= 100 * 366 * 86_400 else { return nil }
    self.seconds = seconds
  }

  var duration: Duration { .seconds(seconds) }

  var description: String {
    let units: [(name: String, seconds: Int64)] = [("d", 86_400), ("h", 3600), ("m", 60)]
    for unit in units where seconds > 0 && seconds % unit.seconds == 0 {
      return "\(seconds / unit.seconds)\(unit.name)"
    }
    return "\(seconds)s"
  }

  var defaultValueDescription: String { description }
}

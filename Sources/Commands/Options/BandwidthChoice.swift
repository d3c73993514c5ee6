import ArgumentParser
import Transfers

/// The value of `--bwlimit`: `10M`, or a timetable `08:00,512K 23:00,off`.
struct BandwidthChoice: ExpressibleByArgument, Sendable {
  let timetable: BandwidthTimetable

  init?(argument: String) {
    guard let timetable = BandwidthTimetable(argument) else { return nil }
    self.timetable = timetable
  }
}

import Glibc
import StorageModel

/// The minute of the day in this machine's time zone, 0 to 1,439.
func localMinuteOfDay(_ time: Timestamp) -> Int {
  var seconds = time_t(time.seconds)
  var fields = tm()
  guard localtime_r(&seconds, &fields) != nil else { return 0 }
  return Int(fields.tm_hour) * 60 + Int(fields.tm_min)
}

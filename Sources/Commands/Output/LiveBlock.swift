import Glibc
import StorageModel

/// The lines at the foot of a terminal that show a run, as the control sequences that draw and erase them (ECMA-48).
struct LiveBlock: Sendable {
  private var drawnLines = 0

  /// What takes the block away and leaves the cursor where it began; empty when nothing is drawn.
  mutating func erase() -> String {
    guard drawnLines > 0 else { return "" }
    defer { drawnLines = 0 }
    return "\u{1B}[\(drawnLines)A\r\u{1B}[J"
  }

  /// What replaces the block. No line is longer than `columns`, or the terminal would wrap and the count be wrong.
  mutating func draw(_ snapshot: ProgressSnapshot, bytesPerSecond: Double, columns: Int) -> String {
    var lines = [snapshot.line(bytesPerSecond: bytesPerSecond)]
    lines.append("\(snapshot.phase), \(snapshot.concurrency) at once, \(snapshot.requests) requests")
    lines += snapshot.current.prefix(4).map { "  " + $0.description }
    let text = lines.map { Self.cut($0, to: max(20, columns - 1)) + "\n" }.joined()
    let erased = erase()
    drawnLines = lines.count
    return erased + text
  }

  private static func cut(_ line: String, to columns: Int) -> String {
    line.count <= columns ? line : String(line.prefix(columns - 1)) + "…"
  }
}

/// The width of the terminal behind `descriptor`; 80 where there is none.
func terminalColumns(of descriptor: Int32) -> Int {
  var size = winsize()
  guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
  return Int(size.ws_col)
}

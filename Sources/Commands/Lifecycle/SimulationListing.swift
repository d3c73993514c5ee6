import Provisioning
import StorageModel

/// The result of a simulation: a line for each day, rule and action, a bar beside it on a terminal, and the sums.
struct SimulationListing {
  private static let barWidth = 30.0

  let simulation: LifecycleSimulation
  let reporter: Reporter
  /// nil where nobody knows them.
  var prices: Prices?

  func write() throws {
    let lines = simulation.lines
    let largest = lines.map(\.sum.versions).max() ?? 0
    for (line, sum) in lines { try write(line, sum, largest: largest) }
    try writeSums(lines)
    if let prices { try SimulationCost(simulation, prices).write(reporter) }
  }

  private func write(
    _ line: LifecycleSimulation.Line, _ sum: LifecycleSimulation.Sum, largest: Int64
  ) throws {
    let day = String(iso8601(simulation.moment(ofDay: line.day)).prefix(10))
    let rule = simulation.rules[line.ruleIndex].title(at: line.ruleIndex)
    var record = Record(.item)
    record.add("day", text: day)
    record.add("rule", text: rule)
    record.add("action", text: line.action.words)
    record.add("versions", sum.versions)
    record.add("bytes", sum.bytes)
    try reporter.record(record)
    var text = "\(day)  \(padded(String(sum.versions), 9))  \(padded(humanBytes(sum.bytes), 11))  "
    text += "\(line.action.words)  \(rule)"
    if reporter.context.output.isTerminal, largest > 0 {
      let width = Int((Double(sum.versions) / Double(largest) * Self.barWidth).rounded(.up))
      text += "  " + String(repeating: "▇", count: width)
    }
    try reporter.result(text)
  }

  /// A line for each rule and action over all days.
  private func writeSums(_ lines: [(line: LifecycleSimulation.Line, sum: LifecycleSimulation.Sum)]) throws {
    var sums: [String: LifecycleSimulation.Sum] = [:]
    for (line, sum) in lines {
      let name = "\(line.action.words)  \(simulation.rules[line.ruleIndex].title(at: line.ruleIndex))"
      sums[name, default: .init()].versions &+= sum.versions
      sums[name, default: .init()].bytes &+= sum.bytes
    }
    for (name, sum) in sums.sorted(by: { $0.key < $1.key }) {
      try reporter.result(
        "total       \(padded(String(sum.versions), 9))  \(padded(humanBytes(sum.bytes), 11))  \(name)")
    }
    let total = simulation.total
    try reporter.result("of \(total.versions) versions (\(humanBytes(total.bytes))) in \(simulation.days) days")
  }

  private func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}

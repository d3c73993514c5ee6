import JSON
import Lifecycle
import Planning
import Provisioning

/// What lifecycle rules cost and save.
struct SimulationCost: Equatable {
  /// Once: a request for each object that moves.
  var moves = 0.0
  /// Once: what is paid for although objects left a class before its least time was over.
  var unusedTime = 0.0
  /// Each month, before and after all that was foreseen.
  var monthlyAtStart = 0.0
  var monthlyAtEnd = 0.0
  private let origin: String?

  /// What the rules themselves cost.
  var once: Double { moves + unusedTime }

  init(_ simulation: LifecycleSimulation, _ prices: Prices) {
    origin = prices.origin
    for (line, sum) in simulation.lines {
      guard case .transition(let storageClass) = line.action else { continue }
      let price = prices.requests(in: storageClass).perThousandWrites
      moves += Double(sum.versions) * Double(price) / 1000 / 1_000_000
    }
    for (storageClass, bytes) in simulation.bytesAtStart { monthlyAtStart += prices.storage(bytes, in: storageClass) }
    for (storageClass, bytes) in simulation.bytesAtEnd { monthlyAtEnd += prices.storage(bytes, in: storageClass) }
    for (storageClass, byteDays) in simulation.unusedByteDays where prices.classes[storageClass] != nil {
      // A month of storage is 30 days of it.
      unusedTime += byteDays / 30 * prices.storage(1 << 30, in: storageClass) / Double(1 << 30)
    }
  }

  func write(_ reporter: Reporter) throws {
    var record = Record(.summary)
    record.add("cost_dollars_moves", .number(moves))
    record.add("cost_dollars_unused_time", .number(unusedTime))
    record.add("cost_dollars_month_before", .number(monthlyAtStart))
    record.add("cost_dollars_month_after", .number(monthlyAtEnd))
    try reporter.record(record)
    var words = ["~\(humanDollars(monthlyAtStart)) a month now, ~\(humanDollars(monthlyAtEnd)) in the end"]
    if moves > 0 { words.append("~\(humanDollars(moves)) for the moves") }
    if unusedTime > 0 { words.append("~\(humanDollars(unusedTime)) for time that is paid for and not used") }
    try reporter.result(words.joined(separator: ", ") + (origin.map { " (\($0))" } ?? ""))
  }
}

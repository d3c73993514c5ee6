import ArgumentParser
import Lifecycle
import Provisioning
import S3Protocol

/// What lifecycle rules will cost over a year, asked before they are put.
struct RuleCost {
  private static let days = 365

  let endpoints: Endpoints
  let place: BucketLocation
  let reporter: Reporter
  /// In dollars; nil for no limit.
  var maximum: Double?

  /// Looks at the whole bucket, where there is a limit or prices were named.
  func check(_ rules: [LifecycleRule]) async throws {
    guard maximum != nil || endpoints.namedPrices != nil else { return }
    guard let prices = try endpoints.prices(place) else { throw CommandError.noPrices("--max-cost") }
    let bucket = try RuleBucket(endpoints, place, file: nil, reporter.context)
    let start = reporter.context.now()
    let cost = SimulationCost(try await bucket.foresight(of: rules, start: start, days: Self.days), prices)
    try cost.write(reporter)
    guard let maximum, cost.once > maximum else { return }
    throw CommandError(
      .refused,
      "the rules would cost ~\(humanDollars(cost.once)) within \(Self.days) days, more than --max-cost; "
        + "nothing was changed", next: "raise --max-cost, or look at them with 'cairn lifecycle simulate'")
  }
}

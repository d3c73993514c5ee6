internal import JSON

/// What a run did, for the last line of its output.
struct RunSummary: Sendable {
  /// Number of items, and how many bytes they hold where that matters.
  struct Tally: Sendable, Equatable {
    var items: Int64
    var bytes: Int64

    init(_ items: Int64 = 0, bytes: Int64 = 0) {
      self.items = items
      self.bytes = bytes
    }
  }

  /// `sync`, `cp`.
  var command: String
  var status: ExitStatus
  /// True for a dry run: the line says "would".
  var isDryRun = false
  /// True where nothing was to be done but to compare: transfers are what differs, deletes what only the target has.
  var isComparison = false
  var uploaded = Tally()
  var downloaded = Tally()
  var copied = Tally()
  var deleted = Tally()
  var unchanged = Tally()
  /// Source items that were unreadable, changed while they were read, or are of a kind that is not copied.
  var skipped = Tally()
  var failed = Tally()
  var requests: Int64 = 0
  /// In US dollars; nil where the prices are not known.
  var cost: Double?
  /// In US dollars a month from then on; nil where the prices are not known.
  var monthlyCost: Double?
  var elapsed: Duration = .zero

  init(command: String, status: ExitStatus) {
    self.command = command
    self.status = status
  }

  /// `sync ok: 12 uploaded (1.2 GiB), 3 copied, 0 deleted, 40112 unchanged; 57 requests, ~$0.0004; 38 s`.
  ///
  /// What is zero is left out, but for "deleted" and "unchanged" and the first of the transfers, which answer what
  /// everybody asks.
  var line: String {
    var counts: [String] = []
    func count(_ tally: Tally, _ word: String, always: Bool = false) {
      guard always || tally.items > 0 else { return }
      counts.append("\(tally.items) \(word)" + (tally.bytes > 0 ? " (\(humanBytes(tally.bytes)))" : ""))
    }
    if isComparison {
      let different = uploaded.items + downloaded.items + copied.items
      return "\(command) \(status.word): \(unchanged.items) equal, \(different) missing or different, "
        + "\(deleted.items) only at the target; \(requests) requests; \(humanDuration(elapsed))"
    }
    let onlyDownloads = uploaded.items == 0 && downloaded.items > 0
    count(uploaded, "uploaded", always: !onlyDownloads && copied.items == 0)
    count(downloaded, "downloaded")
    count(copied, "copied")
    count(deleted, "deleted", always: true)
    count(Tally(unchanged.items), "unchanged", always: true)
    count(Tally(skipped.items), "skipped")
    count(Tally(failed.items), "failed")
    let monthly = monthlyCost.flatMap { isDryRun && $0 > 0 ? " and ~\(humanDollars($0)) a month" : nil } ?? ""
    let price = cost.map { ", ~\(humanDollars($0))\(monthly)" } ?? ""
    let word = isDryRun && status == .done ? "dry run" : status.word
    return "\(command) \(word): \(counts.joined(separator: ", ")); \(requests) requests\(price); "
      + humanDuration(elapsed)
  }

  var record: Record {
    var record = Record(.summary)
    record.add("command", text: command)
    record.add("status", text: status.word)
    record.add("exit_code", Int64(status.rawValue))
    record.add("dry_run", .bool(isDryRun))
    record.add("comparison", .bool(isComparison))
    let tallies = [
      ("uploaded", uploaded), ("downloaded", downloaded), ("copied", copied), ("deleted", deleted),
      ("unchanged", unchanged), ("skipped", skipped), ("failed", failed),
    ]
    for (name, tally) in tallies {
      record.add(name, .object([.init("items", .integer(tally.items)), .init("bytes", .integer(tally.bytes))]))
    }
    record.add("requests", requests)
    record.add("cost_dollars", cost.map(JSONValue.number))
    record.add("cost_dollars_month", monthlyCost.map(JSONValue.number))
    let parts = elapsed.components
    record.add("elapsed_seconds", .number(Double(parts.seconds) + Double(parts.attoseconds) / 1e18))
    return record
  }
}

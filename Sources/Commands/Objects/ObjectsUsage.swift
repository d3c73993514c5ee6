import ArgumentParser
import JSON
import ObjectStores
import StorageModel

/// `cairn du`
struct ObjectsUsage: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "du",
    abstract: "Add up what lies below a bucket or folder.",
    discussion: "Prints bytes, objects and name: a line for each folder down to --depth, and the total last.",
    helpNames: .long)

  @Argument(help: ArgumentHelp("Bucket or folder.", valueName: "location"))
  var location: String

  @Option(name: [.customShort("d"), .long], help: ArgumentHelp("Levels of folders to show.", valueName: "n"))
  var depth = 0

  @Flag(name: [.customShort("h"), .long], help: "Sizes in KiB, MiB and so on.")
  var human = false

  @Flag(help: "Also say what that costs a month.")
  var cost = false

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if !(0...64).contains(depth) { throw ValidationError("--depth takes 0 to 64") }
  }

  func run() async throws {
    let context = CommandContext.current
    let place = try BucketLocation(argument: location, verb: "du")
    let endpoints = try Endpoints(connection, context)
    let store = try endpoints.store(place)
    let prefix = place.folderPrefix
    var report = UsageReport(
      prefixBytes: prefix.count, depth: depth, isHuman: human, isJSON: output.json)
    let prices = cost ? try endpoints.prices(place) : nil
    guard !cost || prices != nil else { throw CommandError.noPrices("--cost") }
    var bytes: [String?: Int64] = [:]
    var pages = ObjectPages(store: store, request: ListRequest(prefix: prefix))
    try await pages.forEach { page in
      for object in page.objects { bytes[object.storageClass, default: 0] &+= object.sizeBytes }
      try context.output.write(report.lines(of: page))
    }
    let (lines, total) = report.finish()
    guard total > 0 || place.key.isEmpty else {
      throw CommandError(.notFound, "nothing below \(place)", next: "check the name with 'cairn ls'")
    }
    try context.output.write(lines)
    if let prices { try writeCost(prices, bytes, context) }
  }

  /// A line for each storage class where there is more than one, and the sum.
  private func writeCost(_ prices: Prices, _ bytes: [String?: Int64], _ context: CommandContext) throws {
    let classes = bytes.sorted { ($0.key ?? "STANDARD") < ($1.key ?? "STANDARD") }
    let dollars = classes.reduce(0) { $0 + prices.storage($1.value, in: $1.key) }
    guard !output.json else {
      var record = Record(.summary)
      record.add("cost_dollars_month", .number(dollars))
      let byClass = classes.map { storageClass, bytes in
        JSONValue.Member(storageClass ?? "STANDARD", .number(prices.storage(bytes, in: storageClass)))
      }
      record.add("cost_by_class", .object(byClass))
      record.add("prices_source", text: prices.source)
      record.add("prices_date", text: prices.date)
      return try context.output.write(record.line + [UInt8(ascii: "\n")])
    }
    for (storageClass, bytes) in classes where classes.count > 1 {
      let month = humanDollars(prices.storage(bytes, in: storageClass))
      try context.output.writeLine("~\(month) a month for \(humanBytes(bytes)) in \(storageClass ?? "STANDARD")")
    }
    try context.output.writeLine("~\(humanDollars(dollars)) a month" + (prices.origin.map { " (\($0))" } ?? ""))
  }
}

/// The lines of `du` as the pages of a listing come in.
private struct UsageReport {
  let prefixBytes: Int
  let isHuman: Bool
  let isJSON: Bool
  private var sums: FolderSums

  init(prefixBytes: Int, depth: Int, isHuman: Bool, isJSON: Bool) {
    self.prefixBytes = prefixBytes
    self.isHuman = isHuman
    self.isJSON = isJSON
    sums = FolderSums(depth: depth)
  }

  /// The folders that `page` completed.
  mutating func lines(of page: ListPage) -> [UInt8] {
    var buffer: [UInt8] = []
    for object in page.objects {
      let closed = sums.add(object.key.bytes[prefixBytes...], sizeBytes: object.sizeBytes)
      for sum in closed { append(sum, to: &buffer) }
    }
    return buffer
  }

  /// The folders still open and the total, and how many objects that is.
  mutating func finish() -> (lines: [UInt8], objects: Int64) {
    var buffer: [UInt8] = []
    let rest = sums.finish()
    for sum in rest { append(sum, to: &buffer) }
    return (buffer, rest.last?.objects ?? 0)
  }

  private func append(_ sum: FolderSum, to buffer: inout [UInt8]) {
    if isJSON {
      var record = Record(.item)
      record.add("path", bytes: sum.path)
      record.add("bytes", sum.bytes)
      record.add("objects", sum.objects)
      buffer += record.line
    } else {
      let size = isHuman ? humanBytes(sum.bytes) : String(sum.bytes)
      let name = sum.path.isEmpty ? "total" : escapedForDisplay(sum.path)
      buffer += Array("\(size)\t\(sum.objects)\t\(name)".utf8)
    }
    buffer.append(UInt8(ascii: "\n"))
  }
}

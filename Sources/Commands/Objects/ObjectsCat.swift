import ArgumentParser
import ObjectStores
import StorageModel

/// `cairn cat`
struct ObjectsCat: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cat", abstract: "Write objects to standard output, one after the other.",
    discussion: "A connection that breaks is taken up where it broke, if the object is still the same.")

  @Argument(help: ArgumentHelp("Objects.", valueName: "object"))
  var locations: [String]

  @Option(help: ArgumentHelp("Only these bytes, counted from 0, both ends included: 0-99.", valueName: "first-last"))
  var range: RangeArgument?

  @Option(help: ArgumentHelp("Version of the object.", valueName: "id"))
  var versionId: String?

  @OptionGroup var past: PastOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions

  func run() async throws {
    let context = CommandContext.current
    let endpoints = try Endpoints(connection, context)
    for location in locations {
      let place = try BucketLocation(argument: location, verb: "cat")
      let key = try place.requireKey().key
      let stream = ObjectStream(
        store: try endpoints.store(place, at: past.view(context)), key: key, versionID: versionId,
        range: range?.range,
        writer: OutputWriter(output: context.output))
      try await stream.run()
    }
  }
}

/// `0-99`
struct RangeArgument: ExpressibleByArgument, Sendable, Equatable {
  let range: ByteRange

  init?(argument: String) {
    let ends = argument.split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let first = Int64(ends[0]), let last = Int64(ends[1]) else { return nil }
    guard let range = ByteRange(first: first, last: last) else { return nil }
    self.range = range
  }
}

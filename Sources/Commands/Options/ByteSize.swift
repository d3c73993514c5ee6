import ArgumentParser
import Planning

/// A number of bytes as a user writes it: `500`, `64KiB`, `64K` (1,024s), `2GB` (1,000s).
struct ByteSize: ExpressibleByArgument, Sendable, Equatable {
  let bytes: Int64

  init(bytes: Int64) { self.bytes = bytes }

  init?(argument: String) {
    // The parser says that the value is wrong, and names it.
    guard let bytes = try? SelectionLimits.bytes(argument) else { return nil }
    self.bytes = bytes
  }

  var defaultValueDescription: String { humanBytes(bytes) }
}

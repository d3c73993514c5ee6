import ArgumentParser
import Synchronization

/// One filter option of the command line with its place in it.
///
/// The parser keeps a list for each option and forgets how the lists interleave, but the order between `--exclude` and
/// `--include` is what decides: each value takes a number as it is parsed, left to right.
struct OrderedFilterRule: Sendable, Equatable {
  enum Kind: Sendable { case exclude, include, rule, file }

  let kind: Kind
  /// A pattern, a rule in rsync's form, or the name of a file of rules. May carry ``ArgumentBytes``.
  let text: String
  let ordinal: Int
}

private let nextOrdinal = Atomic<Int>(0)

/// A value that remembers when it was parsed.
protocol OrdinalArgument: ExpressibleByArgument, Sendable {
  var text: String { get }
  var ordinal: Int { get }
  init(text: String, ordinal: Int)
}

extension OrdinalArgument {
  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    self.init(text: argument, ordinal: nextOrdinal.add(1, ordering: .relaxed).newValue)
  }
}

struct ExcludeRule: OrdinalArgument {
  let text: String
  let ordinal: Int
}

struct IncludeRule: OrdinalArgument {
  let text: String
  let ordinal: Int
}

struct FilterRule: OrdinalArgument {
  let text: String
  let ordinal: Int
}

struct FilterFile: OrdinalArgument {
  let text: String
  let ordinal: Int
}

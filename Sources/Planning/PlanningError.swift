internal import StorageModel

/// Why a plan cannot be made, or not be trusted. The same input fails again: nothing here is retryable.
package struct PlanningError: Error, Sendable, Hashable {
  package enum Code: String, Sendable {
    /// A stream of entries does not strictly ascend: a listing that lies, or two entries of one name.
    case notAscending
    /// A filter rule that cannot be understood.
    case badRule
    /// A size, an age, a limit or a shard that is not one.
    case badValue
    /// A plan file that is not one, or is damaged.
    case badPlanFile
    /// A plan file of a newer version.
    case newerPlanFile
  }

  package var code: Code
  /// What failed: a path, a rule, a line.
  package var subject: String
  /// One sentence: what is wrong with it.
  package var message: String

  package init(_ code: Code, subject: String, message: String) {
    self.code = code
    self.subject = subject
    self.message = message
  }
}

extension PlanningError: CustomStringConvertible {
  package var description: String { "\(subject): \(message)" }
}

/// The streams that a merge reads.
package enum MergeStream: String, Sendable {
  case source, target, state
}

extension PlanningError {
  static func notAscending(_ stream: MergeStream, _ previous: PathBytes, _ next: PathBytes) -> PlanningError {
    PlanningError(
      .notAscending, subject: "\(next)",
      message: "the \(stream.rawValue) stream gave it after \(previous), out of order or twice")
  }
}

package import StorageModel

/// What a run knows when it has read both trees and is about to delete.
package struct DeletionFacts: Sendable {
  /// Entries of the source, filtered ones not counted.
  package var sourceCount: Int64 = 0
  /// Entries of the target, filtered ones not counted.
  package var targetCount: Int64 = 0
  /// Deletes planned, those below incomplete directories not counted.
  package var candidateCount: Int64 = 0
  /// The source was read to its end; directories that were not are in `incomplete`.
  package var sourceEndedCleanly = false
  package var targetEndedCleanly = false
  /// The target was listed in this run: state rows never authorise a delete.
  package var targetWasListed = false
  /// The local root is another directory, or on another file system, than in the last run.
  package var rootChanged = false
  package var incomplete = IncompleteDirectories()

  package init() {}
}

/// Whether the deletes of a run may happen.
package enum DeletionVerdict: Hashable, Sendable {
  case allowed
  /// Over the standard limit: only if the user says so (exit code 7 where nobody can be asked).
  case needsConfirmation(String)
  /// Not in this run; the message says why and what to do (exit code 7).
  case refused(DeletionRefusal, String)

  /// The line for the user; nil when allowed.
  package var message: String? {
    switch self {
    case .allowed: nil
    case .needsConfirmation(let message), .refused(_, let message): message
    }
  }
}

/// Why deletes are refused.
package enum DeletionRefusal: String, Hashable, Sendable, CaseIterable {
  case listingIncomplete, targetNotListed, rootChanged, sourceEmpty, overLimit
}

/// Decides over the deletes of a run, first the whole, then each path.
///
/// The order of questions: did both trees end cleanly; was the target listed; is the root still the same; is there a
/// source at all; is it within the limit. Nothing is deleted below a directory that was not read completely, whatever
/// else is allowed.
package struct DeletionGuard: Sendable {
  package var limit: DeletionLimit
  /// `--allow-empty-source`
  package var allowsEmptySource: Bool

  package init(limit: DeletionLimit = .standard, allowsEmptySource: Bool = false) {
    self.limit = limit
    self.allowsEmptySource = allowsEmptySource
  }

  /// The verdict over all deletes of a run.
  package func verdict(_ facts: DeletionFacts) -> DeletionVerdict {
    guard facts.candidateCount > 0 else { return .allowed }
    let planned = "\(facts.candidateCount) " + (facts.candidateCount == 1 ? "delete" : "deletes")
    guard facts.sourceEndedCleanly, facts.targetEndedCleanly, !facts.incomplete.isEverything else {
      return .refused(
        .listingIncomplete, "nothing deleted: the trees could not be read to their end (\(planned) planned); run again")
    }
    guard facts.targetWasListed else {
      return .refused(.targetNotListed, "nothing deleted: the target was not listed; run with --trust list")
    }
    guard !facts.rootChanged else {
      return .refused(
        .rootChanged,
        "nothing deleted (\(planned) planned): the local folder is on another file system than in the last run; is a "
          + "disk not mounted? If it moved for good, run \"cairn state rebuild\"")
    }
    guard facts.sourceCount > 0 || allowsEmptySource else {
      return .refused(
        .sourceEmpty,
        "nothing deleted (\(planned) planned): the source is empty; if that is right: --allow-empty-source")
    }
    return verdictByLimit(facts, planned)
  }

  private func verdictByLimit(_ facts: DeletionFacts, _ planned: String) -> DeletionVerdict {
    guard let allowance = limit.allowance(targetCount: facts.targetCount), facts.candidateCount > allowance.count else {
      return .allowed
    }
    let message =
      "nothing deleted: \(planned) planned of \(facts.targetCount) in the target, the limit is \(allowance.name); "
      + "if that is right: --max-delete \(facts.candidateCount)"
    return limit == .standard ? .needsConfirmation(message) : .refused(.overLimit, message)
  }

  /// Whether one candidate may go: only below directories that were read completely.
  package func mayDelete(_ path: PathBytes, _ incomplete: IncompleteDirectories) -> Bool { !incomplete.covers(path) }
}

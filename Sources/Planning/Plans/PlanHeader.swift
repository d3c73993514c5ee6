package import StorageModel

/// The first line of a plan file: between what, when, and with which options it was made.
package struct PlanHeader: Hashable, Sendable {
  package static let currentVersion: Int64 = 1

  /// As the user wrote them.
  package var source: [UInt8]
  package var target: [UInt8]
  package var made: Timestamp
  /// Flags that the run that applies the plan needs, by name.
  package var options: [String: String]

  package init(source: [UInt8], target: [UInt8], made: Timestamp, options: [String: String] = [:]) {
    self.source = source
    self.target = target
    self.made = made
    self.options = options
  }
}

/// A tree that does not parse. Whoever wrote it had the key, or the program that wrote it is wrong: nothing behind this
/// place is believed.
package struct TreeError: Error, Hashable, Sendable {
  /// Where in the JSON, in bytes.
  package var offset: Int
  /// What is wrong there, without a full stop.
  package var message: String

  package init(offset: Int, message: String) {
    self.offset = offset
    self.message = message
  }
}

extension TreeError: CustomStringConvertible {
  package var description: String { "the tree does not parse at byte \(offset): \(message)" }
}

/// The content of an answer on its way into the channel.
final class AnswerFlow {
  let reader: AnswerReader
  /// Handed to the channel and not taken by the kernel yet.
  var inFlightBytes: Int64 = 0
  /// A job is reading the next window.
  var isReading = false
  /// The last window was handed over.
  var isOver = false

  init(_ reader: AnswerReader) { self.reader = reader }
}

internal import BlobStorage

/// The content of an answer on its way into the channel.
final class AnswerFlow {
  var pieces: PieceSequence
  /// The file that is being sent, and how much of it was handed to the channel.
  var file: FilePiece?
  var offset: Int64 = 0
  /// Handed to the channel and not taken by the kernel yet.
  var inFlightBytes: Int64 = 0
  /// A job is opening the next piece.
  var isOpening = false
  /// The loop that fills the channel is running; what completes meanwhile only says that it is wanted once more.
  var isSending = false
  var isWanted = false
  var isOver = false

  init(_ pieces: PieceSequence) { self.pieces = pieces }
}

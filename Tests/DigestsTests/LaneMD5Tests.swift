import Digests
import Testing

/// The lanes compute what libcrypto computes, whatever the number and the lengths of the messages.
@Suite struct LaneMD5Tests {
  private func buffers(of messages: [[UInt8]], _ body: ([UnsafeRawBufferPointer]) -> Void) {
    let bytes = messages.flatMap(\.self)
    bytes.withUnsafeBytes { whole in
      var start = 0
      let pieces = messages.map { message in
        defer { start += message.count }
        return UnsafeRawBufferPointer(rebasing: whole[start..<start + message.count])
      }
      body(pieces)
    }
  }

  @Test(arguments: 0...20)
  func anyNumberOfMessages(count: Int) {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for limit in [0, 1, 70, 1_000] {
      let messages = (0..<count).map { _ in generator.bytes(Int.random(in: 0...limit, using: &generator)) }
      buffers(of: messages) { #expect(md5(each: $0) == messages.map { md5($0) }, "seed \(seed)") }
    }
  }

  @Test func everyLength() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let messages = (0...300).map { generator.bytes($0) }
    buffers(of: messages) { #expect(md5(each: $0) == messages.map { md5($0) }, "seed \(seed)") }
  }

  @Test func piecesGiveTheDigestOfTheWhole() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    var digests = [LaneMD5](repeating: LaneMD5(), count: 11)
    var whole = [[UInt8]](repeating: [], count: 11)
    for _ in 0..<40 {
      let pieces = (0..<11).map { _ in generator.bytes(Int.random(in: 0...200, using: &generator)) }
      buffers(of: pieces) { LaneMD5.update(&digests, with: $0) }
      for (index, piece) in pieces.enumerated() { whole[index] += piece }
      #expect(digests.map { $0.finalize() } == whole.map { md5($0) }, "seed \(seed)")
    }
  }
}

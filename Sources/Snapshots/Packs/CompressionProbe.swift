/// Whether compressing is worth trying: what is compressed or encrypted already costs a tenth of a vain attempt then.
enum CompressionProbe {
  private static let sampleBytes = 16 << 10

  /// Tries pieces at the beginning, the middle and the end at the fastest level: one that shrinks by a thirtieth is
  /// enough. Small content is always worth it.
  static func shrinks(_ content: UnsafeRawBufferPointer) -> Bool {
    guard content.count > 8 * sampleBytes else { return true }
    let starts = [0, (content.count - sampleBytes) / 2, content.count - sampleBytes]
    return starts.contains { start in
      let sample = UnsafeRawBufferPointer(rebasing: content[start..<start + sampleBytes])
      guard let packed = Compression.compress(sample, .fastest, givesUp: true) else { return false }
      return packed.count < sampleBytes - sampleBytes / 32
    }
  }
}

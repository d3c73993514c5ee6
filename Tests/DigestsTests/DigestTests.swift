import Digests
import Testing

/// FIPS 180-4 examples, RFC 1321 appendix A.5, and incremental against one-shot.
@Suite struct DigestTests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ])
  func sha256OfPublishedMessages(message: String, digest: String) {
    #expect(hexadecimal(sha256(Array(message.utf8))) == digest)
  }

  @Test(arguments: [
    ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"),
  ])
  func sha1OfPublishedMessages(message: String, digest: String) {
    #expect(hexadecimal(sha1(Array(message.utf8))) == digest)
  }

  @Test(arguments: [
    ("", "d41d8cd98f00b204e9800998ecf8427e"),
    ("a", "0cc175b9c0f1b6a831c399e269772661"),
    ("abc", "900150983cd24fb0d6963f7d28e17f72"),
    ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
    ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
    (String(repeating: "1234567890", count: 8), "57edf4a22be3c955ac49da2e2107b67a"),
  ])
  func md5OfPublishedMessages(message: String, digest: String) {
    #expect(hexadecimal(md5(Array(message.utf8))) == digest)
  }

  @Test func piecesGiveTheDigestOfTheWhole() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let bytes = generator.bytes(Int.random(in: 0...400, using: &generator))
      var first = SHA256Digest()
      var second = SHA1Digest()
      var third = MD5Digest()
      for piece in randomPieces(bytes, using: &generator) {
        first.update(piece)
        second.update(piece)
        third.update(piece)
      }
      #expect(first.finalize() == sha256(bytes), "seed \(seed)")
      #expect(second.finalize() == sha1(bytes), "seed \(seed)")
      #expect(third.finalize() == md5(bytes), "seed \(seed)")
    }
  }

  @Test func aCopyGoesOnByItself() {
    var one = SHA256Digest()
    one.update(Array("ab".utf8))
    var other = one
    other.update(Array("x".utf8))
    one.update(Array("c".utf8))
    #expect(one.finalize() == sha256(Array("abc".utf8)))
    #expect(other.finalize() == sha256(Array("abx".utf8)))
  }

  @Test func goesOnAfterAValueWasTaken() {
    var digest = SHA1Digest()
    digest.update(Array("ab".utf8))
    #expect(digest.finalize() == sha1(Array("ab".utf8)))
    digest.update(Array("c".utf8))
    #expect(digest.finalize() == sha1(Array("abc".utf8)))
  }

  @Test func threadsDoNotShareTheirContexts() async {
    let message = Array(repeating: UInt8(7), count: 10_000)
    let expected = sha256(message)
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 { group.addTask { (0..<50).allSatisfy { _ in sha256(message) == expected } } }
      for await isRight in group { #expect(isRight) }
    }
  }
}

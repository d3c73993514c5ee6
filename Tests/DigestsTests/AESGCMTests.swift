import Digests
import Testing

/// Test cases 13 to 16 of McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B.
@Suite struct AESGCMTests {
  @Test func sealsAsPublished() throws {
    let none = [UInt8](repeating: 0, count: 32)
    let zero = [UInt8](repeating: 0, count: 12)
    let empty = try #require(AESGCM.sealed([], key: none, nonce: zero, extra: []))
    #expect(hexadecimal(empty) == "530f8afbc74536b9a963b4f1c4cb738b")
    let one = try #require(AESGCM.sealed([UInt8](repeating: 0, count: 16), key: none, nonce: zero, extra: []))
    #expect(hexadecimal(one) == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919")
    let key = try #require(hexadecimalDecoded("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"))
    let nonce = try #require(hexadecimalDecoded("cafebabefacedbaddecaf888"))
    let extra = try #require(hexadecimalDecoded("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    let plain = try #require(
      hexadecimalDecoded(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
          + "b16aedf5aa0de657ba637b39"))
    let sealed = try #require(AESGCM.sealed(plain, key: key, nonce: nonce, extra: extra))
    #expect(
      hexadecimal(sealed)
        == "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
        + "c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b")
    #expect(AESGCM.opened(sealed, key: key, nonce: nonce, extra: extra) == plain)
    for position in [0, 30, sealed.count - 1] {
      var changed = sealed
      changed[position] ^= 1
      #expect(AESGCM.opened(changed, key: key, nonce: nonce, extra: extra) == nil)
    }
    #expect(AESGCM.opened(sealed, key: key, nonce: nonce, extra: []) == nil)
    #expect(AESGCM.opened(Array(sealed.prefix(15)), key: key, nonce: nonce, extra: extra) == nil)
    #expect(AESGCM.opened(empty, key: none, nonce: zero, extra: []) == [])
  }
}

import Digests
import Testing

/// The test cases of RFC 4231, section 4.
@Suite struct HMACSHA256Tests {
  private static func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test(arguments: [
    (
      [UInt8](repeating: 0x0b, count: 20), ascii("Hi There"),
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      ascii("Jefe"), ascii("what do ya want for nothing?"),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      [UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50),
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
    ),
    (
      Array(1...25), [UInt8](repeating: 0xcd, count: 50),
      "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
    ),
    (
      [UInt8](repeating: 0xaa, count: 131), ascii("Test Using Larger Than Block-Size Key - Hash Key First"),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
    (
      [UInt8](repeating: 0xaa, count: 131),
      ascii(
        "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be "
          + "hashed before being used by the HMAC algorithm."),
      "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
    ),
  ])
  func publishedCases(key: [UInt8], message: [UInt8], code: String) {
    #expect(hexadecimal(HMACSHA256.authenticate(message, key: key)) == code)
  }

  @Test func emptyKeyAndMessage() {
    #expect(
      hexadecimal(HMACSHA256.authenticate("", key: []))
        == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
  }

  @Test func aKeyOfExactlyOneBlockIsNotHashed() {
    let key = [UInt8](repeating: 0x61, count: 64)
    let inner = sha256(key.map { $0 ^ 0x36 } + Self.ascii("message"))
    #expect(HMACSHA256.authenticate("message", key: key) == sha256(key.map { $0 ^ 0x5c } + inner))
  }
}

import Digests
import Testing

@Suite struct TextCodingTests {
  /// RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func base64OfPublishedExamples(plain: String, coded: String) {
    #expect(base64Encoded(Array(plain.utf8)) == coded)
    #expect(base64Decoded(coded) == Array(plain.utf8))
  }

  @Test func everyByteSurvives() {
    let bytes = Array(UInt8.min...UInt8.max)
    for count in 0...bytes.count {
      let piece = Array(bytes.suffix(count))
      #expect(base64Decoded(base64Encoded(piece)) == piece)
      #expect(hexadecimalDecoded(hexadecimal(piece)) == piece)
    }
  }

  @Test(arguments: [
    "Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "=", "====", "Zg==Zg==", " Zg==", "Zg==\n", "Zm 9v", "Zm9-", "Zm9_",
    "Z=g=",
    "Zm9é",
  ])
  func malformedBase64(text: String) {
    #expect(base64Decoded(text) == nil)
  }

  @Test func hexadecimalInBothCases() {
    #expect(hexadecimal([0x00, 0x9f, 0xff]) == "009fff")
    #expect(hexadecimal([0x00, 0x9f, 0xff][...]) == "009fff")
    #expect(hexadecimalDecoded("009fFF") == [0x00, 0x9f, 0xff])
    #expect(hexadecimalDecoded("") == [])
  }

  @Test(arguments: ["0", "0g", "+1", " 1", "0x", "00 "])
  func malformedHexadecimal(text: String) {
    #expect(hexadecimalDecoded(text) == nil)
  }

  @Test func constantTimeComparison() {
    #expect(constantTimeEquals([], []))
    #expect(constantTimeEquals([1, 2, 3], [1, 2, 3]))
    #expect(!constantTimeEquals([1, 2, 3], [1, 2, 4]))
    #expect(!constantTimeEquals([1, 2, 3], [1, 2]))
    #expect(!constantTimeEquals([0, 2, 3], [1, 2, 3]))
  }

  @Test func randomBytesDiffer() {
    #expect(randomBytes(count: 0).isEmpty)
    #expect(randomBytes(count: 32).count == 32)
    #expect(randomBytes(count: 32) != randomBytes(count: 32))
  }
}

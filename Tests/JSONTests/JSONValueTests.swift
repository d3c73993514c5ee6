import JSON
import Testing

@Suite struct JSONValueTests {
  @Test(arguments: [
    "", "{", "[1,]", "{\"a\":1,\"a\":2}", "01", "-", "1.", "1e", ".5", "\"\\ud800\"", "\"\\x\"", "\"\u{1}\"", "nul",
    "[] []",
    "1e999", "{\"a\" 1}", "\"a",
  ]) func refusesWhatIsNotJSON(text: String) {
    #expect(JSONReader.read(Array(text.utf8)) == nil)
  }

  @Test func readsWhatOthersWrite() {
    let text =
      " {\"a\" : [ 1 , -2, 18446744073709551615 ], \"b\":\"\\ud83d\\ude00\\u0041\\/\\t\", \"c\":null,\"d\":true} "
    let value = JSONReader.read(Array(text.utf8))
    #expect(value?["a"] == .array([.integer(1), .integer(-2), .unsigned(.max)]))
    #expect(value?["b"]?.string == "😀A/\t")
    let deep = Array(String(repeating: "[", count: 1000).utf8)
    #expect(JSONReader.read(deep) == nil)
  }

  @Test func numbersKeepWhatTheyCan() {
    #expect(
      JSONReader.read(Array("[1, -2.5e3, 1E2, 0.5]".utf8))
        == .array([.integer(1), .number(-2500), .number(100), .number(0.5)]))
    #expect(JSONReader.read(Array("18446744073709551616".utf8)) == .number(18_446_744_073_709_551_616))
  }

  @Test func nestingIsBounded() {
    let text = Array(String(repeating: "[", count: 20).utf8) + Array(String(repeating: "]", count: 20).utf8)
    #expect(JSONReader.read(text) != nil)
    #expect(JSONReader.read(text, depth: 16) == nil)
  }

  @Test func writesWhatItReads() {
    let text = #"{"a":[1,true,null,"x\n\"\\é"],"b":{},"c":0.5}"#
    #expect(JSONReader.read(Array(text.utf8))?.encoded() == Array(text.utf8))
  }
}

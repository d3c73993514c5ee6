import Testing

@testable import S3Client

@Suite struct JSONValueTests {
  private func parse(_ text: String) -> JSONValue? { JSONValue(Array(text.utf8)) }

  @Test func valuesAndEscapes() {
    let value = parse(#" { "a" : "x\n\"\u00e9\ud83d\ude00", "n": [1, -2.5e3, true, null], "o": {} } "#)
    #expect(value?["a"]?.text == "x\n\"é😀")
    #expect(value?["n"] == .array([.number("1"), .number("-2.5e3"), .bool(true), .null]))
    #expect(value?["o"] == .object([:]))
  }

  @Test(arguments: [
    "", "{", "{\"a\"}", "{\"a\":1,}", "[1 2]", "\"\\x\"", "\"\\ud800\"", "tru", "1 1", "\"a\nb\"", "--1", "\"\\u+123\"",
  ])
  func refusesWhatIsNoJSON(text: String) { #expect(parse(text) == nil) }

  @Test func nestingIsBounded() {
    #expect(parse(String(repeating: "[", count: 100_000)) == nil)
    #expect(parse(String(repeating: "[", count: 20) + String(repeating: "]", count: 20)) != nil)
  }
}

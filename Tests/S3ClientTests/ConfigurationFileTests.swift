import Testing

@testable import S3Client

@Suite struct ConfigurationFileTests {
  private func parse(_ text: String) -> ConfigurationFile { ConfigurationFile(Array(text.utf8)) }

  @Test func sectionsKeysAndComments() {
    let file = parse(
      """
      # a comment
      outside = ignored
      [default]
      Region=eu-central-1
        ; another
      secret = a#b;c = d
      [ profile  "my name" ]
      key =   spaced value  \r
      no equals sign
      [default]
      region = eu-west-1
      """)
    #expect(file.sections["default"]?.values == ["region": "eu-west-1", "secret": "a#b;c = d"])
    #expect(file.sections["profile my name"]?.values == ["key": "spaced value"])
    #expect(file.sections.count == 2)
  }

  @Test func nestedMaps() {
    let file = parse(
      """
      [profile a]
      s3 =
        addressing_style = path
        Max_Queue = 3
      region = x
      [services b]
      s3 =
          endpoint_url = https://example.com
      sts =
          endpoint_url = https://sts.example.com
      """)
    #expect(file.sections["profile a"]?.maps["s3"] == ["addressing_style": "path", "max_queue": "3"])
    #expect(file.sections["profile a"]?.values["region"] == "x")
    #expect(file.sections["services b"]?.maps["sts"]?["endpoint_url"] == "https://sts.example.com")
  }

  @Test func hostileInput() {
    for text in ["", "[", "]", "[]", "=\n=", "[a]\n=b", "\u{0}\u{0}[x]\n", "[a]\nb=\n  =c"] { _ = parse(text) }
    _ = ConfigurationFile([0xff, 0xfe, 0x5b, 0x61, 0x5d, 10, 0xff, 0x3d, 0x62])
  }

  @Test func wordsAsAShellWouldSplitThem() {
    #expect(splitWords("a 'b c' \"d 'e'\" f\\ g ''") == ["a", "b c", "d 'e'", "f g", ""])
    #expect(splitWords("  ") == [])
  }
}

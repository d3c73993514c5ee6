import S3Protocol
import StorageModel
import Testing

@Suite struct XMLWriterTests {
  @Test func writesElements() {
    var writer = XMLWriter()
    writer.openRoot("R")
    writer.element("T", "a<b>&\"'")
    writer.element("N", 42)
    writer.element("B", true)
    writer.element("D", Timestamp(nanoseconds: 1_234_000_000))
    writer.element("E", ETag("\"x\""))
    writer.element("Nothing", nil as String?)
    writer.close("R")
    let expected = """
      <?xml version="1.0" encoding="UTF-8"?>
      <R xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><T>a&lt;b&gt;&amp;&quot;'</T><N>42</N><B>true</B>\
      <D>1970-01-01T00:00:01.234Z</D><E>&quot;x&quot;</E></R>
      """
    #expect(String(decoding: writer.finish(), as: UTF8.self) == expected)
  }

  @Test func escapesControlCharacters() {
    var writer = XMLWriter()
    writer.element("T", "\u{0}\u{1}\t\r\n\u{1f} ")
    #expect(String(decoding: writer.finish(), as: UTF8.self).hasSuffix("<T>&#x0;&#x1;&#x9;&#xD;&#xA;&#x1F; </T>"))
  }

  @Test func elementNamesFromOutsideCannotInject() {
    for name in ["", "a b", "a><b", "1a", "a/"] {
      var writer = XMLWriter()
      writer.element(named: name, "x")
      #expect(writer.finish().count == XMLWriter().finish().count)
    }
    var writer = XMLWriter()
    writer.element(named: "ArgumentName", "<")
    #expect(String(decoding: writer.finish(), as: UTF8.self).hasSuffix("<ArgumentName>&lt;</ArgumentName>"))
  }

  @Test func everyTextComesBack() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = WireRandom(seed: seed)
    for _ in 0..<500 {
      let text = random.text(0...20)
      var writer = XMLWriter()
      writer.element("T", text)
      let back = try XMLReader.read(writer.finish(), limitBytes: 10_000) { (reader) throws(XMLError) in
        try reader.enter("T")
        return try reader.readString()
      }
      #expect(Array(back.utf8) == Array(text.utf8), "seed \(seed)")
    }
  }
}

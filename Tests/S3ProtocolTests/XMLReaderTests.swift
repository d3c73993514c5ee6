import S3Protocol
import StorageModel
import Testing

@Suite struct XMLReaderTests {
  /// The text of the root, or why there is none.
  private func text(_ document: String) throws(XMLError) -> String {
    try XMLReader.read(Array(document.utf8), limitBytes: 1 << 16) { (reader) throws(XMLError) in
      _ = try reader.root()
      let text = try reader.readString()
      try reader.finish()
      return text
    }
  }

  private func reason(_ document: String) -> XMLError.Reason? {
    do {
      _ = try text(document)
      return nil
    } catch {
      return error.reason
    }
  }

  /// Walks the whole document.
  private func walk(_ document: [UInt8], limitBytes: Int = 1 << 16) throws(XMLError) {
    try XMLReader.read(document, limitBytes: limitBytes) { (reader) throws(XMLError) in
      _ = try reader.root()
      try reader.skip()
      try reader.finish()
    }
  }

  @Test(arguments: [
    ("<a>x</a>", "x"), ("<a/>", ""), ("<a></a>", ""), ("<a> x </a>", " x "), ("<a>\r\nx</a>", "\r\nx"),
    ("<?xml version=\"1.0\"?>\n<a>x</a>\n", "x"), ("\u{feff}<a>x</a>", "x"), ("  \n <a>x</a>", "x"),
    ("<a>&lt;&gt;&amp;&quot;&apos;</a>", "<>&\"'"), ("<a>&#65;&#x42;&#X43;</a>", "ABC"),
    ("<a>&#1;&#x1F;</a>", "\u{1}\u{1f}"),
    ("<a>&#x1F600;</a>", "😀"), ("<a>x<!-- no -->y</a>", "xy"), ("<a><![CDATA[<&]]>]]&gt;</a>", "<&]]>"),
    ("<a>x<?pi data?>y</a>", "xy"), ("<!-- c --><a>x</a><!-- d -->", "x"), ("<s3:a xmlns:s3=\"u\">x</s3:a>", "x"),
    ("<a xmlns='u' b=\"1>2\" >x</a >", "x"), ("<a b='/'/>", ""),
    ("<a>&#0;x&#x0;</a>", "\u{0}x\u{0}"),
  ])
  func readsText(document: String, expected: String) throws {
    #expect(try text(document) == expected)
  }

  @Test(
    arguments: [
      ("", .truncated), ("x", .malformed), ("<a>", .truncated), ("<a>x", .truncated), ("<a", .truncated),
      ("<a>x</b>", .malformed), ("<a>x</ab>", .malformed), ("<a>x</a", .truncated), ("<a>x</a><b/>", .malformed),
      ("<a>x</a>y", .malformed), ("<a>&unknown;</a>", .badReference), ("<a>&nbsp;&nbsp;</a>", .badReference),
      ("<a>&#xD800;</a>", .badReference), ("<a>&#x110000;</a>", .badReference),
      ("<a>&#99999999999999999999;</a>", .badReference), ("<a>&#;</a>", .badReference), ("<a>&#x;</a>", .badReference),
      ("<a>&#12</a>", .badReference), ("<a>& </a>  ", .badReference), ("<>x</>", .malformed),
      ("<a b=\"<\">x</a>", .malformed),
      ("<a b=\"1>x</a>", .malformed), ("<a <b>x</b></a>", .malformed), ("<a>x<b/></a>", .badValue),
      ("</a>", .malformed),
      ("<!ELEMENT a><a/>", .malformed), ("<a/ >", .malformed), ("<![CDATA[x]]>", .truncated),
    ] as [(String, XMLError.Reason)])
  func refuses(document: String, expected: XMLError.Reason) {
    #expect(reason(document) == expected)
  }

  @Test func refusesDocumentTypesAndEntityBombs() {
    #expect(reason("<!DOCTYPE a><a>x</a>") == .documentType)
    #expect(reason("<!doctype a><a>x</a>") == .documentType)
    let bomb = """
      <?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]><lolz>&lol2;</lolz>
      """
    #expect(reason(bomb) == .documentType)
    #expect(reason("<a>&lol2;</a>") == .badReference)
  }

  @Test func refusesDeepNesting() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)).utf8)
    }
    try walk(nested(XMLReader.maximumDepth))
    let error = #expect(throws: XMLError.self) { try walk(nested(XMLReader.maximumDepth + 1)) }
    #expect(error?.reason == .tooDeep)
    #expect(throws: XMLError.self) { try walk(nested(20_000)) }
  }

  @Test func refusesLongDocuments() throws {
    let document = Array("<a>0123456789</a>".utf8)
    try walk(document, limitBytes: document.count)
    let error = #expect(throws: XMLError.self) { try walk(document, limitBytes: document.count - 1) }
    #expect(error?.reason == .tooLarge)
  }

  @Test func refusesEveryTruncation() {
    let document = Array(
      """
      <?xml version="1.0" encoding="UTF-8"?><!-- c --><r xmlns="u" b='1'><a>x&amp;&#x41;y</a><b/>\
      <c><![CDATA[z]]></c><?p q?></r>
      """.utf8)
    #expect(throws: Never.self) { try walk(document) }
    for length in 0..<document.count {
      #expect(throws: XMLError.self, "cut at \(length)") { try walk(Array(document[..<length])) }
    }
  }

  @Test func walksChildrenAndSkipsUnknownOnes() throws {
    let document = "<r>\n <a>1</a> text <x><y><a>2</a></y></x><b/><s:a xmlns:s='u'>3</s:a></r>"
    let found = try XMLReader.read(Array(document.utf8), limitBytes: 1000) { (reader) throws(XMLError) in
      var found: [String] = []
      try reader.enter("r")
      while let name = try reader.nextChild() {
        switch name {
        case "a": found.append(try reader.readString())
        default:
          found.append(name.text)
          try reader.skip()
        }
      }
      try reader.finish()
      return found
    }
    #expect(found == ["1", "x", "b", "3"])
  }

  @Test func namesTheRootItDidNotExpect() {
    let error = #expect(throws: XMLError.self) {
      try XMLReader.read(Array("<html></html>".utf8), limitBytes: 100) { (reader) throws(XMLError) in
        try reader.enter("ListBucketResult")
      }
    }
    #expect(error?.reason == .unexpectedRoot)
  }

  @Test func callsOutOfOrderAreErrors() {
    for document in ["<a/>", "<a>x</a>"] {
      #expect(throws: XMLError.self) {
        try XMLReader.read(Array(document.utf8), limitBytes: 100) { (reader) throws(XMLError) in
          _ = try reader.readString()
        }
      }
      #expect(throws: XMLError.self) {
        try XMLReader.read(Array(document.utf8), limitBytes: 100) { (reader) throws(XMLError) in
          _ = try reader.root()
          try reader.skip()
          _ = try reader.nextChild()
        }
      }
      #expect(throws: XMLError.self) {
        try XMLReader.read(Array(document.utf8), limitBytes: 100) { (reader) throws(XMLError) in
          _ = try reader.root()
          try reader.finish()
        }
      }
    }
  }

  @Test func readsValues() throws {
    func value<T>(_ text: String, _ read: (inout XMLReader) throws(XMLError) -> T) throws(XMLError) -> T {
      try XMLReader.read(Array("<a>\(text)</a>".utf8), limitBytes: 1000) { (reader) throws(XMLError) in
        _ = try reader.root()
        return try read(&reader)
      }
    }
    let integer = { (reader: inout XMLReader) throws(XMLError) in try reader.readInteger() }
    #expect(try value(" 42\n", integer) == 42)
    #expect(try value("9223372036854775807", integer) == .max)
    #expect(try value("-9223372036854775808", integer) == .min)
    for bad in ["", "9223372036854775808", "-9223372036854775809", "1.5", "+1", "0x1", "1 2", "-"] {
      #expect(throws: XMLError.self, "\(bad)") { try value(bad, integer) }
    }
    let bool = { (reader: inout XMLReader) throws(XMLError) in try reader.readBool() }
    #expect(try value("true", bool) && value("TRUE", bool) && value("1", bool))
    #expect(try !value("false", bool) && !value(" False ", bool) && !value("0", bool))
    #expect(throws: XMLError.self) { try value("yes", bool) }
    let etag = { (reader: inout XMLReader) throws(XMLError) in try reader.readETag() }
    for form in ["&quot;abc&quot;", "\"abc\"", "abc", "W/\"abc\"", " \"abc\" "] {
      #expect(try value(form, etag).value == "abc")
    }
    #expect(throws: XMLError.self) { try value("a&#10;b", etag) }
  }

  @Test func textThatIsNotUTF8IsRefusedAsTextAndKeptAsBytes() throws {
    let document = Array("<a>".utf8) + [0xff, 0x41] + Array("</a>".utf8)
    let bytes = try XMLReader.read(document, limitBytes: 100) { (reader) throws(XMLError) in
      _ = try reader.root()
      return try reader.readBytes()
    }
    #expect(bytes == [0xff, 0x41])
    #expect(throws: XMLError.self) {
      try XMLReader.read(document, limitBytes: 100) { (reader) throws(XMLError) in
        _ = try reader.root()
        return try reader.readString()
      }
    }
  }
}

import S3Protocol
import StorageModel
import Testing

@Suite struct RequestTargetTests {
  @Test func everyByteOfAPathComesBack() throws {
    let path = Array("/".utf8) + Array(UInt8.min...UInt8.max) + Array("//./../x%2Fy+z".utf8)
    let query = [
      QueryParameter("prefix", Array(UInt8.min...UInt8.max)), QueryParameter("uploads"),
      QueryParameter(name: Array("a&b=c%+ ".utf8), value: Array("=&?#/".utf8)),
    ]
    let head = S3RequestHead(method: "GET", path: path, query: query)
    #expect(head.rawTarget.utf8.allSatisfy { (0x21...0x7e).contains($0) })
    let again = S3RequestHead(method: "GET", rawTarget: head.rawTarget)
    #expect(try again.target() == RequestTarget(path: path, parameters: query))
  }

  @Test func encodesByTheRulesOfSignatures() {
    #expect(PercentCoding.encodePath(Array("/a b/ü~-_.%+*".utf8)) == "/a%20b/%C3%BC~-_.%25%2B%2A")
    #expect(PercentCoding.encodeComponent(Array("a/b c=d&e".utf8)) == "a%2Fb%20c%3Dd%26e")
    #expect(QueryParameter.encode([QueryParameter("uploads"), QueryParameter("a", "b")]) == "uploads=&a=b")
  }

  @Test func decodesOnce() throws {
    let target = try S3RequestHead(method: "GET", rawTarget: "/b/a%2525.txt?prefix=%2541").target()
    #expect(target.path == Array("/b/a%25.txt".utf8))
    #expect(try target.text("prefix") == "%41")
  }

  @Test func plusIsASpaceInQueriesOnly() throws {
    let target = try S3RequestHead(method: "GET", rawTarget: "/a+b?c+d=e+f%2B").target()
    #expect(target.path == Array("/a+b".utf8))
    #expect(target.parameters == [QueryParameter("c d", "e f+")])
  }

  @Test func splitsAtTheFirstQuestionMarkAndTheFirstEquals() throws {
    let target = try S3RequestHead(method: "GET", rawTarget: "/k?a=b?c=d&&e&=f&g=").target()
    #expect(target.path == Array("/k".utf8))
    #expect(
      target.parameters == [
        QueryParameter("a", "b?c=d"), QueryParameter("e"), QueryParameter("", "f"), QueryParameter("g"),
      ])
  }

  @Test(arguments: ["/%", "/%4", "/%4g", "/%%41", "/k?a=%", "/k?%zz=1", "/k?a=%+1", "/%+1"])
  func badEscapesAreRefused(target: String) {
    #expect(throws: RequestTargetError.badEscape) { try S3RequestHead(method: "GET", rawTarget: target).target() }
  }

  @Test(arguments: ["", "*", "a/b", "?a=b", "http://host/a"])
  func relativeTargetsAreRefused(target: String) {
    #expect(throws: RequestTargetError.notAbsolute) { try S3RequestHead(method: "GET", rawTarget: target).target() }
  }

  @Test func duplicatesAreFoundByTheirDecodedNames() throws {
    let target = try S3RequestHead(method: "GET", rawTarget: "/?versionId=1&x=2&version%49d=3").target()
    #expect(throws: RequestTargetError.duplicatedParameter("versionId")) { try target.bytes("versionId") }
    #expect(target.duplicatedName == Array("versionId".utf8))
    #expect(try target.text("x") == "2")
    #expect(try target.bytes("missing") == nil)
  }

  @Test func textMustBeText() throws {
    let target = try S3RequestHead(method: "GET", rawTarget: "/?a=%ff").target()
    #expect(try target.bytes("a") == [0xff])
    #expect(throws: RequestTargetError.notText("a")) { try target.text("a") }
  }

  @Test(arguments: [
    ("/", "", ""), ("/b", "b", ""), ("/b/", "b", ""), ("/b/k", "b", "k"), ("/b//k/", "b", "/k/"), ("//k", "", "k"),
    ("/b/../x", "b", "../x"), ("/b/%2e%2E/x", "b", "../x"), ("/b%2Fk", "b", "k"),
  ])
  func bucketAndKey(target: String, bucket: String, key: String) throws {
    let split = try S3RequestHead(method: "GET", rawTarget: target).target().bucketAndKey
    #expect(split.bucket == Array(bucket.utf8))
    #expect(split.key == Array(key.utf8))
  }
}

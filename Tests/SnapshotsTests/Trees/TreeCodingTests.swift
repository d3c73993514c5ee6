import FolderFixtures
import Snapshots
import StorageModel
import Testing

@Suite struct TreeCodingTests {
  @Test func aNodeWithEverything() throws {
    var node = TreeNode(name: Array("a \"<b>\\\u{1}\u{e9}\u{ad}".utf8) + [0xff, 0x80], kind: .file)
    node.mode = GoFileMode(unixMode: 0o104755)
    node.modified = GoTime(seconds: 1_000_000_000, nanoseconds: 120_000_000, offsetMinutes: 330)
    node.accessed = GoTime(seconds: -1, nanoseconds: 999_999_999)
    node.changed = .zero
    (node.userID, node.groupID, node.user, node.group) = (1000, 0, Array("me & you".utf8), [])
    (node.inode, node.deviceID, node.sizeBytes, node.links) = (7, .max, 3, 2)
    node.linkTarget = [0x61, 0xfe]
    node.extendedAttributes = [
      NodeAttribute(name: Array("user.x".utf8), value: [0, 1, 2]), NodeAttribute(name: [], value: []),
    ]
    node.genericAttributes = Array(#"{"windows.file_attributes":32}"#.utf8)
    node.device = 5
    node.content = [StorageID(of: [])]
    node.subtree = StorageID(of: [1])
    node.error = Array("it\u{2028}failed\n".utf8)
    let text = String(decoding: TreeEncoder.encoded(node), as: UTF8.self)
    #expect(
      text == #"{"name":"a \\\"\u003cb\u003e\\\\\\x01é\\u00ad\\xff\\x80","type":"file","mode":8389101,"#
        + #""mtime":"2001-09-09T07:16:40.12+05:30","atime":"1969-12-31T23:59:59.999999999Z","#
        + #""ctime":"0001-01-01T00:00:00Z","uid":1000,"gid":0,"user":"me \u0026 you","inode":7,"#
        + #""device_id":18446744073709551615,"size":3,"links":2,"linktarget":"a\ufffd","linktarget_raw":"Yf4=","#
        + #""extended_attributes":[{"name":"user.x","value":"AAEC"},{"name":"","value":""}],"#
        + #""generic_attributes":{"windows.file_attributes":32},"device":5,"#
        + #""content":["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],"#
        + #""subtree":"4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a","#
        + #""error":"it\u2028failed\n"}"#)
    var encoder = TreeEncoder()
    let appended = encoder.append(node)
    #expect(appended)
    #expect(try TreeDecoder.nodes(encoder.finish()) == [node])
  }

  @Test func namesMustAscend() {
    var encoder = TreeEncoder()
    let results = ["a", "b", "b", "a", "c"].map { name in
      encoder.append(TreeNode(name: Array(name.utf8), kind: .fifo))
    }
    #expect(results == [true, true, false, false, true])
  }

  @Test func randomNodesComeBack() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      var node = TreeNode(name: generator.bytes(Int.random(in: 1...20, using: &generator)), kind: .symlink)
      node.mode = GoFileMode(bits: UInt32.random(in: 0...UInt32.max, using: &generator))
      node.linkTarget = generator.bytes(Int.random(in: 0...9, using: &generator))
      node.modified = GoTime(
        seconds: Int64.random(in: -62_135_596_800...253_402_000_000, using: &generator),
        nanoseconds: Int32.random(in: 0...999_999_999, using: &generator),
        offsetMinutes: Int32.random(in: -720...720, using: &generator))
      node.inode = UInt64.random(in: 0...UInt64.max, using: &generator)
      var encoder = TreeEncoder()
      let appended = encoder.append(node)
      #expect(appended)
      #expect(try TreeDecoder.nodes(encoder.finish()) == [node], "seed \(seed)")
    }
  }

  /// What the other program wrote comes out of ours as the same bytes: equal trees have equal ids.
  @Test(.needsRestic, arguments: ["UTC", "Asia/Kolkata", "America/St_Johns"])
  func treesOfResticComeOutAsTheyWere(zone: String) throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    let names: [[UInt8]] = [
      Array("plain.txt".utf8), Array("Größe é e\u{301} ё 漢字 🎈.txt".utf8), Array("a<b>&c\"d'e\\f`".utf8),
      [0xff, 0xfe, 0x61], [0x61, 0xc3, 0x28], Array("tab\tnl\nbell\u{7}esc\u{1b}del\u{7f}vt\u{b}".utf8),
      Array("nbsp\u{a0}zwsp\u{200b}ls\u{2028}bom\u{feff}soft\u{ad}private\u{e000}".utf8),
      Array("\u{10ffff}\u{1f9ff}\u{fffd}".utf8), Array("  spaces  ".utf8), Array("-rf".utf8), [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80], [0xc0, 0xaf], Array("...".utf8),
    ]
    for (index, name) in names.enumerated() {
      try writeFile(
        Array("\(source)/".utf8) + name, Array("content \(index)".utf8), modified: 1_600_000_000 + index * 86_400 * 40)
    }
    try FileKinds.make(in: source)
    var restic = ResticProgram(folder)
    restic.zone = zone
    try restic.run(["init"])
    try restic.run(["backup", "."], in: source)
    let json = try restic.run(["cat", "blob", try restic.rootTree()])
    let nodes = try TreeDecoder.nodes(json)
    var found = Set(nodes.map(\.name))
    #expect(found.isSuperset(of: names))
    found.subtract(names)
    #expect(found.isSuperset(of: ["link", "folder", "pipe", "hard-1", "hard-2"].map { Array($0.utf8) }))
    var encoder = TreeEncoder()
    for node in nodes {
      let appended = encoder.append(node)
      #expect(appended)
    }
    #expect(encoder.finish() == json)
    #expect(StorageID(of: json).description == (try restic.rootTree()))
  }

  @Test func quotingUndoesItself() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<2000 {
      let name = generator.bytes(Int.random(in: 0...12, using: &generator))
      #expect(GoQuoting.unquoted(GoQuoting.quoted(name)) == name, "seed \(seed)")
    }
    for value in stride(from: UInt32(0), to: 0x11_0000, by: 7) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let name = Array(String(Character(scalar)).utf8)
      #expect(GoQuoting.unquoted(GoQuoting.quoted(name)) == name)
    }
  }

  @Test(arguments: [
    (#"\101\x41\u0041\U00000041"#, "AAAA"), (#"\a\b\f\n\r\t\v\\\""#, "\u{7}\u{8}\u{c}\n\r\t\u{b}\\\""), ("'", "'"),
  ])
  func literals(text: String, name: String) {
    #expect(GoQuoting.unquoted(Array(text.utf8)) == Array(name.utf8))
  }

  @Test(arguments: [
    #"\"#, #"\q"#, #"\x4"#, #"\u12"#, #"\ud800"#, #"\U00110000"#, #"\Uffffffff"#, #"\400"#, "a\"b", "a\nb", #"\'"#,
  ])
  func notLiterals(text: String) { #expect(GoQuoting.unquoted(Array(text.utf8)) == nil) }

  @Test(arguments: [
    "0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z", "2024-02-29T12:34:56.1-03:30",
    "1970-01-01T00:00:00Z", "2262-04-11T23:47:16.854775807+14:00",
  ])
  func times(text: String) { #expect(GoTime(Array(text.utf8))?.text == text) }

  @Test(arguments: [
    "", "2024-02-30T00:00:00Z", "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-01-01T24:00:00Z",
    "2024-01-01T00:00:00", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00Zx", "2024-01-01 00:00:00Z",
    "2024-01-01T00:00:00+1:00", "99999-01-01T00:00:00Z",
  ])
  func notTimes(text: String) { #expect(GoTime(Array(text.utf8)) == nil) }

  @Test func modesKeepTheirBits() {
    for type in [0o040000, 0o120000, 0o010000, 0o140000, 0o020000, 0o060000, 0o100000] as [UInt32] {
      for permissions in [0, 0o7777, 0o4711, 0o2750, 0o1777, 0o644] as [UInt32] {
        #expect(GoFileMode(unixMode: type | permissions).unixPermissions == permissions)
      }
    }
    #expect(GoFileMode(unixMode: 0o040755).bits == 0x8000_01ed)
    #expect(GoFileMode(unixMode: 0o120777).bits == 0x0800_01ff)
    #expect(GoFileMode(unixMode: 0o020600).bits == 0x0420_0180)
  }
}

import StorageModel
import Testing

@testable import Commands

@Suite struct LocationTests {
  @Test func pathsAndStreams() throws {
    #expect(try Location(argument: "a/b") == .local(Array("a/b".utf8)))
    #expect(try Location(argument: "./a:b") == .local(Array("./a:b".utf8)))
    #expect(try Location(argument: "/x/y:z") == .local(Array("/x/y:z".utf8)))
    #expect(try Location(argument: "-") == .standardStream)
  }

  @Test func buckets() throws {
    let place = try BucketLocation(argument: "s3://data/some/prefix", verb: "ls")
    #expect(place.remote == nil)
    #expect(place.bucket?.text == "data")
    #expect(place.key == Array("some/prefix".utf8))
    #expect(place.folderPrefix == Array("some/prefix/".utf8))
    #expect(try BucketLocation(argument: "s3://data", verb: "ls").folderPrefix.isEmpty)
    #expect(try BucketLocation(argument: "s3://data/", verb: "ls").folderPrefix.isEmpty)
    #expect(try BucketLocation(argument: "s3://", verb: "ls").bucket == nil)
    let remote = try BucketLocation(argument: "lab:data/x/", verb: "ls")
    #expect(remote.remote == "lab")
    #expect(remote.folderPrefix == Array("x/".utf8))
    #expect(remote.description == "lab:data/x/")
  }

  @Test(arguments: ["s3://Data/x", "s3:///x", "http://data/x", "", "C:\\files", "a\u{0}b"])
  func refused(argument: String) {
    #expect(throws: CommandError.self) { try Location(argument: argument) }
  }

  @Test func bytesThatAreNoTextSurviveTheParser() throws {
    let name: [UInt8] = Array("caf".utf8) + [0xE9, 0x2F, 0xFF, 0x0A] + Array("\u{10FFFE}é".utf8)
    #expect(ArgumentBytes.bytes(ArgumentBytes.text(name)) == name)
    #expect(try Location(argument: ArgumentBytes.text(name)) == .local(name))
    let composed = Array("e\u{301}".utf8)
    #expect(ArgumentBytes.bytes(ArgumentBytes.text(composed)) == composed)
  }

  @Test func everyByteSequenceComesBack() {
    var generator = SplitMix(seed: 20_260_901)
    for _ in 0..<2000 {
      let bytes = (0..<Int(generator.next() % 12)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      #expect(ArgumentBytes.bytes(ArgumentBytes.text(bytes)) == bytes, "seed 20260901")
    }
  }
}

/// Steele, Lea and Flood's SplitMix64: the same numbers for the same seed on every machine.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

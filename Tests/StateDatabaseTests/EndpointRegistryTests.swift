import Foundation
import StorageModel
import Testing

@testable import StateDatabase

@Suite struct EndpointRegistryTests {
  private let facts = EndpointFacts(
    values: ["checksum": "CRC64NVME", "ifNoneMatch": "yes"], learned: Timestamp(seconds: 9))

  @Test func factsAreKeptByEndpoint() throws {
    let folder = try TemporaryFolder()
    let registry = EndpointRegistry(folder: folder.child("state"))
    #expect(try registry.facts(of: "https://a") == nil)
    #expect(try registry.remember(facts, of: "https://a"))
    #expect(try registry.facts(of: "https://a") == facts)
    #expect(try registry.facts(of: "https://b") == nil)
    var newer = facts
    newer.values["checksum"] = nil
    #expect(try EndpointRegistry(folder: folder.child("state")).remember(newer, of: "https://a"))
    #expect(try registry.facts(of: "https://a") == newer)
  }

  @Test func anotherRunIsNotWaitedFor() throws {
    let folder = try TemporaryFolder()
    let registry = EndpointRegistry(folder: folder.path)
    #expect(try registry.remember(facts, of: "u"))
    let lock = try StateLock(path: folder.child("endpoints.sqlite.lock"))
    #expect(try registry.facts(of: "u") == nil)
    #expect(try !registry.remember(facts, of: "u"))
    lock.release()
    #expect(try registry.facts(of: "u") == facts)
  }

  @Test func damageIsReplaced() throws {
    let folder = try TemporaryFolder()
    let registry = EndpointRegistry(folder: folder.path)
    #expect(try registry.remember(facts, of: "u"))
    let file = URL(fileURLWithPath: folder.child("endpoints.sqlite"))
    let good = try Data(contentsOf: file)
    var generator = SeededGenerator(seed: 61)
    for round in 0..<60 {
      var bad = good
      bad[Int.random(in: 0..<bad.count, using: &generator)] ^= 0x55
      if round % 3 == 0 { bad = bad.prefix(Int.random(in: 0..<bad.count, using: &generator)) }
      try bad.write(to: file)
      let read = try? registry.facts(of: "u")
      #expect(read == nil || read == facts, "round \(round)")
      do { #expect(try registry.remember(facts, of: "u")) } catch {
        #expect(error.code == .madeByNewerVersion, "round \(round): \(error)")
        try good.write(to: file)
      }
      #expect(try registry.facts(of: "u") == facts, "round \(round)")
    }
  }
}

import Digests
import Glibc
import StorageModel
import Testing

@testable import BlobStorage

@Suite struct MD5CompanyTests {
  @Test func bodiesThatComeTogetherHaveTheirOwnDigests() async throws {
    let test = try TestStore()
    defer { test.remove() }
    // Ragged sizes over a MiB, so that rounds end with some lanes and begin with others; more bodies than lanes.
    let bodies = (0..<11).map { bytes((1 << 20) + $0 * 70_001, seed: UInt8($0)) }
    let etags = try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
      for (index, body) in bodies.enumerated() {
        group.addTask {
          let writer = test.store.makeBody(BodyDemands(lengthBytes: Int64(body.count)))
          for start in stride(from: 0, to: body.count, by: 100_003) {
            try body[start..<min(start + 100_003, body.count)].withUnsafeBytes { try writer.write($0) }
          }
          return (index, try writer.finish(BodyExpectations()).md5)
        }
      }
      return try await group.reduce(into: [Int: [UInt8]]()) { $0[$1.0] = $1.1 }
    }
    for (index, body) in bodies.enumerated() { #expect(etags[index] == md5(body)) }
  }

  @Test func nobodyWaitsForABodyThatDoesNotCome() throws {
    let test = try TestStore()
    defer { test.remove() }
    let body = bytes(3 << 20)
    let stalled = (0..<3).map { _ in test.store.makeBody(BodyDemands(lengthBytes: 3 << 20)) }
    for writer in stalled { try bytes(2000).withUnsafeBytes { try writer.write($0) } }
    #expect(try test.body(body).md5 == md5(body))
    for writer in stalled { writer.abandon() }
    #expect(try test.body(body).md5 == md5(body))
  }
}

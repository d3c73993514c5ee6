import FuzzTargets
import Glibc
import Testing

/// The entry functions of `make fuzz`, over their seeds, over every input that ever was a finding, and over seeded
/// random mutations of both, so that no target rots between two long runs.
@Suite struct FuzzTests {
  /// Of each target: about a second in a debug build.
  private static let rounds = 1500

  @Test(arguments: FuzzTarget.all.map(\.name)) func holdsOnItsCorpus(name: String) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let corpus = try Self.corpus(name)
    let seeds = target.seeds()
    #expect(!seeds.isEmpty)
    for input in seeds + corpus + [[]] { try expectToHold(target, input, "as it is") }
    let seed = UInt64.random(in: 0 ... .max)
    var mutator = InputMutator(seed: seed)
    for _ in 0..<Self.rounds { try expectToHold(target, mutator.mutation(of: seeds + corpus), "seed \(seed)") }
  }

  @Test func namesAreUnique() {
    #expect(Set(FuzzTarget.all.map(\.name)).count == FuzzTarget.all.count)
    #expect(FuzzTarget.all.count >= 14)
  }

  private func expectToHold(_ target: FuzzTarget, _ input: [UInt8], _ origin: String) throws {
    do throws(FuzzViolation) {
      try target.run(input)
    } catch {
      Issue.record("\(target.name), \(origin): \(error): \(input)")
      throw error
    }
  }

  /// `Tests/FuzzTargets/Corpus/<name>/*`
  private static func corpus(_ name: String) throws -> [[UInt8]] {
    let tests = #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 }
    let folder = tests + "/FuzzTargets/Corpus/" + name
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var inputs: [[UInt8]] = []
    while let entry = readdir(stream) {
      let file = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard !file.hasPrefix("."), let open = fopen(folder + "/" + file, "r") else { continue }
      defer { fclose(open) }
      var bytes = [UInt8](repeating: 0, count: 1 << 20)
      let count = bytes.withUnsafeMutableBytes { fread($0.baseAddress, 1, $0.count, open) }
      inputs.append(Array(bytes[..<count]))
    }
    return inputs
  }
}

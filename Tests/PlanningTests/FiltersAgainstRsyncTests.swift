import Foundation
import StorageModel
import Testing

@testable import Planning

/// Random trees and random rules: what the real rsync would send is what ``TreeFilter`` lets through.
@Suite struct FiltersAgainstRsyncTests {
  private static let rsync = ["/usr/bin/rsync", "/usr/local/bin/rsync"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(.enabled(if: Self.rsync != nil, "rsync is not installed")) func agreesWithRsync() throws {
    let program = try #require(Self.rsync)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cairn-rsync-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let rounds = ProcessInfo.processInfo.environment["CAIRN_FILTER_ROUNDS"].flatMap { Int($0) } ?? 120
    let seed = ProcessInfo.processInfo.environment["CAIRN_FILTER_SEED"].flatMap { UInt64($0) } ?? 20_260_901
    var generator = SeededGenerator(seed: seed)
    let tree = try makeTree(in: folder, &generator)
    for round in 0..<rounds {
      let rules = (0..<Int.random(in: 1...5, using: &generator)).map { _ in randomRule(&generator) }
      let expected = try listing(program, rules, folder)
      var filters = Filters()
      for rule in rules { try filters.addRule(Array(rule.utf8)) }
      var filter = TreeFilter(filters)
      let ours = Set(tree.filter { filter.admits(PathBytes($0)) })
      let missing = expected.subtracting(ours).sorted()
      let extra = ours.subtracting(expected).sorted()
      #expect(
        missing.isEmpty && extra.isEmpty,
        "seed \(seed), round \(round): rules \(rules): not ours \(missing.prefix(5)), only ours \(extra.prefix(5))")
    }
  }

  private func makeTree(in folder: URL, _ generator: inout SeededGenerator) throws -> [String] {
    let names = ["a", "b", "ab", "ba", "a.b", "aab", "b-a", "A", "a b", "[a]", "a*b", "a\\b", "a]", "?", "-a", "a1"]
    var paths: Set<String> = []
    func fill(_ directory: String, _ depth: Int) {
      for name in names.shuffled(using: &generator).prefix(Int.random(in: 3...7, using: &generator)) {
        if depth < 4 && Int.random(in: 0..<2, using: &generator) == 0 {
          paths.insert(directory + name + "/")
          fill(directory + name + "/", depth + 1)
        } else {
          paths.insert(directory + name)
        }
      }
    }
    fill("", 0)
    let source = folder.appendingPathComponent("source").path
    try FileManager.default.createDirectory(atPath: source, withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      atPath: folder.appendingPathComponent("target").path, withIntermediateDirectories: true)
    for path in paths.sorted() {
      if path.hasSuffix("/") {
        try FileManager.default.createDirectory(atPath: source + "/" + path, withIntermediateDirectories: true)
      } else {
        #expect(FileManager.default.createFile(atPath: source + "/" + path, contents: nil))
      }
    }
    return paths.sorted { PathBytes($0) < PathBytes($1) }
  }

  private func randomRule(_ generator: inout SeededGenerator) -> String {
    let pieces = [
      "a", "a", "b", "b", "ab", ".", "-", "A", " ", "*", "*", "*", "**", "**", "***", "?", "[ab]", "[!a]", "[^b]",
      "[a-c]",
      "[]a]", "[[:alpha:]]", "[[:digit:]a]", "[[:x:]]", "[", "]", "\\*", "\\a", "\\\\", "/", "/", "/", "[a\\]]", "[/a]",
      "[c-a]", "[a-]",
    ]
    var pattern = ""
    if Int.random(in: 0..<4, using: &generator) == 0 { pattern += "/" }
    for _ in 0..<Int.random(in: 1...5, using: &generator) {
      pattern += pieces[Int.random(in: 0..<pieces.count, using: &generator)]
    }
    if Int.random(in: 0..<4, using: &generator) == 0 { pattern += "/" }
    let isNegated = Int.random(in: 0..<12, using: &generator) == 0
    return (Bool.random(using: &generator) ? "+" : "-") + (isNegated ? "! " : " ") + pattern
  }

  private func listing(_ program: String, _ rules: [String], _ folder: URL) throws -> Set<String> {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments =
      ["-r", "--dry-run", "--out-format=%n"] + rules.map { "--filter=" + $0 } + [
        folder.path + "/source/", folder.path + "/target/",
      ]
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return Set(String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init))
  }
}

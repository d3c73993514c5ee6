import ArgumentParser
import Testing

@testable import Commands

/// Manual pages and completions say what the parser takes: no option missing, none too many.
@Suite struct ManualTests {
  private static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

  private static func text(_ path: String) throws -> String {
    let bytes = try #require(try SmallFile.read(Array((root + "/" + path).utf8), limitBytes: 4 << 20), "\(path)")
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The commands that do something, with the words that name them.
  private static func leaves(
    of command: any ParsableCommand.Type = Cairn.self, _ path: [String] = []
  ) -> [(path: [String], command: any ParsableCommand.Type)] {
    let inner = command.allSubcommands
    guard !inner.isEmpty else { return [(path, command)] }
    return inner.flatMap { leaves(of: $0, path + [$0._commandName]) }
  }

  @Test func everyOptionIsInItsPage() throws {
    for (path, command) in Self.leaves() {
      let page = try Self.text("man/cairn-\(path[0]).1")
      for option in KnownOptions(of: command).longNames {
        let spelled = option.replacing("-", with: "\\-")
        #expect(
          page.contains("\\fB\(spelled)\\fR"), "\(path.joined(separator: " ")) \(option): run 'make man'")
      }
      #expect(page.contains(".B cairn \(path.joined(separator: " "))\n"), "\(path) has no synopsis")
    }
  }

  @Test func noPageNamesAnOptionThatIsNot() throws {
    let known = Set(Self.leaves().flatMap { KnownOptions(of: $0.command).longNames })
    for name in Set(Self.leaves().map { $0.path[0] }) {
      let page = try Self.text("man/cairn-\(name).1").replacing("\\-", with: "-")
      // An example of another program has that program's options.
      for line in page.split(separator: "\n") where !line.hasPrefix("aws ") {
        for word in line.split(whereSeparator: { " ,'\"`[]()=.\\:".contains($0) }) where word.hasPrefix("--") {
          #expect(known.contains(String(word)), "cairn-\(name)(1) mentions \(word)")
        }
      }
    }
  }

  @Test func theRootPageNamesEveryCommandAndEveryStatus() throws {
    let page = try Self.text("man/cairn.1")
    for (path, _) in Self.leaves() { #expect(page.contains("cairn\\-\(path[0]) (1)"), "\(path)") }
    for status in Commands.ExitStatus.allCases where ![10, 12].contains(status.rawValue) {
      #expect(page.contains("\(status.rawValue)"), "\(status)")
    }
  }

  @Test(arguments: ["completions/cairn.bash", "completions/_cairn", "completions/cairn.fish"])
  func completionsKnowEveryOption(path: String) throws {
    let script = try Self.text(path)
    for (words, command) in Self.leaves() {
      for word in words { #expect(script.contains(word), "\(path): \(words)") }
      for option in KnownOptions(of: command).longNames {
        #expect(script.contains(option.dropFirst(2)), "\(path): \(option), run 'make completions'")
      }
    }
  }

  @Test(arguments: [
    ("bash", "completions/cairn.bash"), ("zsh", "completions/_cairn"), ("fish", "completions/cairn.fish"),
  ])
  func completionsAreWhatTheParserWrites(shell: String, path: String) async throws {
    let bed = try CommandBed()
    let written = try await bed.run("--generate-completion-script", shell).output
    #expect(try Self.text(path) == written, "run 'make completions'")
  }
}

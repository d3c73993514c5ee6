import Glibc
import Testing

/// Clocks, output, traps and loose tasks stand at the edges only.
@Suite struct BannedWordTests {
  /// What may not be written → the files (or folders, ending in `/`) that are an edge for it.
  static let banned: [String: [String]] = [
    "Date(": [],
    "print(": [],
    "try!": [],
    "fatalError(": [],
    "preconditionFailure(": [],
    "Task {": [
      "Sources/Commands/Process/", "Sources/Transfers/Uncancelled.swift", "Sources/Snapshots/Locks/Uncancelled.swift",
      "Sources/S3Client/Credentials/CredentialsProvider.swift",
    ],
    "Task.detached": [],
    "Task.sleep(": ["Sources/Commands/Process/", "Sources/S3Client/Environment/", "Sources/S3Server/"],
    "usleep(": [],
    "nanosleep(": [],
    "import Foundation": [],
    "import FoundationXML": [],
    "import FoundationEssentials": [],
  ]

  @Test(arguments: banned.keys.sorted())
  func standsOnlyAtTheEdges(word: String) throws {
    let edges = Self.banned[word] ?? []
    for file in try Checkout.files(under: "Sources", suffixes: [".swift"])
    where !edges.contains(where: { file.path == $0 || ($0.hasSuffix("/") && file.path.hasPrefix($0)) }) {
      guard Self.contains(word, in: file.text) else { continue }
      let code = SwiftScanner.blanked(file.text).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      for (index, line) in code.enumerated()
      where Self.contains(word, in: String(decoding: line, as: UTF8.self)) {
        Issue.record("\(file.path):\(index + 1) has \(word)")
      }
    }
  }

  @Test func testsNeverSleep() throws {
    for file in try Checkout.files(under: "Tests", suffixes: [".swift"]) where file.target != "TidyTests" {
      let words = ["Task.sleep(", "usleep(", "nanosleep(", "Thread.sleep", "try!"]
      guard words.contains(where: { Self.contains($0, in: file.text) }) else { continue }
      let code = String(decoding: SwiftScanner.blanked(file.text), as: UTF8.self)
      for word in words {
        #expect(!Self.contains(word, in: code), "\(file.path) has \(word)")
      }
    }
  }

  @Test func theWordEndsWhereItEnds() {
    #expect(Self.contains("Date(", in: "let x = Date()"))
    #expect(!Self.contains("Date(", in: "parseDate(text)"))
    #expect(Self.contains("Task {", in: "  Task { }"))
  }

  /// True when `word` stands in `code` and is not the end of a longer name. By strstr(3): a debug build compares
  /// byte by byte a hundred times slower.
  static func contains(_ word: String, in code: String) -> Bool {
    let startsAnywhere = word.hasPrefix(".")
    return code.withCString { text in
      word.withCString { word in
        var rest = text
        while let found = strstr(rest, word) {
          if found == text || startsAnywhere || !isNamePart(UInt8(bitPattern: (found - 1).pointee)) { return true }
          rest = UnsafePointer(found + 1)
        }
        return false
      }
    }
  }

  /// True when `text` has `piece` anywhere.
  static func occurs(_ piece: String, in text: String) -> Bool { strstr(text, piece) != nil }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}

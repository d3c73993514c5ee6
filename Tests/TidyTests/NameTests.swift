import Foundation
import Testing

/// Names say what a thing is, and no text says on which machine it was written.
@Suite struct NameTests {
  @Test func noFileIsNamedAfterNothing() throws {
    let empty = ["Utils", "Util", "Helpers", "Helper", "Common", "Misc", "Manager", "Placeholder"]
    for file in try Checkout.swiftFiles() {
      for segment in file.path.split(separator: "/").dropFirst() {
        let name = segment.hasSuffix(".swift") ? segment.dropLast(6) : segment
        let isEmpty = empty.contains { name == $0 || (name.hasSuffix($0) && $0 != "Common") }
        #expect(!isEmpty, "\(file.path)")
      }
    }
  }

  @Test func noModuleIsNamedLikeItsMainType() throws {
    for file in try Checkout.files(under: "Sources", suffixes: [".swift"]) {
      #expect(!file.path.hasSuffix("/\(file.target).swift"), "\(file.path)")
    }
  }

  @Test func theTopLevelStaysReadable() throws {
    let expected: Set<String> = [
      "Package.swift", "Package.resolved", "Sources", "Tests", "man", "completions", "README.md", "Makefile", "LICENSE",
      "CHANGELOG.md", "ARCHITECTURE.md", "Benchmarks",
    ]
    for name in try FileManager.default.contentsOfDirectory(atPath: Checkout.root.path) where !name.hasPrefix(".") {
      #expect(expected.contains(name), "\(name) at the top level")
    }
  }

  @Test func noTextNamesAMachine() throws {
    let home = FileManager.default.homeDirectoryForCurrentUser.path
    let parent = Checkout.root.deletingLastPathComponent().path
    var machine = ["/root/", "/home/", "/Users/", Checkout.root.path]
    let ordinary = ["/", "/tmp", "/var/tmp", "/opt", "/srv", "/usr/src", "/home", "/root"]
    machine += [home, parent].filter { !ordinary.contains($0) }.map { $0 + "/" }
    for file in try Checkout.texts() where !file.path.hasPrefix("Tests/TidyTests/") {
      for path in machine { #expect(!BannedWordTests.occurs(path, in: file.text), "\(file.path) names \(path)") }
    }
  }

  @Test func noTextIsLeftUnfinished() throws {
    for file in try Checkout.texts() where !file.path.hasPrefix("Tests/TidyTests/") {
      for word in ["TODO", "FIXME", "XXX:", "HACK:"] {
        #expect(!BannedWordTests.occurs(word, in: file.text), "\(file.path) has \(word)")
      }
    }
  }
}

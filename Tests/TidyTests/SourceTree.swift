import Foundation

/// One file of the project, read once.
struct ProjectFile: Sendable, CustomStringConvertible {
  /// Relative to the root of the checkout: `Sources/Planning/Plan.swift`.
  let path: String
  let text: String

  var description: String { path }

  /// `Sources/Planning/Plan.swift` → `Planning`.
  var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
}

/// The checkout that this test was compiled from.
enum Checkout {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Every file under `folder` whose name ends in one of `suffixes`, ordered by path; hidden folders are left out.
  static func files(under folder: String, suffixes: [String]) throws -> [ProjectFile] {
    let start = root.appendingPathComponent(folder).path
    let names = FileManager.default.enumerator(atPath: start)?.compactMap { $0 as? String } ?? []
    return try names.filter { name in
      suffixes.contains { name.hasSuffix($0) } && !name.split(separator: "/").contains { $0.hasPrefix(".") }
    }.sorted().map { name in
      ProjectFile(
        path: folder + "/" + name, text: try String(contentsOfFile: start + "/" + name, encoding: .utf8))
    }
  }

  static func swiftFiles() throws -> [ProjectFile] {
    try files(under: "Sources", suffixes: [".swift"]) + files(under: "Tests", suffixes: [".swift"])
  }

  /// Whatever a reader of the project may read: code, tests, documents, scripts, manuals.
  static func texts() throws -> [ProjectFile] {
    let folders = ["Sources", "Tests", "man", "completions", "Benchmarks"]
    let kinds = [
      ".swift", ".c", ".h", ".md", ".sh", ".py", ".1", ".5", ".7", ".bash", ".zsh", ".fish", ".json", ".toml",
    ]
    let nested = try folders.flatMap { try files(under: $0, suffixes: kinds) }
    let top = ["README.md", "CHANGELOG.md", "ARCHITECTURE.md", "Makefile", "Package.swift", ".ci/run"]
    return try nested
      + top.filter { FileManager.default.fileExists(atPath: root.appendingPathComponent($0).path) }.map {
        ProjectFile(path: $0, text: try String(contentsOf: root.appendingPathComponent($0), encoding: .utf8))
      }
  }
}

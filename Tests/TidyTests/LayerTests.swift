import Testing

/// The layers of ARCHITECTURE.md as data. The compiler lets an import pass that a target reaches through another one,
/// so the import lines themselves are read.
@Suite struct LayerTests {
  /// Module → modules of this project that it may import.
  static let allowed: [String: Set<String>] = [
    "StorageModel": [],
    "Digests": ["StorageModel", "CCrypto", "CChecksums"],
    "S3Protocol": ["StorageModel", "Digests"],
    "JSON": [],
    "Planning": ["StorageModel", "JSON"],
    "Lifecycle": ["StorageModel", "S3Protocol"],
    "AccessControl": ["StorageModel", "S3Protocol", "JSON"],
    "ObjectStores": ["StorageModel", "Digests"],
    "HTTPTransport": ["StorageModel", "CCurl"],
    "S3Client": ["StorageModel", "Digests", "ObjectStores", "S3Protocol", "HTTPTransport", "JSON"],
    "LocalFiles": ["StorageModel", "CLinux"],
    "StateDatabase": ["StorageModel"],
    "Transfers": ["StorageModel", "Digests", "ObjectStores", "LocalFiles"],
    "Mirroring": [
      "StorageModel", "Digests", "Planning", "Transfers", "StateDatabase", "ObjectStores", "LocalFiles",
    ],
    "BlobStorage": ["StorageModel", "Digests", "LocalFiles", "CPageSums", "CResidentReads"],
    "S3Server": [
      "StorageModel", "Digests", "S3Protocol", "BlobStorage", "AccessControl", "Lifecycle", "JSON",
    ],
    "Snapshots": [
      "StorageModel", "Digests", "ObjectStores", "LocalFiles", "Planning", "Transfers", "JSON", "CZstd",
    ],
    "Provisioning": ["StorageModel", "Digests", "S3Protocol", "Lifecycle", "AccessControl", "ObjectStores", "JSON"],
    "Diagnosis": ["StorageModel", "Digests", "S3Protocol", "ObjectStores", "S3Client", "JSON"],
    "Commands": [
      "StorageModel", "Mirroring", "Planning", "Transfers", "StateDatabase", "ObjectStores", "LocalFiles", "S3Client",
      "S3Protocol", "HTTPTransport", "S3Server", "BlobStorage", "Snapshots", "Provisioning", "Diagnosis", "Lifecycle",
      "AccessControl", "Digests", "JSON",
    ],
    "cairn": ["Commands"],
  ]

  /// Other packages and libraries → the modules that may import them.
  static let outside: [String: Set<String>] = [
    "ArgumentParser": ["Commands"],
    "TOMLKit": ["Commands", "Provisioning"],
    "GRDB": ["StateDatabase", "BlobStorage", "Snapshots"],
    "GRDBSQLite": ["StateDatabase", "BlobStorage", "Snapshots"],
    "Dispatch": ["S3Server"],
    "NIOCore": ["S3Server"],
    "NIOPosix": ["S3Server"],
    "NIOHTTP1": ["S3Server"],
    "NIOSSL": ["S3Server"],
  ]

  /// The standard library and the C library are everybody's.
  static let everywhere: Set<String> = ["Swift", "Glibc", "Synchronization"]

  @Test func everyImportFollowsAnArrow() throws {
    var imports = 0
    for file in try Checkout.files(under: "Sources", suffixes: [".swift"]) {
      guard let mayImport = Self.allowed[file.target] else {
        Issue.record("\(file.path): the layers do not know the module \(file.target)")
        continue
      }
      for module in importedModules(file) where !Self.everywhere.contains(module) {
        imports += 1
        let isAllowed = mayImport.contains(module) || Self.outside[module]?.contains(file.target) == true
        #expect(isAllowed, "\(file.path) imports \(module)")
      }
    }
    #expect(imports > 5, "the scanner found next to no imports")
  }

  @Test func thePureCoreTouchesNothing() throws {
    let calls = ["fopen(", "clock_gettime(", "gettimeofday(", "socket(", "getenv(", ".random("]
    for file in try Checkout.files(under: "Sources", suffixes: [".swift"])
    where ["StorageModel", "JSON", "Planning", "S3Protocol", "Digests", "Lifecycle", "AccessControl"].contains(
      file.target)
    {
      let code = String(decoding: SwiftScanner.blanked(file.text), as: UTF8.self)
      for call in calls { #expect(!BannedWordTests.contains(call, in: code), "\(file.path) uses \(call)") }
    }
  }

  private func importedModules(_ file: ProjectFile) -> [String] {
    let code = String(decoding: SwiftScanner.blanked(file.text), as: UTF8.self)
    return code.split(separator: "\n").compactMap { line in
      var words = line.split(separator: " ").map(String.init)
      while let first = words.first,
        first.hasPrefix("@") || ["package", "internal", "private", "public"].contains(first)
      {
        words.removeFirst()
      }
      guard words.first == "import", let last = words.last else { return nil }
      return last.split(separator: ".").first.map(String.init)
    }
  }
}

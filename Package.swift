// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target is compiled with: language mode 6, the strict import rules, no warnings.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// C targets hash and checksum: at -O0 a debug test run would crawl.
let optimised: [CSetting] = [.unsafeFlags(["-O2"])]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let toml: Target.Dependency = .product(name: "TOMLKit", package: "TOMLKit")
let nio: [Target.Dependency] = [
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
  .product(name: "NIOHTTP1", package: "swift-nio"),
]

let nioTLS: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")

@MainActor func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

@MainActor func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

@MainActor func cModule(_ name: String, libraries: [String] = []) -> Target {
  .target(name: name, cSettings: optimised, linkerSettings: libraries.map { .linkedLibrary($0) })
}

let everything: [Target] = [
  cModule("CChecksums"),
  cModule("CCrypto", libraries: ["crypto"]),
  cModule("CCurl", libraries: ["curl"]),
  cModule("CLinux"),
  .target(
    name: "CPageSums", dependencies: ["CChecksums"], cSettings: optimised,
    linkerSettings: [.linkedLibrary("sqlite3")]),
  .target(
    name: "CResidentReads", dependencies: ["CPageSums"], cSettings: optimised,
    linkerSettings: [.linkedLibrary("sqlite3")]),
  cModule("CZstd", libraries: ["zstd"]),

  module("StorageModel", []),
  module("JSON", []),
  module("Digests", ["StorageModel", "CCrypto", "CChecksums"]),
  module("S3Protocol", ["StorageModel", "Digests"]),
  module("ObjectStores", ["StorageModel", "Digests"]),
  module("Planning", ["StorageModel", "JSON"]),
  module("Lifecycle", ["StorageModel", "S3Protocol"]),
  module("AccessControl", ["StorageModel", "S3Protocol", "JSON"]),
  module("HTTPTransport", ["StorageModel", "CCurl"]),
  module("S3Client", ["StorageModel", "Digests", "ObjectStores", "S3Protocol", "HTTPTransport", "JSON"]),
  module("LocalFiles", ["StorageModel", "CLinux"]),
  module("StateDatabase", ["StorageModel", grdb, sqlite]),
  module("Transfers", ["StorageModel", "Digests", "ObjectStores", "LocalFiles"]),
  module(
    "Mirroring",
    ["StorageModel", "Digests", "Planning", "Transfers", "StateDatabase", "ObjectStores", "LocalFiles"]),
  module("BlobStorage", ["StorageModel", "Digests", "LocalFiles", "CPageSums", "CResidentReads", grdb, sqlite]),
  module(
    "S3Server",
    ["StorageModel", "Digests", "S3Protocol", "BlobStorage", "AccessControl", "Lifecycle", "JSON"] + nio + [nioTLS]),
  module(
    "Snapshots",
    [
      "StorageModel", "Digests", "ObjectStores", "LocalFiles", "Planning", "Transfers", "JSON", "CZstd", grdb, sqlite,
    ]),
  module(
    "Provisioning",
    ["StorageModel", "Digests", "S3Protocol", "Lifecycle", "AccessControl", "ObjectStores", "JSON", toml]),
  module("Diagnosis", ["StorageModel", "Digests", "S3Protocol", "ObjectStores", "S3Client", "JSON"]),
  module(
    "Commands",
    [
      "StorageModel", "Mirroring", "Planning", "Transfers", "StateDatabase", "ObjectStores", "LocalFiles",
      "S3Client", "S3Protocol", "HTTPTransport", "S3Server", "BlobStorage", "Snapshots", "Provisioning", "Diagnosis",
      "Lifecycle", "AccessControl", "Digests", "JSON", argumentParser, toml,
    ]),
  .executableTarget(name: "cairn", dependencies: ["Commands"], swiftSettings: strict),

  tests("StorageModelTests", ["StorageModel"]),
  tests("JSONTests", ["JSON"]),
  tests("LifecycleTests", ["Lifecycle", "S3Protocol", "StorageModel"]),
  tests("AccessControlTests", ["AccessControl", "S3Protocol", "StorageModel", "JSON"]),
  tests(
    "SnapshotsTests",
    [
      "Snapshots", "ObjectStores", "LocalFiles", "Planning", "Transfers", "Digests", "StorageModel", "JSON",
      "FolderFixtures",
    ]),
  tests(
    "ProvisioningTests",
    ["Provisioning", "Lifecycle", "AccessControl", "ObjectStores", "S3Protocol", "StorageModel", "JSON"]),
  tests(
    "DiagnosisTests",
    ["Diagnosis", "S3Protocol", "ObjectStores", "StorageModel"]),
  tests("DigestsTests", ["Digests", "CChecksums", "StorageModel"]),
  tests("S3ProtocolTests", ["S3Protocol", "Digests", "StorageModel"]),
  .target(
    name: "StoreConformance", dependencies: ["ObjectStores", "Digests", "StorageModel"],
    path: "Tests/StoreConformance", swiftSettings: strict),
  tests("ObjectStoresTests", ["ObjectStores", "StoreConformance", "Digests", "StorageModel"]),
  tests("PlanningTests", ["Planning", "StorageModel", "JSON"]),
  tests("HTTPTransportTests", ["HTTPTransport", "StorageModel"]),
  tests(
    "S3ClientTests",
    [
      "S3Client", "S3Protocol", "S3Stub", "StoreConformance", "HTTPTransport", "ObjectStores", "Digests",
      "StorageModel",
    ]),
  tests("LocalFilesTests", ["LocalFiles", "FolderFixtures", "StorageModel", "CLinux"]),
  tests("StateDatabaseTests", ["StateDatabase", "StorageModel"]),
  tests("TransfersTests", ["Transfers", "FolderFixtures", "ObjectStores", "LocalFiles", "Digests", "StorageModel"]),
  tests(
    "MirroringTests",
    [
      "Mirroring", "Planning", "Transfers", "StateDatabase", "ObjectStores", "LocalFiles", "Digests", "StorageModel",
    ]),
  .testTarget(
    name: "BlobStorageTests", dependencies: ["BlobStorage", "LocalFiles", "Digests", "StorageModel"],
    exclude: ["Formats"], swiftSettings: strict),
  tests(
    "S3ServerTests",
    [
      "S3Server", "S3Protocol", "BlobStorage", "AccessControl", "Lifecycle", "Provisioning", "Digests", "StorageModel",
      "JSON", "S3Client", "HTTPTransport", "ObjectStores", "StoreConformance",
    ] + nio),
  .target(name: "S3Stub", dependencies: ["StorageModel", "Digests"], path: "Tests/S3Stub", swiftSettings: strict),
  .target(
    name: "FolderFixtures", dependencies: ["LocalFiles", "StorageModel"], path: "Tests/FolderFixtures",
    swiftSettings: strict),
  tests(
    "EndToEndTests",
    [
      "cairn", "S3Stub", "FolderFixtures", "StoreConformance", "S3Client", "HTTPTransport", "ObjectStores",
      "StorageModel",
    ], exclude: ["Peers/Scripts"]),
  tests(
    "FaultTests",
    [
      "S3Stub", "FolderFixtures", "Mirroring", "Planning", "Transfers", "StateDatabase", "LocalFiles", "S3Client",
      "S3Protocol", "ObjectStores", "HTTPTransport", "Digests", "StorageModel",
    ]),
  tests(
    "CommandsTests",
    [
      "Commands", "Mirroring", "Planning", "ObjectStores", "LocalFiles", "S3Client", "S3Protocol", "StorageModel",
      argumentParser,
    ]),
  .target(
    name: "FuzzTargets",
    dependencies: [
      "S3Protocol", "S3Server", "AccessControl", "Lifecycle", "Snapshots", "JSON", "Digests", "StorageModel",
    ], path: "Tests/FuzzTargets", exclude: ["Corpus", "fuzz.sh"], swiftSettings: strict),
  tests("FuzzTests", ["FuzzTargets"]),
  tests("TidyTests", []),
]

/// `CAIRN_ONLY=PlanningTests swift test` builds that target and what it needs, nothing else: a test run of one
/// module does not wait for the other fifteen.
let wanted = Context.environment["CAIRN_ONLY"].map { Set($0.split(separator: ",").map(String.init)) }

@MainActor func closure(of names: Set<String>) -> Set<String> {
  var reached = names
  var frontier = Array(names)
  while let name = frontier.popLast() {
    guard let target = everything.first(where: { $0.name == name }) else { continue }
    for dependency in target.dependencies {
      if case .byNameItem(let inner, _) = dependency, reached.insert(inner).inserted { frontier.append(inner) }
    }
  }
  return reached
}

let selected = wanted.map(closure).map { names in everything.filter { names.contains($0.name) } } ?? everything

/// The library that libFuzzer's main program is linked with: see Tests/FuzzTargets/fuzz.sh.
let fuzzing: [Product] =
  Context.environment["CAIRN_FUZZ"] == nil
  ? [] : [.library(name: "CairnFuzz", type: .dynamic, targets: ["FuzzTargets"])]

let package = Package(
  name: "cairn",
  products: fuzzing,
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
  ],
  targets: selected
)

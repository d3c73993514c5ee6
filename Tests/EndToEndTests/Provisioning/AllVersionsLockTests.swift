import FolderFixtures
import ObjectStores
import S3Client
import StorageModel
import Testing

/// `cairn sync --all-versions`: storage classes, retention and legal holds go along.
@Suite(.serialized) struct AllVersionsLockTests {
  private static let far = Timestamp(seconds: 4_070_908_800)

  private func make(_ bucket: String, hasLock: Bool, _ place: Sandbox) async throws {
    let file = place.path + "/settings.toml"
    try writeFile(file, "versioning = 'enabled'\n" + (hasLock ? "object-lock = true\n" : ""))
    if bucket != "s3://bucket" { #expect(try await place.cairn("bucket", "create", bucket).exit == 0) }
    let applied = try await place.cairn("bucket", "apply", bucket, file)
    #expect(applied.exit == 0, "\(applied.transcript)")
  }

  /// A retained version, a held one below a delete marker, one in another class, and a large one that is all of it.
  private func write(_ server: ServerProcess) async throws {
    let store = try server.client().store(try #require(BucketName("bucket")))
    let retained = VersionLock(retention: VersionLock.Retention(mode: .governance, until: Self.far))
    var both = retained
    both.isHeld = true
    let versions: [(String, Int, String?, VersionLock?)] = [
      ("p/a", 1, nil, retained), ("p/a", 2, nil, nil), ("p/b", 3, nil, VersionLock(isHeld: true)),
      ("p/b", 4, "STANDARD_IA", nil), ("p/large", 12 << 20, "STANDARD_IA", both),
    ]
    for (key, count, storageClass, lock) in versions {
      var options = WriteOptions(storageClass: storageClass)
      options.lock = lock
      _ = try await store.put(ObjectKey(key), body: .bytes(noise(count)), options)
    }
    #expect(try await server.sandbox.cairn("rm", "s3://bucket/p/b").exit == 0)
  }

  /// Of each version its size, class and lock, in the order of the listing.
  private func facts(_ location: String, _ place: Sandbox) async throws -> [String] {
    let bucket = location.split(separator: "/").dropFirst().first ?? ""
    var found: [String] = []
    let list = try await place.cairn("versions", "list", location, "--json").output
    for line in list.split(separator: "\n") where line.contains("\"delete_marker\":false") {
      let key = (line.text(after: "\"path\":\"") ?? "").prefix { $0 != "\"" }
      let version = (line.text(after: "\"version_id\":\"") ?? "").prefix { $0 != "\"" }
      let stat = try await place.cairn(
        "stat", "s3://\(bucket)/\(key)", "--version-id", String(version), "--json"
      ).output
      let names = ["bytes\":", "storage_class\":\"", "lock_mode\":\"", "retain_until\":\"", "legal_hold\":\""]
      let values = names.map { name in
        stat.text(after: "\"" + name).map { String($0.prefix { $0 != "\"" && $0 != "," }) } ?? "-"
      }
      found.append(([key.split(separator: "/").last.map(String.init) ?? ""] + values).joined(separator: " "))
    }
    return found
  }

  private static let all = [
    "a 2 STANDARD - - -", "a 1 STANDARD GOVERNANCE 2099-01-01T00:00:00Z -", "b 4 STANDARD_IA - - -",
    "b 3 STANDARD - - ON", "large 12582912 STANDARD_IA GOVERNANCE 2099-01-01T00:00:00Z ON",
  ]

  @Test func theyGoAlongWhereTheTargetHasObjectLock() async throws {
    let server = try await ServerProcess.cairn()
    let other = try await ServerProcess.cairn(bucket: "other")
    let place = server.sandbox
    try await make("s3://bucket", hasLock: true, place)
    try await make("s3://inside", hasLock: true, place)
    try await make("s3://moved", hasLock: true, other.sandbox)
    try await write(server)
    #expect(try await facts("s3://bucket/p", place) == Self.all)
    try writeFile(
      place.path + "/remotes.toml",
      "[remote.old]\nendpoint-url = '\(server.endpoint)'\n[remote.new]\nendpoint-url = '\(other.endpoint)'\n")
    for (target, location, there) in [
      ("new:moved/p", "s3://moved/p", other.sandbox), ("old:inside/p", "s3://inside/p", place),
    ] {
      let words = [
        Tools.cairn, "sync", "old:bucket/p", target, "--all-versions", "--part-size", "5MiB", "--config",
        place.path + "/remotes.toml",
      ]
      let run = try await place.run(words)
      #expect(run.exit == 0 && run.errors.contains("5 copied"), "\(run.transcript)")
      #expect(run.errors.contains("retention and legal holds of bucket go along"), "\(run.transcript)")
      let moved = try await facts(location, there)
      #expect(moved == Self.all, "\(target)")
      // They hold there.
      let purge = try await there.cairn("versions", "purge", location, "--older-than", "0s")
      #expect(purge.exit == 1, "\(purge.transcript)")
      #expect(
        try await facts(location, there)
          == ["a 2", "a 1", "b 3", "large"].compactMap { start in
            Self.all.first { $0.hasPrefix(start + " ") }
          })
    }
  }

  @Test func whereTheyCannotGoItIsSaid() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    try await make("s3://bucket", hasLock: true, place)
    for (bucket, hasLock) in [("s3://plain", false), ("s3://free", true)] {
      try await make(bucket, hasLock: hasLock, place)
    }
    try await write(server)
    let words = ["sync", "s3://bucket/p", "s3://plain/p", "--all-versions"]
    for more in [["-n"], []] {
      let run = try await place.cairn(words + more)
      #expect(run.exit == 0, "\(run.transcript)")
      #expect(run.errors.contains("plain has no object lock: retention and legal holds of bucket are not taken along"))
    }
    let unlocked = Self.all.map { line in
      (line.split(separator: " ").prefix(3) + ["-", "-", "-"]).joined(separator: " ")
    }
    #expect(try await facts("s3://plain/p", place) == unlocked)
    let free = try await place.cairn(
      "sync", "s3://bucket/p", "s3://free/p", "--all-versions", "--without-locks", "--storage-class", "STANDARD")
    #expect(free.exit == 0 && !free.errors.contains("legal holds"), "\(free.transcript)")
    #expect(try await facts("s3://free/p", place) == unlocked.map { $0.replacing("STANDARD_IA", with: "STANDARD") })
    let alone = try await place.cairn("sync", "s3://bucket/p", "s3://free/q", "--without-locks")
    #expect(alone.exit == 2 && alone.errors.contains("--all-versions"), "\(alone.transcript)")
  }
}

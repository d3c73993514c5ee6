import FolderFixtures
import StorageModel
import Testing

/// `cairn doctor` against the own daemon, moto and SeaweedFS.
@Suite(.serialized) struct DoctorTests {
  /// What became of each check, by its name.
  private func results(_ run: ProgramOutcome) -> [String: (result: String, detail: String)] {
    var found: [String: (result: String, detail: String)] = [:]
    for line in run.output.split(separator: "\n") {
      func member(_ name: String) -> String? {
        line.text(after: "\"\(name)\":\"").map { String($0.prefix { $0 != "\"" }) }
      }
      if let check = member("check"), let result = member("result") { found[check] = (result, member("detail") ?? "") }
    }
    return found
  }

  @Test func theOwnDaemonPassesEverything() async throws {
    let server = try await ServerProcess.cairn(options: ["--domain", "localhost"])
    var place = server.sandbox
    let page = place.path + "/report.html"
    let byName = "http://localhost:\(server.port)"
    let run = try await place.run([
      Tools.cairn, "doctor", "s3://bucket/some/prefix", "--json", "--html", page, "--endpoint-url", byName,
    ])
    let results = results(run)
    #expect(run.exit == 0, "\(run.transcript)")
    for (check, found) in results { #expect(found.result == "passed", "\(check): \(found)") }
    #expect(results.count >= 70, "\(results.count)")
    let html = String(decoding: try readBytes(page), as: UTF8.self)
    #expect(html.contains("Nothing that is needed differs") && html.contains(byName), "\(html.prefix(2000))")
    #expect(!html.contains("src=") && !html.contains("http-equiv"))
    // Nothing is left, neither below the prefix nor as a bucket.
    let left = try await place.cairn("ls", "-r", "s3://bucket")
    #expect(left.output.isEmpty && left.exit == 0, "\(left.transcript)")
    let buckets = try await place.cairn("bucket", "list")
    #expect(buckets.output.split(separator: "\n").count == 1, "\(buckets.transcript)")
    let table = try await place.cairn("doctor", "s3://bucket", "--no-scratch-bucket", "--for", "snapshots")
    #expect(table.exit == 0 && table.output.contains("passed    put, get, head\n"), "\(table.transcript)")
    #expect(table.output.contains("untested  versions and delete markers"), "\(table.transcript)")
    #expect(table.output.contains("0 needed and not as in S3"), "\(table.transcript)")
    #expect(try await place.cairn("doctor", "s3://missing").exit == 4)
    #expect(try await place.cairn("doctor", "/tmp").exit == 2)
    #expect(try await place.cairn("doctor", "s3://bucket", "--for", "fun").exit == 2)
    place.environment["AWS_SECRET_ACCESS_KEY"] = "wrong"
    #expect(try await place.cairn("doctor", "s3://bucket").exit == 6)
  }

  @Test(.needs(.moto)) func whatMotoDoesOtherwiseIsNamed() async throws {
    let server = try await ServerProcess.moto()
    let place = server.sandbox
    let run = try await place.cairn("doctor", "s3://bucket", "--json")
    #expect(run.exit == 13, "\(run.transcript)")
    let results = results(run)
    let differing = [
      "tags", "checksum-crc64nvme", "presigned-expiry", "signature", "versioning", "null-version", "lifecycle-sizes",
      "lifecycle-newer-versions", "lifecycle-invalid", "list-arguments", "delete-limit", "multipart-errors",
      "part-read", "content-md5",
    ]
    for check in differing { #expect(results[check]?.result == "differs", "\(check): \(results[check] as Any)") }
    #expect(results["lifecycle-newer-versions"]?.detail.contains("NewerNoncurrentVersions") == true)
    #expect(results["lifecycle-sizes"]?.detail.contains("ObjectSizeGreaterThan") == true)
    for check in ["round-trip", "list-order", "lifecycle-days", "lifecycle-transitions", "if-none-match"] {
      #expect(results[check]?.result == "passed", "\(check): \(results[check] as Any)")
    }
    // The client takes what was found: no checksum that the endpoint does not compare.
    try writeFile(place.path + "/file", "content")
    let copied = try await place.cairn("cp", place.path + "/file", "s3://bucket/file")
    #expect(copied.exit == 0 && !copied.errors.contains("checksum"), "\(copied.transcript)")
    let stat = try await place.cairn("stat", "s3://bucket/file", "--json")
    #expect(!stat.output.lowercased().contains("crc64"), "\(stat.transcript)")
  }

  @Test(.needs(.weed)) func whatSeaweedDoesOtherwiseIsNamed() async throws {
    let server = try await ServerProcess.weed()
    let place = server.sandbox
    let run = try await place.cairn("doctor", "s3://bucket", "--json", "--max-attempts", "2")
    #expect(run.exit == 13, "\(run.transcript)")
    let results = results(run)
    let differing = [
      "metadata", "keys", "no-such-bucket", "if-match-missing", "list-order", "list-prefixes", "versioning",
      "bucket-again", "subresources", "lifecycle-invalid", "content-md5", "version-pages",
    ]
    for check in differing { #expect(results[check]?.result == "differs", "\(check): \(results[check] as Any)") }
    #expect(results["lifecycle-transitions"]?.result == "missing", "\(run.transcript)")
    #expect(results["metadata"]?.detail.contains("empty") == true)
    // Remembered: the listing is taken as it comes, without a first one in vain.
    let source = try place.temporary.folder("source")
    for name in ["a/x", "a-b", "b"] { try writeFile(source + "/" + name, name) }
    let first = try await place.sync(source, "s3://bucket/deep")
    #expect(first.exit == 0 && first.requests == 4, "\(first.transcript)")
    let again = try await place.sync(source, "s3://bucket/deep")
    #expect(again.exit == 0 && again.requests == 1 && again.unchanged == 3, "\(again.transcript)")
  }
}

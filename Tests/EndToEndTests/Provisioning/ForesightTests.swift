import FolderFixtures
import Testing

/// `cairn lifecycle simulate` and `explain`.
@Suite struct ForesightTests {
  private static let rules = """
    [[lifecycle]]
    id = "logs"
    prefix = "logs/"
    archive-after-days = 30
    expire-after-days = 180

    [[lifecycle]]
    id = "old"
    noncurrent-expire-after-days = 3
    noncurrent-keep = 1
    """

  /// As `cairn versions list --json` prints it.
  private static let listing = """
    {"schema":1,"type":"item","path":"logs/a","version_id":"3","modified":"2026-01-10T12:00:00Z","latest":true,\
    "delete_marker":false,"bytes":200000}
    {"schema":1,"type":"item","path":"logs/a","version_id":"2","modified":"2026-01-05T12:00:00Z","latest":false,\
    "delete_marker":false,"bytes":1000}
    {"schema":1,"type":"item","path":"logs/a","version_id":"1","modified":"2026-01-01T12:00:00Z","latest":false,\
    "delete_marker":false,"bytes":300}
    {"schema":1,"type":"item","path":"x/b","version_id":"9","modified":"2026-01-02T12:00:00Z","latest":true,\
    "delete_marker":true}
    {"schema":1,"type":"item","path":"x/b","version_id":"8","modified":"2026-01-01T12:00:00Z","latest":false,\
    "delete_marker":false,"bytes":7}

    """

  private func write(_ text: String, _ name: String, _ place: Sandbox) throws -> String {
    let path = place.path + "/" + name
    try writeFile(path, text)
    return path
  }

  @Test func aSavedListingIsForeseenDayByDay() async throws {
    let place = try Sandbox(endpoint: "http://127.0.0.1:1")
    let rules = try write(Self.rules, "rules.toml", place)
    let listing = try write(Self.listing, "listing.json", place)
    let words = ["lifecycle", "simulate", listing, "--rules", rules, "--from", "2026-01-10T13:00Z"]
    let run = try await place.cairn(words + ["--days", "300"])
    #expect(run.exit == 0, "\(run.transcript)")
    #expect(
      run.output == """
        2026-01-10          1        300 B  old version deleted  rule 'old'
        2026-02-10          1    195.3 KiB  moves to GLACIER  rule 'logs'
        2026-07-10          1    195.3 KiB  expires (delete marker)  rule 'logs'
        2026-07-11          1       1000 B  old version deleted  rule 'old'
        total               1    195.3 KiB  expires (delete marker)  rule 'logs'
        total               1    195.3 KiB  moves to GLACIER  rule 'logs'
        total               2      1.3 KiB  old version deleted  rule 'old'
        of 4 versions (196.6 KiB) in 300 days

        """, "\(run.transcript)")
    let short = try await place.cairn(words + ["--days", "31", "--keys"])
    #expect(short.output.contains("2026-01-10  old version deleted  rule 'old'  logs/a  1\n"), "\(short.transcript)")
    #expect(short.output.contains("2026-02-10  moves to GLACIER  rule 'logs'  logs/a  3\n"), "\(short.transcript)")
    #expect(!short.output.contains("2026-07"), "\(short.transcript)")
    let records = try await place.cairn(words + ["--days", "10", "--json"])
    #expect(
      records.output == #"{"schema":1,"type":"item","day":"2026-01-10","rule":"rule 'old'","#
        + #""action":"old version deleted","versions":1,"bytes":300}"# + "\n", "\(records.transcript)")
  }

  @Test func whatRulesCostAndSave() async throws {
    let place = try Sandbox(endpoint: "http://127.0.0.1:1")
    let rules = try write(
      "[[lifecycle]]\nid = 'r'\narchive-after-days = 1\nexpire-after-days = 31\nprefix = 'old/'", "rules.toml", place)
    // 2 GiB that move and expire 30 days later, 1 GiB that stays.
    let listing = try write(
      [("old/a", 1 << 30), ("old/b", 1 << 30), ("stays", 1 << 30)].map { key, bytes in
        "{\"key\":\"\(key)\",\"modified\":\"2026-01-01T00:00:00Z\",\"bytes\":\(bytes)}\n"
      }.joined(), "listing", place)
    try writeFile(
      place.path + "/config.toml",
      """
      [prices.lab]
      stored-per-gib-month = 0.3
      [prices.lab.class.GLACIER]
      write-per-1000 = 50
      stored-per-gib-month = 0.03
      minimum-days = 90
      """)
    let words = [
      "lifecycle", "simulate", listing, "--rules", rules, "--from", "2026-01-01T00:00Z", "--config",
      place.path + "/config.toml", "--prices", "lab", "--days",
    ]
    let run = try await place.cairn(words + ["60"])
    // 2 moves of $0.05; 2 GiB leave GLACIER 60 days early: 2 · $0.03 · 2 months.
    let cost =
      "~$0.9000 a month now, ~$0.3000 in the end, ~$0.1000 for the moves, "
      + "~$0.1200 for time that is paid for and not used\n"
    #expect(run.exit == 0 && run.output.hasSuffix(cost), "\(run.transcript)")
    let short = try await place.cairn(words + ["20", "--json"])
    // 1 GiB at $0.3 and 2 GiB at $0.03.
    #expect(short.output.contains("\"cost_dollars_month_after\":0.36"), "\(short.transcript)")
    #expect(short.output.contains("\"cost_dollars_unused_time\":0.0"), "\(short.transcript)")
  }

  @Test func aListingOfTheAWSCommandIsTheSame() async throws {
    let place = try Sandbox(endpoint: "http://127.0.0.1:1")
    let rules = try write(Self.rules, "rules.toml", place)
    let lines = try write(Self.listing, "lines", place)
    let document = try write(
      """
      {
          "Versions": [
              {"ETag": "\\"1\\"", "Size": 300, "StorageClass": "STANDARD", "Key": "logs/a", "VersionId": "1",
               "IsLatest": false, "LastModified": "2026-01-01T12:00:00+00:00"},
              {"Size": 1000, "Key": "logs/a", "VersionId": "2", "IsLatest": false,
               "LastModified": "2026-01-05T12:00:00+00:00"},
              {"Size": 200000, "Key": "logs/a", "VersionId": "3", "IsLatest": true,
               "LastModified": "2026-01-10T12:00:00+00:00"},
              {"Size": 7, "Key": "x/b", "VersionId": "8", "IsLatest": false, "LastModified": "2026-01-01T12:00:00Z"}
          ],
          "DeleteMarkers": [
              {"Key": "x/b", "VersionId": "9", "IsLatest": true, "LastModified": "2026-01-02T12:00:00+00:00"}
          ],
          "RequestCharged": null
      }
      """, "document", place)
    var outputs: [String] = []
    for listing in [lines, document] {
      let run = try await place.cairn(
        "lifecycle", "simulate", listing, "--rules", rules, "--from", "2026-01-10T13:00Z", "--keys")
      #expect(run.exit == 0, "\(run.transcript)")
      outputs.append(run.output)
    }
    #expect(outputs[0] == outputs[1])
    #expect(outputs[0].contains("of 4 versions"))
  }

  @Test func whatIsNoListingIsSaid() async throws {
    let place = try Sandbox(endpoint: "http://127.0.0.1:1")
    let rules = try write(Self.rules, "rules.toml", place)
    let tagged = try write("[[lifecycle]]\ntags = { a = '1' }\nexpire-after-days = 1", "tagged.toml", place)
    let version = #"{"path":"a","version_id":"1","modified":"2026-01-01T00:00:00Z","bytes":1,"latest":"#
    let cases: [(String, String, String)] = [
      ("{\"key\":\"a\"}\n", rules, "line 1 is no object of a listing"), ("nonsense\n", rules, "line 1 is not JSON"),
      ("{\"prefix\":\"a/\"}\n", rules, "ls -r --json"), ("{\n \"Other\": []\n}", rules, "none of Versions"),
      ("{\n \"Versions\": [{\"Key\": 1}]\n}", rules, "Versions has an element"),
      (version + "true}\n" + version + "true}\n", rules, "line 2 names the object of the line before again"),
      (version + "true}\n" + version.replacing("\"a\"", with: "\"b\"") + "false}\n", rules, "have to stand together"),
      (version + "true}\n", tagged, "versions list --tags --json"),
    ]
    for (text, rules, word) in cases {
      let listing = try write(text, "listing", place)
      let run = try await place.cairn("lifecycle", "simulate", listing, "--rules", rules)
      #expect(run.exit == 2 && run.errors.contains(word), "\(text): \(run.transcript)")
    }
    let listing = try write(version + "true}\n", "listing", place)
    #expect(try await place.cairn("lifecycle", "simulate", listing).exit == 2)
    #expect(try await place.cairn("lifecycle", "simulate", listing + "x", "--rules", rules).exit == 4)
  }

  @Test func aBucketItsSavedListingAndItsExplanationAgree() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let rules = try write(
      """
      versioning = "enabled"

      [[lifecycle]]
      id = "logs"
      prefix = "p/logs/"
      expire-after-days = 10

      [[lifecycle]]
      id = "tagged"
      tags = { keep = "no" }
      expire-after-days = 5

      [[lifecycle]]
      id = "old"
      noncurrent-expire-after-days = 1
      """, "rules.toml", place)
    #expect(try await place.cairn("bucket", "apply", "s3://bucket", rules).exit == 0)
    let source = try place.temporary.folder("source")
    try writeFile(source + "/logs/a", "first")
    try writeFile(source + "/other", "other")
    #expect(try await place.sync(source, "s3://bucket/p").exit == 0)
    try writeFile(source + "/logs/a", "second version")
    #expect(try await place.sync(source, "s3://bucket/p", "--tag", "keep=no").exit == 0)
    let simulate = ["lifecycle", "simulate", "--days", "30", "--keys"]
    let bucket = try await place.cairn(simulate + ["s3://bucket"])
    #expect(bucket.exit == 0, "\(bucket.transcript)")
    let actions = bucket.output.split(separator: "\n").filter { $0.contains("p/") }.map { line in
      line.split(separator: "  ").dropFirst().prefix(3).joined(separator: ", ")
    }
    #expect(
      actions == [
        "old version deleted, rule 'old', p/logs/a", "expires (delete marker), rule 'tagged', p/logs/a",
        "old version deleted, rule 'old', p/logs/a", "delete marker removed, rule 'logs', p/logs/a",
      ], "\(bucket.output)")
    let listed = try await place.cairn("versions", "list", "s3://bucket", "--json", "--tags")
    let listing = try write(listed.output, "listing", place)
    let saved = try await place.cairn(simulate + [listing, "--rules", rules])
    #expect(saved.exit == 0 && saved.output == bucket.output, "\(saved.transcript)\(bucket.output)")
    let explained = try await place.cairn("lifecycle", "explain", "s3://bucket/p/logs/a")
    #expect(explained.exit == 0, "\(explained.transcript)")
    for words in [
      "latest version", "  → rule 'tagged': expires (delete marker) on ", "another rule acts before it",
      "old version", "  → rule 'old': old version deleted on ", "it does not have the tag keep=no",
    ] { #expect(explained.output.contains(words), "\(words): \(explained.output)") }
    let other = try await place.cairn("lifecycle", "explain", "s3://bucket/p/other")
    #expect(other.output.contains("rule 'logs': the key is not below 'p/logs/'"), "\(other.output)")
    #expect(!other.output.contains("→"), "\(other.output)")
  }
}

import FolderFixtures
import Testing

/// `cairn bucket show|diff|apply` and `cairn lifecycle show|diff|apply` against the own daemon.
@Suite struct BucketSettingsTests {
  /// The description of README.
  static let seed = """
    versioning = "enabled"

    [tags]
    environment = "production"
    retention-class = "180-days"
    billing-label = "research-42"

    [[lifecycle]]
    id = "archive"
    prefix = "logs/"
    archive-after-days = 30
    expire-after-days = 180
    """

  private func file(_ text: String, _ place: Sandbox, _ name: String = "bucket.toml") throws -> String {
    let path = place.path + "/" + name
    try writeFile(path, text)
    return path
  }

  @Test func theSeedDescriptionWorksAsWritten() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let seed = try file(Self.seed, place)
    let difference = try await place.cairn("bucket", "diff", "s3://bucket", seed, "--detailed-exitcode")
    #expect(difference.exit == 20, "\(difference.transcript)")
    #expect(
      difference.output == """
        versioning
          ~ Status: Enabled
        tags
          + tag 'billing-label'
              value: research-42
          + tag 'environment'
              value: production
          + tag 'retention-class'
              value: 180-days
        lifecycle
          + rule 'archive'
              applies to: keys below 'logs/'
              moves to GLACIER: after 30 days
              expires: after 180 days

        """, "\(difference.transcript)")
    let dry = try await place.cairn("bucket", "apply", "-n", "s3://bucket", seed)
    #expect(dry.exit == 0 && dry.output == difference.output, "\(dry.transcript)")
    #expect(try await place.cairn("bucket", "show", "s3://bucket").output.isEmpty)
    let applied = try await place.cairn("bucket", "apply", "s3://bucket", seed)
    #expect(applied.exit == 0, "\(applied.transcript)")
    #expect(applied.errors.contains("lifecycle set and read back"), "\(applied.transcript)")
    let after = try await place.cairn("bucket", "diff", "s3://bucket", seed, "--detailed-exitcode")
    #expect(after.exit == 0 && after.output == "no changes\n", "\(after.transcript)")
    // What is shown can be applied again, in both forms.
    for words in [["bucket", "show", "s3://bucket"], ["bucket", "show", "s3://bucket", "--json"]] {
      let shown = try await place.cairn(words)
      let again = try file(shown.output, place, "shown")
      let same = try await place.cairn("bucket", "diff", "s3://bucket", again, "--replace", "--detailed-exitcode")
      #expect(same.exit == 0, "\(shown.output)\(same.transcript)")
    }
  }

  @Test func everySectionIsSetReadBackAndCompared() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let whole = try file(
      """
      versioning = "suspended"
      public-access-block = true
      encryption = "AES256"
      policy = '''{"Version": "2012-10-17", "Statement": [{"Sid": "a", "Effect": "Deny", "Principal": "*",
        "Action": "s3:DeleteBucket", "Resource": "arn:aws:s3:::bucket"}]}'''

      [tags]
      number = 42

      [[cors]]
      allowed-origins = ["https://example.org"]
      allowed-methods = ["GET", "PUT"]
      max-age-seconds = 300

      [[lifecycle]]
      id = "all"
      tags = { a = "1", b = "2" }
      larger-than = "1 KiB"
      smaller-than = "1 GiB"
      transitions = [{ after-days = 30, storage-class = "STANDARD_IA" }, { after-days = 90, storage-class = "GLACIER" }]
      noncurrent-transitions = [{ after-days = 30, storage-class = "GLACIER", keep = 2 }]
      noncurrent-expire-after-days = 365
      noncurrent-keep = 3

      [[lifecycle]]
      id = "uploads"
      enabled = false
      abort-uploads-after-days = 7
      """, place)
    let applied = try await place.cairn("bucket", "apply", "s3://bucket", whole)
    #expect(applied.exit == 0, "\(applied.transcript)")
    #expect(applied.errors.split(separator: "\n").count { $0.hasSuffix("set and read back") } == 7, "\(applied.errors)")
    let same = try await place.cairn("bucket", "diff", "s3://bucket", whole, "--replace", "--detailed-exitcode")
    #expect(same.exit == 0, "\(same.transcript)")
    let shown = try await place.cairn("bucket", "show", "s3://bucket")
    for words in ["number = \"42\"", "max-age-seconds = 300", "enabled = false", "keep = 2", "[public-access-block]"] {
      #expect(shown.output.contains(words), "\(words): \(shown.output)")
    }
  }

  @Test func unknownRulesStayUnlessReplaced() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let first = try file("[[lifecycle]]\nid = 'a'\nprefix = 'a/'\nexpire-after-days = 10", place, "first")
    // The same in the AWS CLI's words, with another number, and in S3's.
    let changed = try file(
      #"{"Rules": [{"ID": "b", "Status": "Enabled", "Filter": {"Prefix": "b/"}, "Expiration": {"Days": 20}}]}"#, place,
      "second")
    let xml = try file(
      """
      <LifecycleConfiguration><Rule><ID>b</ID><Status>Enabled</Status><Filter><Prefix>b/</Prefix></Filter>
      <Expiration><Days>30</Days></Expiration></Rule></LifecycleConfiguration>
      """, place, "third")
    for name in [first, changed] {
      let applied = try await place.cairn("lifecycle", "apply", "s3://bucket", name)
      #expect(applied.exit == 0, "\(applied.transcript)")
    }
    let kept = try await place.cairn("lifecycle", "apply", "s3://bucket", xml)
    #expect(
      kept.output == """
        lifecycle
          ~ rule 'b'
              expires: after 20 days → after 30 days
          = rule 'a' (not in the file, stays)

        """, "\(kept.transcript)")
    let replaced = try await place.cairn("lifecycle", "diff", "s3://bucket", xml, "--replace", "--detailed-exitcode")
    #expect(replaced.exit == 20 && replaced.output == "lifecycle\n  - rule 'a'\n", "\(replaced.transcript)")
    #expect(try await place.cairn("lifecycle", "apply", "s3://bucket", xml, "--replace").exit == 0)
    let shown = try await place.cairn("lifecycle", "show", "s3://bucket")
    #expect(shown.output == "[[lifecycle]]\nid = \"b\"\nprefix = \"b/\"\nexpire-after-days = 30\n", "\(shown.output)")
    let records = try await place.cairn("lifecycle", "diff", "s3://bucket", first, "--json")
    #expect(
      records.output.contains(#""section":"lifecycle","action":"added","name":"a","#), "\(records.transcript)")
  }

  @Test(arguments: [
    ("[[lifecycle]]\nexpire-after-day = 1", 2, "has no setting 'expire-after-day'"),
    ("versionning = true", 2, "versionning"), ("", 2, "empty"), ("a = = b", 2, "line 1"),
    ("{\"Rules\": 1}", 2, "no section"), ("<x", 2, "XML"), ("[tags]\na = '1'", 2, "has no lifecycle rules"),
  ])
  func whatIsWrongWithAFileIsOneLine(_ text: String, _ exit: Int32, _ word: String) async throws {
    let place = try Sandbox(endpoint: "http://127.0.0.1:1")
    let name = try file(text, place)
    let run = try await place.cairn("lifecycle", "diff", "s3://bucket", name)
    #expect(run.exit == exit, "\(run.transcript)")
    #expect(run.output.isEmpty && run.errors.contains(word), "\(run.transcript)")
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
  }

  @Test func placesThatAreNoneAreToldApart() async throws {
    let server = try await ServerProcess.cairn()
    var place = server.sandbox
    let seed = try file(Self.seed, place)
    let cases: [([String], Int32, String)] = [
      (["bucket", "diff", "s3://missing", seed], 4, "NoSuchBucket"),
      (["bucket", "show", "s3://missing"], 4, "bucket create"),
      (["bucket", "apply", "s3://bucket/logs", seed], 2, "takes a whole bucket"),
      (["bucket", "apply", "s3://", seed], 2, "names no bucket"),
      (["bucket", "apply", "s3://bucket", place.path + "/none"], 4, "no such file"),
      (["lifecycle", "simulate", "s3://bucket"], 4, "no lifecycle rules"),
      (["lifecycle", "explain", "s3://bucket"], 2, "names no object"),
    ]
    for (words, exit, word) in cases {
      let run = try await place.cairn(words)
      #expect(run.exit == exit && run.errors.contains(word), "\(words): \(run.transcript)")
    }
    for (words, word) in [
      (["--role", "king", "s3://bucket"], "mirror-writer"), (["--role", "pruner", "/tmp"], "/tmp"),
    ] {
      let run = try await place.run([Tools.cairn, "policy", "print"] + words)
      #expect(run.exit == 2 && run.errors.contains(word), "\(words): \(run.transcript)")
    }
    place.environment["AWS_SECRET_ACCESS_KEY"] = "wrong"
    #expect(try await place.cairn("bucket", "diff", "s3://bucket", seed).exit == 6)
  }
}

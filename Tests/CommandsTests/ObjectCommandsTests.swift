import ObjectStores
import StorageModel
import Testing

@testable import Commands

/// Transcripts of the object commands: the command line, then what it printed, left behind and returned.
@Suite struct ObjectCommandsTests {
  @Test func listsFoldersAndObjectsInOneOrder() async throws {
    let bed = try CommandBed()
    for key in ["a.txt", "a/x", "a-b", "z"] { try await bed.put("data", key, key) }
    let names = try await bed.run("ls", "-1", "s3://data")
    #expect(names.output == "a-b\na.txt\na/\nz\n")
    #expect(names.status == .done)
    #expect(try await bed.run("ls", "-1r", "s3://data/a").output == "x\n")
    #expect(try await bed.run("ls", "-1", "s3://data/a.txt").output == "a.txt\n", "a single object lists itself")
    #expect(try await bed.run("ls", "s3://data/z").output.contains("            1  z\n"))
  }

  @Test func whatIsMissingIsFour() async throws {
    let bed = try CommandBed()
    try await bed.put("data", "a", "1")
    for arguments in [
      ["ls", "s3://data/nope"], ["stat", "s3://data/nope"], ["cat", "s3://data/nope"],
      ["rm", "s3://data/nope"], ["rm", "-r", "s3://data/nope"], ["du", "s3://data/nope"],
      ["cp", "s3://data/nope", "-"], ["mv", "-r", "s3://data/nope", "s3://data/other"],
      ["uploads", "abort", "--upload-id", "x", "s3://data/a"],
    ] {
      let outcome = try await bed.runAll(arguments)
      #expect(outcome.status == .notFound, "\(arguments)")
      #expect(outcome.diagnostics.hasPrefix("cairn: "), "\(arguments)")
    }
  }

  @Test func namesThatCouldDriveATerminalAreEscaped() async throws {
    let bed = try CommandBed()
    try await bed.put("data", "a\u{1b}[2Jb", "1")
    #expect(try await bed.run("ls", "-1", "s3://data").output == "a\\x1b[2Jb\n")
    #expect(try await bed.run("ls", "-0", "s3://data").output == "a\u{1b}[2Jb\0")
    #expect(try await bed.run("ls", "--json", "s3://data").output.contains("\"key\":\"a\\u001b[2Jb\""))
  }

  @Test func removesObjectsAndFoldersOnlyWhenTold() async throws {
    let bed = try CommandBed()
    for key in ["a", "dir/b", "dir/c", "dirx"] { try await bed.put("data", key, "1") }
    #expect(try await bed.run("rm", "s3://data/dir/").status == .usage, "a folder needs -r")
    let dry = try await bed.run("rm", "-rn", "s3://data/dir")
    #expect(dry.output == "would delete dir/b\nwould delete dir/c\n")
    #expect(try await bed.keys("data").count == 4)
    let run = try await bed.run("rm", "-r", "s3://data/dir")
    #expect(run.status == .done && run.diagnostics.contains("2 deleted"))
    #expect(try await bed.keys("data") == ["a", "dirx"], "a sibling with the same beginning stays")
    let refused = try await bed.run("rm", "-r", "s3://data")
    #expect(refused.status == .refused && refused.diagnostics.contains("--whole-bucket"))
    #expect(try await bed.keys("data").count == 2)
    #expect(try await bed.run("rm", "-r", "--whole-bucket", "s3://data").status == .done)
    #expect(try await bed.keys("data").isEmpty)
  }

  @Test func copiesUpDownAndAcross() async throws {
    let bed = try CommandBed()
    _ = try bed.store("data")
    let file = try bed.write("note.txt", "hello")
    #expect(try await bed.run("cp", file, "s3://data/x/").status == .done)
    #expect(try await bed.run("cp", file, "s3://data/named").status == .done)
    #expect(try await bed.run("cp", "s3://data/named", "s3://data/copy").status == .done)
    #expect(try await bed.keys("data") == ["copy", "named", "x/note.txt"])
    #expect(try await bed.run("cp", "s3://data/copy", bed.path("down/back.txt")).status == .done)
    #expect(try bed.read("down/back.txt") == "hello")
    #expect(try await bed.run("cp", "s3://data/copy", bed.folder).status == .done)
    #expect(try bed.read("copy") == "hello")
    #expect(try await bed.run("cp", "s3://data/copy", "-").output == "hello")
    let stat = try await bed.run("stat", "s3://data/named")
    #expect(stat.output.contains("Content-Type: text/plain") || stat.output.contains("application/octet-stream"))
    #expect(stat.output.contains("x-amz-meta-mtime"))
  }

  @Test func standardInputBecomesAnObjectOfManyParts() async throws {
    let bed = try CommandBed()
    _ = try bed.store("data")
    #expect(try await bed.run("cp", "-", "s3://data/small", input: "abc").status == .done)
    #expect(try await bed.run("cat", "s3://data/small").output == "abc")
    let large = String(repeating: "0123456789abcdef", count: 11 << 16)
    #expect(try await bed.run("cp", "--part-size", "5MiB", "-", "s3://data/large", input: large).status == .done)
    let info = try await bed.store("data").head(ObjectKey("large"), ReadOptions())
    #expect(info.sizeBytes == 11 << 20 && info.etag.partCount == 3)
    #expect(try await bed.run("cat", "s3://data/large").output == large)
    #expect(try await bed.run("cat", "--range", "16-20", "s3://data/large").output == "01234")
  }

  @Test func noClobberKeepsWhatIsThere() async throws {
    let bed = try CommandBed()
    try await bed.put("data", "a", "old")
    let file = try bed.write("new", "new")
    let outcome = try await bed.run("cp", "--no-clobber", file, "s3://data/a")
    #expect(outcome.status == .someFailed)
    #expect(try await bed.run("cat", "s3://data/a").output == "old")
    #expect(try await bed.run("cp", "--no-clobber", "s3://data/a", file).status != .done)
    #expect(try bed.read("new") == "new")
  }

  @Test func movesOneObjectAndAWholeFolder() async throws {
    let bed = try CommandBed()
    for key in ["dir/a", "dir/b/c", "other"] { try await bed.put("data", key, key) }
    #expect(try await bed.run("mv", "s3://data/other", "s3://data/renamed").status == .done)
    #expect(try await bed.run("mv", "-r", "s3://data/dir", "s3://data/new").status == .done)
    #expect(try await bed.keys("data") == ["new/a", "new/b/c", "renamed"])
    #expect(try await bed.run("mv", "-r", "s3://data/new", "s3://data/new/below").status == .usage)
    let file = try bed.write("gone", "x")
    #expect(try await bed.run("mv", file, "s3://data/").status == .done)
    #expect(!bed.exists("gone"))
    #expect(try await bed.run("mv", "s3://data/gone", bed.path("home")).status == .done)
    #expect(try bed.read("home") == "x")
    #expect(try await bed.keys("data").contains("gone") == false)
  }

  @Test func addsUpFolders() async throws {
    let bed = try CommandBed()
    for key in ["a/1", "a/2", "b"] { try await bed.put("data", key, "12345") }
    #expect(try await bed.run("du", "s3://data").output == "15\t3\ttotal\n")
    #expect(try await bed.run("du", "-d", "1", "s3://data").output == "10\t2\ta/\n15\t3\ttotal\n")
  }

  @Test func buckets() async throws {
    let bed = try CommandBed()
    #expect(
      try await bed.run("bucket", "create", "s3://one", "s3://two").output == "created s3://one\ncreated s3://two\n")
    #expect(try await bed.run("ls").output.split(separator: "\n").count == 2)
    try await bed.put("two", "a", "1")
    let refused = try await bed.run("bucket", "remove", "s3://two")
    #expect(refused.status == .someFailed && refused.diagnostics.contains("cairn rm"))
    #expect(try await bed.run("bucket", "create", "s3://one/x").status == .usage)
  }

  @Test func presignedURLs() async throws {
    let bed = try CommandBed()
    #expect(
      try await bed.run("presign", "get", "s3://data/a", "--expires", "10m").output == "memory://data/a?GET&600\n")
    #expect(try await bed.run("presign", "put", "s3://data/a", "--expires", "8d").status == .usage)
  }

  @Test func openUploadsAreListedAndAborted() async throws {
    let bed = try CommandBed()
    let store = try bed.store("data")
    let id = try await store.createUpload(ObjectKey("big"), WriteOptions())
    #expect(try await bed.run("uploads", "list", "s3://data").output.contains("  big\n"))
    #expect(try await bed.run("uploads", "abort", "--upload-id", id, "s3://data/big").status == .done)
    #expect(try await store.listUploads(prefix: []).isEmpty)
  }
}

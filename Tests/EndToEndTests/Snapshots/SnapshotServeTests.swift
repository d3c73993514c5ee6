import FolderFixtures
import Glibc
import Testing

/// `cairn serve --snapshots`: any S3 tool reads every snapshot, and none writes.
@Suite(.serialized) struct SnapshotServeTests {
  private struct Bed {
    /// Goes with the last reference, and takes repository and source along.
    let temporary: TemporaryFolder
    let server: ServerProcess
    let place: Sandbox
    let source: String
    /// `TIME-ID` of each snapshot, oldest first.
    let names: [String]
  }

  private func bed() async throws -> Bed {
    let temporary = try TemporaryFolder()
    let repository = temporary.path + "/repository"
    var maker = try Sandbox(endpoint: "http://127.0.0.1:1", temporary: temporary)
    maker.environment["CAIRN_PASSWORD"] = "canary-password-77aa"
    let source = try temporary.folder("source")
    try SampleTree.write(to: source)
    for name in ["star*", "back\\slash"] { removeTree(Array((source + "/" + name).utf8)) }
    try writeFile(Array((source + "/large").utf8), noise(21 << 20))
    for words in [["init"], ["create", "."], ["create", ".", "--tag", "second"]] {
      let words = ["/usr/bin/env", "-C", source, Tools.cairn, "snapshot"] + words + ["-r", repository]
      let outcome = try await maker.run(words)
      #expect(outcome.exit == 0, "\(outcome.transcript)")
      if words.contains("create") { try writeFile(source + "/later", "only in the second one") }
    }
    let server = try await ServerProcess.cairn(
      options: ["--snapshots", repository], environment: ["CAIRN_PASSWORD": "canary-password-77aa"])
    let place = server.sandbox
    let listing = try await place.cairn("ls", "s3://snapshots/")
    #expect(listing.exit == 0, "\(listing.transcript)")
    let names = listing.output.split(separator: "\n").compactMap { line in
      line.split(separator: " ").last.map { String($0.prefix { $0 != "/" }) }
    }
    #expect(names.count == 2 && names == names.sorted(), "\(listing.transcript)")
    return Bed(temporary: temporary, server: server, place: place, source: source, names: names)
  }

  @Test(.needs(.aws, .rclone)) func otherToolsReadAllSnapshots() async throws {
    let bed = try await bed()
    let place = bed.place
    let (first, second) = (try #require(bed.names.first), try #require(bed.names.last))
    let aws = try Tools.Peer.aws.requirePath()
    let rclone = try Tools.Peer.rclone.requirePath()
    let target = try place.temporary.folder("aws")
    let copied = try await place.run(
      [
        aws, "--endpoint-url", place.endpoint, "s3", "cp", "--recursive", "--only-show-errors",
        "s3://snapshots/\(second)/", target + "/",
      ])
    #expect(copied.exit == 0, "\(copied.transcript)")
    #expect(try FileTree(bed.source).differences(from: FileTree(target)).isEmpty)
    let other = try place.temporary.folder("rclone")
    let synced = try await place.run([
      rclone, "copy", "--config", "/dev/null", "--s3-provider", "Other", "--s3-env-auth", "--s3-endpoint",
      place.endpoint, "--s3-region", "us-east-1", "-q", ":s3:snapshots/\(second)", other,
    ])
    #expect(synced.exit == 0, "\(synced.transcript)")
    #expect(try FileTree(bed.source).differences(from: FileTree(other)).isEmpty)
    // Back with Cairn, which knows the metadata: modes, times, links.
    let back = try place.temporary.folder("back")
    let down = try await place.sync("s3://snapshots/\(second)", back)
    #expect(down.exit == 0, "\(down.transcript)")
    #expect(try FileTree(bed.source).differences(from: FileTree(back)).isEmpty)
    // The first snapshot lacks what came later.
    let head = try await place.run(
      [
        aws, "--endpoint-url", place.endpoint, "s3api", "head-object", "--bucket", "snapshots", "--key",
        "\(first)/later",
      ])
    #expect(head.exit != 0 && head.errors.contains("404"), "\(head.transcript)")
  }

  /// Ranges, conditions, listings in both versions, and refused writes, as boto3 sees them.
  @Test(.needs(.python)) func theProtocolAsBotoSeesIt() async throws {
    let bed = try await bed()
    let script = bed.place.path + "/look.py"
    try writeFile(
      script,
      """
      import sys, boto3, botocore
      from botocore.config import Config
      s3 = boto3.client("s3", endpoint_url=sys.argv[1], config=Config(retries={"max_attempts": 1}))
      name, source = sys.argv[2], sys.argv[3]
      want = open(source + "/large", "rb").read()
      key = name + "/large"
      head = s3.head_object(Bucket="snapshots", Key=key)
      assert head["ContentLength"] == len(want), head
      assert head["Metadata"], head
      assert s3.get_object(Bucket="snapshots", Key=key)["Body"].read() == want
      for first, last in [(0, 0), (5, 1 << 20), (3000000, 17000000), (len(want) - 3, len(want) + 10)]:
        got = s3.get_object(Bucket="snapshots", Key=key, Range=f"bytes={first}-{last}")
        assert got["ResponseMetadata"]["HTTPStatusCode"] == 206
        assert got["Body"].read() == want[first:last + 1], (first, last)
      assert s3.get_object(Bucket="snapshots", Key=key, Range="bytes=-7")["Body"].read() == want[-7:]
      def code(call, **words):
        try: call(Bucket="snapshots", **words)
        except botocore.exceptions.ClientError as error: return error.response["Error"]["Code"]
      assert code(s3.get_object, Key=key, Range=f"bytes={len(want)}-") == "InvalidRange"
      assert code(s3.get_object, Key=key, IfMatch='"x"') == "PreconditionFailed"
      assert code(s3.get_object, Key=key, IfNoneMatch=head["ETag"]) == "304"
      assert code(s3.get_object, Key=name + "/nothing") == "NoSuchKey"
      v2 = [o["Key"] for p in s3.get_paginator("list_objects_v2").paginate(
        Bucket="snapshots", Prefix=name, PaginationConfig={"PageSize": 3}) for o in p.get("Contents", [])]
      v1 = [o["Key"] for p in s3.get_paginator("list_objects").paginate(
        Bucket="snapshots", Prefix=name, PaginationConfig={"PageSize": 4}) for o in p.get("Contents", [])]
      assert v1 == v2 == sorted(v2, key=lambda k: k.encode()) and key in v2, (v1, v2)
      top = s3.list_objects_v2(Bucket="snapshots", Delimiter="/")
      assert len(top["CommonPrefixes"]) == 2 and "Contents" not in top, top
      assert "snapshots" in [b["Name"] for b in s3.list_buckets()["Buckets"]]
      for call, words in [
        (s3.put_object, dict(Key="x", Body=b"y")), (s3.put_object, dict(Key="x", Body=b"y" * (5 << 20))),
        (s3.delete_object, dict(Key=key)), (s3.delete_objects, dict(Delete={"Objects": [{"Key": key}]})),
        (s3.copy_object, dict(Key="x", CopySource={"Bucket": "bucket", "Key": "x"})),
        (s3.create_multipart_upload, dict(Key="x")), (s3.delete_bucket, {}), (s3.create_bucket, {}),
        (s3.put_bucket_versioning, dict(VersioningConfiguration={"Status": "Enabled"})),
        (s3.put_object_tagging, dict(Key=key, Tagging={"TagSet": []})),
      ]:
        assert code(call, **words) == "AccessDenied", (call, code(call, **words))
      bad = boto3.client("s3", endpoint_url=sys.argv[1], aws_secret_access_key="wrong", aws_access_key_id="wrong")
      try: bad.list_objects_v2(Bucket="snapshots")
      except botocore.exceptions.ClientError as error: assert error.response["Error"]["Code"] == "InvalidAccessKeyId"
      else: raise AssertionError("a stranger may list")
      assert s3.get_object(Bucket="snapshots", Key=key)["Body"].read() == want
      print("all right")
      """)
    let python = try Tools.Peer.python.requirePath()
    let outcome = try await bed.place.run(
      [python, script, bed.place.endpoint, try #require(bed.names.last), bed.source])
    #expect(outcome.exit == 0 && outcome.output.contains("all right"), "\(outcome.transcript)")
  }
}

import S3Protocol
import StorageModel
import Testing

@Suite struct VersionTests {
  @Test func versionsDeleteMarkersAndTheirHeaders() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      #expect(try connection.send("PUT", "/bucket/k", body: [0]).headers["x-amz-version-id"] == nil)
      #expect(try connection.send("GET", "/bucket/k").headers["x-amz-version-id"] == nil)
      #expect(try setVersioning(connection, .enabled) == 200)
      let one = try #require(try connection.send("PUT", "/bucket/k", body: [1]).headers["x-amz-version-id"])
      let two = try #require(try connection.send("PUT", "/bucket/k", body: [2]).headers["x-amz-version-id"])
      let old = try connection.send("GET", "/bucket/k?versionId=\(one)")
      #expect(old.body == [1] && old.headers["x-amz-version-id"] == one)
      #expect(try connection.send("GET", "/bucket/k?versionId=null").body == [0])

      let marked = try connection.send("DELETE", "/bucket/k")
      let marker = try #require(marked.headers["x-amz-version-id"])
      #expect(marked.status == 204 && marked.headers["x-amz-delete-marker"] == "true")
      for method in ["GET", "HEAD"] {
        let latest = try connection.send(method, "/bucket/k")
        #expect(latest.status == 404 && latest.headers["x-amz-delete-marker"] == "true")
        #expect(latest.headers["x-amz-version-id"] == marker)
        let named = try connection.send(method, "/bucket/k?versionId=\(marker)")
        #expect(named.status == 405 && named.headers["x-amz-delete-marker"] == "true")
      }
      #expect(try connection.send("GET", "/bucket/k?versionId=\(String(repeating: "0", count: 32))").status == 404)
      #expect(try connection.send("GET", "/bucket/k?versionId=nonsense").code == "InvalidArgument")
      #expect(try connection.send("HEAD", "/bucket/other").headers["x-amz-delete-marker"] == "false")

      let list = try connection.send("GET", "/bucket?versions")
      let page = try ListObjectVersionsResponse(WireResponse(body: list.body))
      #expect(page.versions.map(\.versionID) == [marker, two, one, "null"])
      #expect(page.versions.map(\.isLatest) == [true, false, false, false] && page.versions[0].isDeleteMarker)
      #expect(try connection.send("DELETE", "/bucket").code == "BucketNotEmpty")
      let gone = try connection.send("DELETE", "/bucket/k?versionId=\(marker)")
      #expect(gone.headers["x-amz-delete-marker"] == "true" && gone.headers["x-amz-version-id"] == marker)
      #expect(try connection.send("GET", "/bucket/k").body == [2])
    }
  }

  @Test func suspendedBucketsNameNoVersionOfAWrite() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      _ = try setVersioning(connection, .enabled)
      _ = try connection.send("PUT", "/bucket/k", body: [1])
      _ = try setVersioning(connection, .suspended)
      #expect(try connection.send("PUT", "/bucket/k", body: [2]).headers["x-amz-version-id"] == nil)
      #expect(try connection.send("GET", "/bucket/k").headers["x-amz-version-id"] == "null")
      let marked = try connection.send("DELETE", "/bucket/k")
      #expect(marked.headers["x-amz-version-id"] == "null" && marked.headers["x-amz-delete-marker"] == "true")
      let list = try connection.send("GET", "/bucket?versions")
      #expect(try ListObjectVersionsResponse(WireResponse(body: list.body)).versions.count == 2)
    }
  }

  @Test func manyAreDeletedWithTheirVersions() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      _ = try setVersioning(connection, .enabled)
      let version = try #require(try connection.send("PUT", "/bucket/k", body: [1]).headers["x-amz-version-id"])
      let items: [DeleteObjectsRequest.Item] = [
        .init(key: ObjectKey("k"), versionID: version, etag: ETag("other")),
        .init(key: ObjectKey("k"), versionID: version), .init(key: ObjectKey("new")),
      ]
      let wire = DeleteObjectsRequest(items: items).wireRequest()
      let answer = try connection.send("POST", "/bucket?delete", body: wire.body)
      let outcome = try DeleteObjectsResponse(WireResponse(body: answer.body))
      #expect(outcome.failures.map(\.codeName) == ["PreconditionFailed"])
      #expect(outcome.deleted.map(\.isDeleteMarker) == [false, true])
      #expect(outcome.deleted[0].versionID == version && outcome.deleted[1].deleteMarkerVersionID != nil)
    }
  }

  @Test func versionsAreCopied() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      _ = try setVersioning(connection, .enabled)
      let one = try #require(try connection.send("PUT", "/bucket/k", body: [1]).headers["x-amz-version-id"])
      _ = try connection.send("PUT", "/bucket/k", body: [2])
      let source = [("x-amz-copy-source", "/bucket/k?versionId=\(one)")]
      let copy = try connection.send("PUT", "/bucket/k", headers: source)
      #expect(copy.status == 200 && copy.headers["x-amz-copy-source-version-id"] == one)
      #expect(try connection.send("GET", "/bucket/k").body == [1])
      let marker = try #require(try connection.send("DELETE", "/bucket/k").headers["x-amz-version-id"])
      let fromMarker = [("x-amz-copy-source", "/bucket/k?versionId=\(marker)")]
      #expect(try connection.send("PUT", "/bucket/x", headers: fromMarker).code == "InvalidRequest")
      #expect(try connection.send("PUT", "/bucket/x", headers: [("x-amz-copy-source", "/bucket/k")]).status == 404)
    }
  }
}

/// The status of the answer.
func setVersioning(_ connection: TestConnection, _ status: VersioningStatus) throws -> Int {
  let body = PutBucketVersioningRequest(status: status).wireRequest().body
  return try connection.send("PUT", "/bucket?versioning", body: body).status
}

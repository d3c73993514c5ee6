import S3Protocol
import StorageModel
import Testing

@Suite struct LockTests {
  private static let far = Timestamp(iso8601: "2099-01-01T00:00:00Z") ?? Timestamp(nanoseconds: 0)

  @Test func lockedVersionsStayWhateverIsAsked() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      let enable = [("x-amz-bucket-object-lock-enabled", "true")]
      #expect(try connection.send("PUT", "/locked", headers: enable).status == 200)
      #expect(try connection.send("GET", "/locked?object-lock").text.contains("Enabled"))
      let suspend = PutBucketVersioningRequest(status: .suspended).wireRequest().body
      #expect(try connection.send("PUT", "/locked?versioning", body: suspend).code == "InvalidBucketState")
      let headers = [
        ("x-amz-object-lock-mode", "GOVERNANCE"), ("x-amz-object-lock-retain-until-date", Self.far.iso8601),
        ("x-amz-object-lock-legal-hold", "ON"),
      ]
      let put = try connection.send("PUT", "/locked/k", headers: headers, body: [1])
      let version = try #require(put.headers["x-amz-version-id"])
      let head = try connection.send("HEAD", "/locked/k")
      #expect(head.headers["x-amz-object-lock-mode"] == "GOVERNANCE")
      #expect(head.headers["x-amz-object-lock-retain-until-date"] == Self.far.iso8601)
      #expect(head.headers["x-amz-object-lock-legal-hold"] == "ON")
      let bypass = [("x-amz-bypass-governance-retention", "true")]
      let target = "/locked/k?versionId=\(version)"
      #expect(try connection.send("DELETE", target, headers: bypass).code == "AccessDenied")
      let lift = PutObjectLegalHoldRequest(isHeld: false).wireRequest().body
      #expect(try connection.send("PUT", "/locked/k?legal-hold", body: lift).status == 200)
      #expect(try connection.send("GET", "/locked/k?legal-hold").text.contains("OFF"))
      #expect(try connection.send("DELETE", target).code == "AccessDenied")
      #expect(try connection.send("DELETE", "/locked/k").status == 204)
      #expect(try connection.send("DELETE", target, headers: bypass).status == 204)
    }
  }

  @Test func retentionAndItsDefaults() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      let retention = PutObjectRetentionRequest(RetentionDocument(mode: .compliance, until: Self.far)).wireRequest()
      _ = try connection.send("PUT", "/bucket/k", body: [1])
      #expect(try connection.send("PUT", "/bucket/k?retention", body: retention.body).code == "InvalidRequest")
      let days = ObjectLockConfiguration(defaultRetention: .init(mode: .compliance, days: 1))
      let configuration = PutObjectLockConfigurationRequest(days).wireRequest().body
      #expect(try connection.send("PUT", "/bucket?object-lock", body: configuration).code == "InvalidBucketState")
      _ = try setVersioning(connection, .enabled)
      #expect(try connection.send("PUT", "/bucket?object-lock", body: configuration).status == 200)
      let answer = try connection.send("GET", "/bucket?object-lock")
      #expect(try GetObjectLockConfigurationResponse(WireResponse(body: answer.body)).configuration == days)
      let put = try connection.send("PUT", "/bucket/k", body: [2])
      #expect(try connection.send("HEAD", "/bucket/k").headers["x-amz-object-lock-mode"] == "COMPLIANCE")
      #expect(try connection.send("PUT", "/bucket/k?retention", body: retention.body).status == 200)
      let found = try connection.send("GET", "/bucket/k?retention")
      #expect(try GetObjectRetentionResponse(WireResponse(body: found.body)).retention.until == Self.far)
      let none = PutObjectRetentionRequest(nil).wireRequest().body
      let bypass = [("x-amz-bypass-governance-retention", "true")]
      #expect(try connection.send("PUT", "/bucket/k?retention", headers: bypass, body: none).code == "AccessDenied")
      let version = try #require(put.headers["x-amz-version-id"])
      #expect(try connection.send("DELETE", "/bucket/k?versionId=\(version)", headers: bypass).code == "AccessDenied")
      #expect(try connection.send("GET", "/bucket/k?retention&versionId=null").code == "NoSuchObjectLockConfiguration")
    }
  }

  @Test func documentsThatAreNoneAreRefused() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      _ = try connection.send("PUT", "/locked", headers: [("x-amz-bucket-object-lock-enabled", "true")])
      func rule(_ retention: String) -> [UInt8] {
        let rule = "<Rule><DefaultRetention>\(retention)</DefaultRetention></Rule>"
        return Array("<ObjectLockConfiguration>\(rule)</ObjectLockConfiguration>".utf8)
      }
      for (retention, code) in [
        ("<Mode>GOVERNANCE</Mode><Days>0</Days>", "InvalidRetentionPeriod"),
        ("<Mode>GOVERNANCE</Mode><Years>-1</Years>", "InvalidRetentionPeriod"),
        ("<Mode>GOVERNANCE</Mode><Years>9223372036854775807</Years>", "InvalidRetentionPeriod"),
        ("<Mode>GOVERNANCE</Mode><Days>1</Days><Years>1</Years>", "MalformedXML"),
        ("<Mode>governance</Mode><Days>1</Days>", "MalformedXML"), ("<Days>1</Days>", "MalformedXML"),
      ] {
        #expect(try connection.send("PUT", "/locked?object-lock", body: rule(retention)).code == code, "\(retention)")
      }
      _ = try connection.send("PUT", "/locked/k", body: [1])
      let half = Array("<Retention><Mode>GOVERNANCE</Mode></Retention>".utf8)
      #expect(try connection.send("PUT", "/locked/k?retention", body: half).code == "MalformedXML")
      let past = RetentionDocument(mode: .governance, until: Timestamp(seconds: 1))
      let document = PutObjectRetentionRequest(past).wireRequest().body
      #expect(try connection.send("PUT", "/locked/k?retention", body: document).code == "InvalidArgument")
    }
  }
}

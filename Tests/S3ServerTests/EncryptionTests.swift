import BlobStorage
import Digests
import Glibc
import S3Protocol
import S3Server
import StorageModel
import Testing

/// SSE-S3 and SSE-C over the wire.
@Suite struct EncryptionTests {
  private static let key = [UInt8](repeating: 3, count: 32)
  private static let other = [UInt8](repeating: 4, count: 32)

  private static func headers(_ key: [UInt8], source: Bool = false) -> [(String, String)] {
    let prefix = source ? "x-amz-copy-source-" : "x-amz-"
    let name = prefix + "server-side-encryption-customer-"
    return [
      (name + "algorithm", "AES256"), (name + "key", base64Encoded(key)), (name + "key-MD5", base64Encoded(md5(key))),
    ]
  }

  @Test(arguments: [5, 200_000]) func customerKeys(size: Int) async throws {
    try await TestDaemon.with { daemon in
      let body = [UInt8](repeating: 0x61, count: size)
      let put = try daemon.send("PUT", "/bucket/k", headers: Self.headers(Self.key), body: body)
      #expect(put.status == 200)
      #expect(put.headers["x-amz-server-side-encryption-customer-algorithm"] == "AES256")
      #expect(put.headers["x-amz-server-side-encryption-customer-key-MD5"] == base64Encoded(md5(Self.key)))
      #expect(put.headers["etag"] != "\"\(hexadecimal(md5(body)))\"")
      #expect(try daemon.send("GET", "/bucket/k").status == 400)
      #expect(try daemon.send("HEAD", "/bucket/k").status == 400)
      #expect(try daemon.send("GET", "/bucket/k", headers: Self.headers(Self.other)).code == "InvalidRequest")
      #expect(try daemon.send("HEAD", "/bucket/k", headers: Self.headers(Self.other)).status == 400)
      #expect(try daemon.send("GET", "/bucket/k?partNumber=2").code == "InvalidPart")
      #expect(try daemon.send("GET", "/bucket/k?partNumber=1").code == "InvalidRequest")
      let got = try daemon.send("GET", "/bucket/k", headers: Self.headers(Self.key))
      #expect(got.status == 200)
      #expect(got.body == body)
      #expect(got.headers.values("x-amz-server-side-encryption-customer-algorithm") == ["AES256"])
      #expect(!got.headers.fields.contains { $0.name.hasPrefix(":") })
      let part = try daemon.send("GET", "/bucket/k", headers: Self.headers(Self.key) + [("Range", "bytes=1-3")])
      #expect(part.status == 206)
      #expect(part.body.count == 3)
      #expect(system("grep -rq aaaaa '\(daemon.path)/metadata.sqlite-wal' '\(daemon.path)/blobs'") != 0)
    }
  }

  @Test func keysAreChecked() async throws {
    try await TestDaemon.with { daemon in
      let good = Self.headers(Self.key)
      for missing in 0..<3 {
        var headers = good
        headers.remove(at: missing)
        let answer = try daemon.send("PUT", "/bucket/k", headers: headers, body: [1])
        #expect(answer.status == 400, "without \(missing)")
      }
      var wrong = good
      wrong[2].1 = base64Encoded([UInt8](repeating: 0, count: 16))
      #expect(try daemon.send("PUT", "/bucket/k", headers: wrong, body: [1]).code == "InvalidArgument")
      wrong = good
      wrong[1].1 = base64Encoded([1, 2, 3])
      #expect(try daemon.send("PUT", "/bucket/k", headers: wrong, body: [1]).status == 400)
      #expect(try daemon.send("PUT", "/bucket/plain", body: [1]).status == 200)
      #expect(try daemon.send("GET", "/bucket/plain", headers: good).status == 400)
      let declared = [("x-amz-server-side-encryption", "AES256")]
      #expect(try daemon.send("GET", "/bucket/plain", headers: declared).status == 400)
    }
  }

  @Test func withoutAKeyFileItIsRefused() async throws {
    try await TestDaemon.with { daemon in
      let own = [("x-amz-server-side-encryption", "AES256")]
      let refused = try daemon.send("PUT", "/bucket/k", headers: own, body: [1])
      #expect(refused.code == "NotImplemented")
      let kms = [("x-amz-server-side-encryption", "aws:kms")]
      #expect(try daemon.send("PUT", "/bucket/k", headers: kms, body: [1]).code == "KMS.NotFoundException")
      let id = [("x-amz-server-side-encryption-aws-kms-key-id", "k")]
      #expect(try daemon.send("PUT", "/bucket/k", headers: id, body: [1]).status == 400)
      #expect(try daemon.send("PUT", "/bucket/k", headers: own + id, body: [1]).code == "InvalidArgument")
      let unknown = [("x-amz-server-side-encryption", "aes:kms")]
      #expect(try daemon.send("PUT", "/bucket/k", headers: unknown, body: [1]).code == "InvalidArgument")
      let byDefault = """
        <ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms\
        </SSEAlgorithm><KMSMasterKeyID>mine</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule>\
        </ServerSideEncryptionConfiguration>
        """
      #expect(try daemon.send("PUT", "/bucket?encryption", body: Array(byDefault.utf8)).status == 200)
      #expect(try daemon.send("GET", "/bucket?encryption").text.contains("<KMSMasterKeyID>mine</KMSMasterKeyID>"))
      #expect(try daemon.send("PUT", "/bucket/k", body: [1]).code == "KMS.NotFoundException")
    }
  }

  @Test func theStoresOwnKeyAndTheBucketsDefault() async throws {
    try await withKey { daemon in
      let own = [("x-amz-server-side-encryption", "AES256")]
      let body = Array(String(repeating: "readable ", count: 9000).utf8)
      let put = try daemon.send("PUT", "/bucket/k", headers: own, body: body)
      #expect(put.headers["x-amz-server-side-encryption"] == "AES256")
      #expect(put.headers["etag"] == "\"\(hexadecimal(md5(body)))\"")
      let document = """
        <ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256\
        </SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>
        """
      #expect(try daemon.send("PUT", "/bucket?encryption", body: Array(document.utf8)).status == 200)
      #expect(try daemon.send("PUT", "/bucket/default", body: body).headers["x-amz-server-side-encryption"] == "AES256")
      for key in ["k", "default"] {
        #expect(
          try daemon.send("HEAD", "/bucket/\(key)").headers.values("x-amz-server-side-encryption") == ["AES256"])
        #expect(try daemon.send("GET", "/bucket/\(key)").body == body)
      }
      let id = try upload(daemon, [])
      let part = try daemon.send("PUT", "/bucket/k?partNumber=1&uploadId=\(id)", body: body)
      let tag = try #require(part.headers["etag"])
      let parts = "<Part><PartNumber>1</PartNumber><ETag>\(tag)</ETag></Part>"
      let completion = "<CompleteMultipartUpload>\(parts)</CompleteMultipartUpload>"
      let whole = try daemon.send("POST", "/bucket/k?uploadId=\(id)", body: Array(completion.utf8))
      #expect(whole.status == 200 && whole.headers.values("x-amz-server-side-encryption") == ["AES256"])
      #expect(system("grep -rq readable '\(daemon.path)'") != 0)
    }
  }

  @Test func partsNeedTheKeyOfTheirUpload() async throws {
    try await TestDaemon.with { daemon in
      let good = Self.headers(Self.key)
      let id = try upload(daemon, good)
      let part = "/bucket/k?partNumber=1&uploadId=\(id)"
      #expect(try daemon.send("PUT", part, body: [1]).status == 400)
      #expect(try daemon.send("PUT", part, headers: Self.headers(Self.other), body: [1]).status == 400)
      let body = [UInt8](repeating: 7, count: 100_000)
      let tag = try #require(try daemon.send("PUT", part, headers: good, body: body).headers["etag"])
      let document = """
        <CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\(tag)</ETag></Part></CompleteMultipartUpload>
        """
      let complete = "/bucket/k?uploadId=\(id)"
      let wrong = try daemon.send("POST", complete, headers: Self.headers(Self.other), body: Array(document.utf8))
      #expect(wrong.code == "InvalidRequest")
      #expect(try daemon.send("POST", complete, body: Array(document.utf8)).code == "InvalidRequest")
      let whole = try daemon.send("POST", complete, headers: good, body: Array(document.utf8))
      #expect(whole.headers["x-amz-server-side-encryption-customer-key-MD5"] == base64Encoded(md5(Self.key)))
      #expect(try daemon.send("POST", complete, body: Array(document.utf8)).status == 200)
      #expect(try daemon.send("GET", "/bucket/k").status == 400)
      #expect(try daemon.send("GET", "/bucket/k", headers: good).body == body)
    }
  }

  /// From every encryption to every other, whole and as a part.
  @Test func copies() async throws {
    try await withKey { daemon in
      let own = [("x-amz-server-side-encryption", "AES256")]
      let body = [UInt8](repeating: 9, count: 70_000)
      let kinds: [(String, write: [(String, String)], read: [(String, String)], source: [(String, String)])] = [
        ("plain", [], [], []), ("own", own, [], []),
        ("theirs", Self.headers(Self.key), Self.headers(Self.key), Self.headers(Self.key, source: true)),
      ]
      for source in kinds {
        #expect(try daemon.send("PUT", "/bucket/\(source.0)", headers: source.write, body: body).status == 200)
        for target in kinds {
          let name = "\(source.0)-\(target.0)"
          let from = [("x-amz-copy-source", "/bucket/\(source.0)")] + source.source
          #expect(try daemon.send("PUT", "/bucket/\(name)", headers: from + target.write).status == 200, "\(name)")
          let got = try daemon.send("GET", "/bucket/\(name)", headers: target.read)
          #expect(got.body == body, "\(name)")
          #expect((got.headers["x-amz-server-side-encryption"] != nil) == (target.0 == "own"))
          let id = try upload(daemon, target.write)
          let part = "/bucket/k?partNumber=1&uploadId=\(id)"
          let copied = try daemon.send("PUT", part, headers: from + target.read)
          #expect(copied.status == 200, "part of \(name)")
        }
      }
      let from = [("x-amz-copy-source", "/bucket/theirs")]
      #expect(try daemon.send("PUT", "/bucket/no", headers: from).status == 400)
      #expect(
        try daemon.send("PUT", "/bucket/no", headers: from + Self.headers(Self.other, source: true)).status == 400)
    }
  }

  private func upload(_ daemon: TestDaemon, _ headers: [(String, String)]) throws -> String {
    let text = try daemon.send("POST", "/bucket/k?uploads", headers: headers).text
    let after = try #require(text.split(separator: "<UploadId>", maxSplits: 1).last)
    return String(after.prefix { $0 != "<" })
  }

  private func withKey(_ body: (TestDaemon) async throws -> Void) async throws {
    var storage = StorageSettings()
    storage.keyring = try #require(Keyring(text: Keyring.newFileText()))
    let daemon = try await TestDaemon.start(storage: storage)
    do {
      #expect(try daemon.send("PUT", "/bucket").status == 200)
      try await body(daemon)
    } catch {
      try await daemon.stop()
      throw error
    }
    try await daemon.stop()
  }
}

import S3Protocol
import StorageModel
import Testing

@Suite struct BucketConfigurationTests {
  private func code(_ answer: TestAnswer) -> String? { S3ErrorDocument(xml: answer.body)?.codeName }

  /// Subresource, a document, a word that the document which comes back has, and the code while there is none.
  private static let documents: [(String, String, String, String)] = [
    (
      "lifecycle",
      "<LifecycleConfiguration><Rule><ID>r</ID><Filter><Prefix>p/</Prefix></Filter><Status>Enabled</Status>"
        + "<Expiration><Days>3</Days></Expiration></Rule></LifecycleConfiguration>", "<Days>3</Days>",
      "NoSuchLifecycleConfiguration"
    ),
    (
      "tagging", "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>", "<Value>v</Value>",
      "NoSuchTagSet"
    ),
    (
      "cors",
      "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule>"
        + "</CORSConfiguration>", "<AllowedOrigin>*</AllowedOrigin>", "NoSuchCORSConfiguration"
    ),
    (
      "encryption",
      "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256"
        + "</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>", "AES256",
      "ServerSideEncryptionConfigurationNotFoundError"
    ),
    (
      "publicAccessBlock",
      "<PublicAccessBlockConfiguration><BlockPublicPolicy>true</BlockPublicPolicy></PublicAccessBlockConfiguration>",
      "<BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>false<", "NoSuchPublicAccessBlockConfiguration"
    ),
    (
      "ownershipControls",
      "<OwnershipControls><Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule></OwnershipControls>",
      "ObjectWriter", "OwnershipControlsNotFoundError"
    ),
  ]

  @Test func everyDocumentIsPutReadAndRemoved() async throws {
    try await TestDaemon.with { daemon in
      for (name, document, word, absent) in Self.documents {
        let target = "/bucket?\(name)"
        #expect(code(try daemon.send("GET", target)) == absent)
        let status = name == "tagging" ? 204 : 200
        #expect(try daemon.send("PUT", target, body: Array(document.utf8)).status == status, "\(name)")
        let read = try daemon.send("GET", target)
        #expect(read.status == 200)
        #expect(String(decoding: read.body, as: UTF8.self).contains(word), "\(name)")
        #expect(code(try daemon.send("PUT", target, body: Array("<Other/>".utf8))) == "MalformedXML", "\(name)")
        #expect(try daemon.send("GET", target).body == read.body)
        #expect(try daemon.send("DELETE", target).status == 204)
        #expect(try daemon.send("DELETE", target).status == 204)
        #expect(code(try daemon.send("GET", target)) == absent)
        #expect(code(try daemon.send("PUT", "/nothing?\(name)", body: Array(document.utf8))) == "NoSuchBucket")
        #expect(code(try daemon.send("GET", "/nothing?\(name)")) == "NoSuchBucket")
      }
    }
  }

  @Test func documentsOutliveTheDaemonButNotTheBucket() async throws {
    let first = try await TestDaemon.start()
    #expect(try first.send("PUT", "/bucket").status == 200)
    for (name, document, _, _) in Self.documents {
      _ = try first.send("PUT", "/bucket?\(name)", body: Array(document.utf8))
    }
    try await first.end()
    let second = try await TestDaemon.start(path: first.path)
    for (name, _, word, _) in Self.documents {
      let text = String(decoding: try second.send("GET", "/bucket?\(name)").body, as: UTF8.self)
      #expect(text.contains(word))
    }
    #expect(try second.send("DELETE", "/bucket").status == 204)
    #expect(try second.send("PUT", "/bucket").status == 200)
    for (name, _, _, absent) in Self.documents {
      #expect(code(try second.send("GET", "/bucket?\(name)")) == absent)
    }
    try await second.stop()
  }

  @Test func aRuleWithoutAnIDGetsOne() async throws {
    try await TestDaemon.with { daemon in
      let rule = "<Rule><Prefix/><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule>"
      let document = "<LifecycleConfiguration>\(rule)\(rule)</LifecycleConfiguration>"
      let put = try daemon.send(
        "PUT", "/bucket?lifecycle",
        headers: [("x-amz-transition-default-minimum-object-size", "varies_by_storage_class")],
        body: Array(document.utf8))
      #expect(put.headers["x-amz-transition-default-minimum-object-size"] == "varies_by_storage_class")
      let answer = try daemon.send("GET", "/bucket?lifecycle")
      #expect(answer.headers["x-amz-transition-default-minimum-object-size"] == "varies_by_storage_class")
      let rules = try GetBucketLifecycleRequest.decode(WireResponse(body: answer.body)).rules
      #expect(Set(rules.compactMap(\.id)).count == 2)
      let bad = try daemon.send(
        "PUT", "/bucket?lifecycle", headers: [("x-amz-transition-default-minimum-object-size", "any")],
        body: Array(document.utf8))
      #expect(code(bad) == "InvalidArgument")
    }
  }

  @Test func absentFeaturesAreAbsent() async throws {
    try await TestDaemon.with { daemon in
      func put(_ name: String, _ document: String) throws -> Int {
        try daemon.send("PUT", "/bucket?\(name)", body: Array(document.utf8)).status
      }
      for (name, word) in [
        ("requestPayment", "BucketOwner"), ("accelerate", "AccelerateConfiguration"),
        ("logging", "BucketLoggingStatus"),
        ("notification", "NotificationConfiguration"), ("inventory", "<IsTruncated>false"),
        ("analytics", "<IsTruncated>false"), ("metrics", "<IsTruncated>false"),
        ("intelligent-tiering", "<IsTruncated>false"),
      ] {
        let answer = try daemon.send("GET", "/bucket?\(name)")
        #expect(answer.status == 200, "\(name)")
        #expect(String(decoding: answer.body, as: UTF8.self).contains(word))
      }
      #expect(code(try daemon.send("GET", "/bucket?inventory&id=x")) == "NoSuchConfiguration")
      #expect(code(try daemon.send("GET", "/bucket?website")) == "NoSuchWebsiteConfiguration")
      #expect(code(try daemon.send("GET", "/bucket?replication")) == "ReplicationConfigurationNotFoundError")
      #expect(try daemon.send("DELETE", "/bucket?website").status == 204)
      #expect(try put("website", "<WebsiteConfiguration/>") == 501)
      #expect(try put("notification", "<NotificationConfiguration/>") == 200)
      #expect(
        try put("notification", "<NotificationConfiguration><TopicConfiguration/></NotificationConfiguration>") == 501)
      #expect(try put("logging", "<BucketLoggingStatus/>") == 200)
      #expect(
        try put("accelerate", "<AccelerateConfiguration><Status>Suspended</Status></AccelerateConfiguration>") == 200)
      #expect(
        try put("accelerate", "<AccelerateConfiguration><Status>Enabled</Status></AccelerateConfiguration>") == 501)
      let payer = "<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>"
      #expect(try put("requestPayment", payer) == 501)
    }
  }

  /// Canned lists are taken and let nobody in.
  @Test func cannedListsGrantNothing() async throws {
    try await TestDaemon.with { daemon in
      for acl in ["public-read", "public-read-write", "authenticated-read"] {
        let header = [("x-amz-acl", acl)]
        #expect(try daemon.send("PUT", "/\(acl)", headers: header).status == 200)
        #expect(try daemon.send("PUT", "/open", body: []).status == 200)
        #expect(try daemon.send("PUT", "/open?acl", headers: header).status == 200)
        #expect(try daemon.send("PUT", "/open?acl", headers: [("x-amz-acl", "private")]).status == 200)
        #expect(try daemon.send("PUT", "/open/k", headers: header, body: [1]).status == 200)
        #expect(try daemon.send("POST", "/open/m?uploads", headers: header).status == 200)
        let copy = header + [("x-amz-copy-source", "/open/k")]
        #expect(try daemon.send("PUT", "/open/c", headers: copy).status == 200)
        for target in ["/open", "/open/k", "/open/c"] {
          #expect(try daemon.send("GET", target + "?acl").text.split(separator: "<Permission>").count == 2)
          let connection = try daemon.connect()
          try connection.write("GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n")
          #expect(try connection.readAnswer().code == "AccessDenied")
        }
      }
      #expect(code(try daemon.send("PUT", "/odd", headers: [("x-amz-acl", "mine")])) == "InvalidArgument")
    }
  }

  /// That a bucket was given an open list is remembered until it is given a private one.
  @Test func openListsStandInTheWay() async throws {
    try await TestDaemon.with { daemon in
      func put(_ target: String, _ acl: String? = nil, body: [UInt8] = []) throws -> String {
        let answer = try daemon.send("PUT", target, headers: acl.map { [("x-amz-acl", $0)] } ?? [], body: body)
        return code(answer) ?? "\(answer.status)"
      }
      let enforced = Array(
        """
        <OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>
        """.utf8)
      #expect(try put("/open", "public-read") == "200")
      #expect(try put("/open", "public-read") == "200")
      #expect(try put("/open") == "BucketAlreadyExists")
      #expect(try put("/open", "authenticated-read") == "BucketAlreadyExists")
      #expect(try put("/open?ownershipControls", body: enforced) == "InvalidBucketAclWithObjectOwnership")
      #expect(try put("/open?acl", "private") == "200")
      #expect(try put("/open") == "200")
      #expect(try put("/open", "private") == "200")
      #expect(try put("/open?acl", "public-read-write") == "200")
      #expect(try put("/open?ownershipControls", body: enforced) == "InvalidBucketAclWithObjectOwnership")
      let owners = try daemon.send("GET", "/open?acl").body
      #expect(try put("/open?acl", body: owners) == "200")
      #expect(try put("/open?ownershipControls", body: enforced) == "200")
    }
  }

  @Test func accessControlListsAreOff() async throws {
    try await TestDaemon.with { daemon in
      func put(_ target: String, _ acl: String) throws -> String {
        let answer = try daemon.send("PUT", target, headers: [("x-amz-acl", acl)])
        return code(answer) ?? "\(answer.status)"
      }
      #expect(try daemon.send("PUT", "/bucket/key", body: [1]).status == 200)
      for target in ["/bucket?acl", "/bucket/key?acl"] {
        #expect(try put(target, "private") == "200")
        #expect(try put(target, "bucket-owner-full-control") == "200")
        #expect(try put(target, "public-read") == "200")
        #expect(try put(target, "mine") == "InvalidArgument")
        let current = try daemon.send("GET", target).body
        #expect(try daemon.send("PUT", target, body: current).status == 200)
        let everybody = String(decoding: current, as: UTF8.self).replacing("cairn", with: "somebody")
        #expect(code(try daemon.send("PUT", target, body: Array(everybody.utf8))) == "AccessControlListNotSupported")
        #expect(code(try daemon.send("PUT", target, body: Array("<Other/>".utf8))) == "MalformedACLError")
        let grant = try daemon.send("PUT", target, headers: [("x-amz-grant-read", "id=\"x\"")])
        #expect(code(grant) == "AccessControlListNotSupported")
      }
      let block =
        "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>"
      #expect(try daemon.send("PUT", "/bucket?publicAccessBlock", body: Array(block.utf8)).status == 200)
      for target in ["/bucket?acl", "/bucket/key?acl", "/bucket/key"] {
        #expect(try put(target, "public-read") == "AccessDenied")
        #expect(try put(target, "private") == "200")
      }
      let enforced = [("x-amz-object-ownership", "BucketOwnerEnforced")]
      #expect(try daemon.send("PUT", "/strict", headers: enforced).status == 200)
      #expect(try put("/strict?acl", "private") == "AccessControlListNotSupported")
      #expect(try put("/strict?acl", "bucket-owner-full-control") == "200")
      let both = try daemon.send("PUT", "/both", headers: enforced + [("x-amz-acl", "public-read")])
      #expect(code(both) == "InvalidBucketAclWithObjectOwnership")
      #expect(code(try daemon.send("PUT", "/odd", headers: [("x-amz-object-ownership", "Mine")])) == "InvalidArgument")
    }
  }
}

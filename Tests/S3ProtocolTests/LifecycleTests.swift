import S3Protocol
import StorageModel
import Testing

@Suite struct LifecycleTests {
  private func put(_ rules: String) -> S3ErrorCode? {
    do throws(S3Error) {
      let xml = "<LifecycleConfiguration>\(rules)</LifecycleConfiguration>"
      _ = try PutBucketLifecycleRequest(WireRequest("PUT", body: Array(xml.utf8)))
      return nil
    } catch {
      return error.code
    }
  }

  private func rule(_ inner: String, id: String = "<ID>a</ID>") -> String {
    "<Rule>\(id)<Filter><Prefix>p/</Prefix></Filter><Status>Enabled</Status>\(inner)</Rule>"
  }

  @Test func takesWhatS3Takes() {
    let expiration = "<Expiration><Days>1</Days></Expiration>"
    for inner in [
      expiration, "<Expiration><Date>2030-01-01T00:00:00Z</Date></Expiration>",
      "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>",
      "<Transition><Days>0</Days><StorageClass>GLACIER</StorageClass></Transition>",
      "<NoncurrentVersionExpiration><NoncurrentDays>3</NoncurrentDays></NoncurrentVersionExpiration>",
      "<AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation></AbortIncompleteMultipartUpload>",
    ] {
      #expect(put(rule(inner)) == nil, "\(inner)")
    }
    #expect(put("<Rule><Prefix>p</Prefix><Status>Disabled</Status>\(expiration)</Rule>") == nil)
    #expect(put("<Rule><Filter/><Status>Enabled</Status>\(expiration)</Rule>") == nil)
    #expect(put(rule(expiration, id: "<ID>\(String(repeating: "i", count: 255))</ID>")) == nil)
  }

  @Test func refusesWhatS3Refuses() {
    let expiration = "<Expiration><Days>1</Days></Expiration>"
    #expect(put(rule(expiration, id: "<ID>\(String(repeating: "i", count: 256))</ID>")) == .invalidArgument)
    #expect(put(rule(expiration) + rule(expiration)) == .invalidArgument)
    #expect(put(rule(expiration).replacing("Enabled", with: "enabled")) == .malformedXML)
    #expect(put(rule("<Expiration><Date>20300101</Date></Expiration>")) == .malformedXML)
    #expect(put(rule("<Expiration><Date>2030-01-01T12:00:00Z</Date></Expiration>")) == .invalidArgument)
    #expect(put(rule("<Expiration><Days>0</Days></Expiration>")) == .invalidArgument)
    #expect(put(rule("<Expiration><Days>-1</Days></Expiration>")) == .malformedXML)
    #expect(put(rule("<Expiration/>")) == .malformedXML)
    #expect(put(rule("")) == .invalidRequest)
    #expect(put("") == .malformedXML)
    #expect(put("<Rule><Status>Enabled</Status>\(expiration)</Rule>") == .malformedXML)
    #expect(
      put(rule("<Transition><Days>1</Days><StorageClass>COLD</StorageClass></Transition>")) == .invalidStorageClass)
    #expect(put(rule("<Surprise/>" + expiration)) == .malformedXML)
    #expect(put(String(repeating: rule(expiration, id: ""), count: 1001)) == .malformedXML)
  }

  @Test func everyRuleComesBack() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = WireRandom(seed: seed)
    for _ in 0..<300 {
      let rules = (0..<random.number(1...4)).map { number in
        var rule = LifecycleRule(id: random.flag() ? "rule \(number)" : nil, isEnabled: random.flag())
        rule.filter.prefix = random.maybe { $0.key().bytes }
        rule.filter.sizeGreaterThanBytes = random.maybe { Int64($0.number(0...9)) }
        rule.filter.sizeLessThanBytes = random.maybe { Int64($0.number(10...99)) }
        if random.flag() || rule.filter.sizeGreaterThanBytes != nil || rule.filter.sizeLessThanBytes != nil {
          rule.filter.tags = (0..<random.number(1...3)).map { ObjectTag(key: "k\($0)", value: random.text()) }
        } else {
          rule.abortUploadsAfterDays = random.maybe { $0.number(1...99) }
        }
        if random.flag() {
          rule.expiration = .days(random.number(20...999))
          rule.transitions = random.list(0...2) { .init(moment: .days($0.number(0...9)), storageClass: "GLACIER") }
          if rule.transitions.count == 2 {
            rule.transitions[1] = .init(moment: .days(10), storageClass: "DEEP_ARCHIVE")
          }
        } else {
          rule.expiration = .date(Timestamp(seconds: Int64(random.number(1...9999)) * 86_400))
        }
        rule.noncurrentExpiration = random.maybe { .init(days: 9, newerVersionsKept: $0.maybe { $0.number(1...100) }) }
        rule.noncurrentTransitions = random.list(0...1) { _ in .init(days: 5, storageClass: "STANDARD_IA") }
        return rule
      }
      let request = PutBucketLifecycleRequest(rules: rules, transitionSizes: random.maybe { _ in .variesByClass })
      #expect(try PutBucketLifecycleRequest(request.wireRequest()) == request, "seed \(seed)")
      let response = GetBucketLifecycleResponse(rules: rules)
      #expect(try GetBucketLifecycleRequest.decode(response.wireResponse()) == response, "seed \(seed)")
    }
  }

  @Test func actionsComeInTheirOrder() {
    func transition(_ moment: String, _ storageClass: String) -> String {
      "<Transition>\(moment)<StorageClass>\(storageClass)</StorageClass></Transition>"
    }
    let (one, two) = ("<Days>1</Days>", "<Days>2</Days>")
    let date = "<Date>2030-01-01T00:00:00Z</Date>"
    #expect(put(rule(transition(one, "STANDARD_IA") + transition(two, "GLACIER"))) == nil)
    #expect(put(rule(transition(two, "STANDARD_IA") + transition(one, "GLACIER"))) == .invalidArgument)
    #expect(put(rule(transition(one, "GLACIER") + transition(two, "GLACIER"))) == .invalidRequest)
    #expect(put(rule(transition(one, "GLACIER") + "<Expiration>\(two)</Expiration>")) == nil)
    #expect(put(rule(transition(two, "GLACIER") + "<Expiration>\(two)</Expiration>")) == .invalidArgument)
    #expect(put(rule(transition(two, "GLACIER") + "<Expiration>\(date)</Expiration>")) == .invalidRequest)
    #expect(put(rule(transition(one, "STANDARD"))) == .invalidStorageClass)
    let old = "<NoncurrentVersionExpiration><NoncurrentDays>3</NoncurrentDays></NoncurrentVersionExpiration>"
    let move = "<NoncurrentVersionTransition><NoncurrentDays>3</NoncurrentDays><StorageClass>GLACIER</StorageClass>"
    #expect(put(rule(old + move + "</NoncurrentVersionTransition>")) == .invalidArgument)
  }

  @Test func conditionsNeedAndAndFitTheirAction() {
    func put(_ filter: String, _ action: String = "<Expiration><Days>1</Days></Expiration>") -> S3ErrorCode? {
      self.put("<Rule><Filter>\(filter)</Filter><Status>Enabled</Status>\(action)</Rule>")
    }
    let abort =
      "<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload>"
    let marker = "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>"
    let tag = "<Tag><Key>k</Key><Value>v</Value></Tag>"
    #expect(put("<Prefix>a</Prefix>\(tag)") == nil)
    #expect(put("<Prefix>a/</Prefix><And><Prefix>a</Prefix>\(tag)</And>") == nil)
    #expect(put("<Prefix>a</Prefix><And><Prefix>b</Prefix>\(tag)</And>") == .malformedXML)
    let twice = "<ObjectSizeLessThan>8</ObjectSizeLessThan><ObjectSizeLessThan>9</ObjectSizeLessThan>"
    #expect(put(twice) == .malformedXML)
    #expect(put("<And><Prefix>a</Prefix>\(tag)</And>") == nil)
    #expect(put(tag, abort) == .invalidRequest)
    #expect(put("<ObjectSizeLessThan>9</ObjectSizeLessThan>", abort) == .invalidRequest)
    #expect(put(tag, marker) == .invalidRequest)
    let sizes = "<ObjectSizeGreaterThan>9</ObjectSizeGreaterThan><ObjectSizeLessThan>9</ObjectSizeLessThan>"
    #expect(put("<And>\(sizes)</And>") == .invalidRequest)
    #expect(put("<ObjectSizeLessThan>-1</ObjectSizeLessThan>") == .invalidRequest)
    let both = "<Rule><Prefix/><Filter/><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule>"
    #expect(self.put(both) == .malformedXML)
  }

  /// What stands beside each other must hold together: the longer prefix, every tag.
  @Test func conditionsBesideEachOtherAllHold() throws {
    let filter =
      "<Filter><Prefix>a/b</Prefix><Tag><Key>k</Key><Value>v</Value></Tag><And><Prefix>a/</Prefix>"
      + "<Tag><Key>l</Key><Value>w</Value></Tag></And></Filter>"
    let rule = "<Rule>\(filter)<Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule>"
    let xml = "<LifecycleConfiguration>\(rule)</LifecycleConfiguration>"
    let read = try PutBucketLifecycleRequest(WireRequest("PUT", body: Array(xml.utf8))).rules[0].filter
    #expect(read.prefix == Array("a/b".utf8) && read.tags.map(\.key) == ["k", "l"])
  }

  @Test func severalConditionsStandInAnd() {
    var rule = LifecycleRule(filter: .init(prefix: Array("p".utf8), tags: [ObjectTag(key: "k", value: "v")]))
    rule.expiration = .days(1)
    let body = String(decoding: PutBucketLifecycleRequest(rules: [rule]).wireRequest().body, as: UTF8.self)
    #expect(body.contains("<Filter><And><Prefix>p</Prefix><Tag><Key>k</Key><Value>v</Value></Tag></And></Filter>"))
  }

  @Test func halfOfARuleIsNoRule() {
    let xml = "<LifecycleConfiguration><Rule><Status>Enabled</Status><Novelty/></Rule></LifecycleConfiguration>"
    #expect(throws: ResponseFailure.self) { try GetBucketLifecycleRequest.decode(WireResponse(body: Array(xml.utf8))) }
  }
}

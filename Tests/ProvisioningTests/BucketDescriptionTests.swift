import JSON
import S3Protocol
import StorageModel
import Testing

@testable import Provisioning

@Suite struct BucketDescriptionTests {
  private static let toml = """
    versioning = "enabled"

    [tags]
    environment = "production"
    retention-class = "180-days"
    billing-label = 42

    [[lifecycle]]
    id = "archive-and-expire"
    archive-after-days = 30
    expire-after-days = 180
    """

  private func parse(_ text: String) throws -> BucketDescription {
    try BucketDescription(parsing: Array(text.utf8))
  }

  @Test func archiveExpireVersionsAndTags() throws {
    let description = try parse(Self.toml)
    var rule = LifecycleRule(id: "archive-and-expire")
    rule.transitions = [.init(moment: .days(30), storageClass: "GLACIER")]
    rule.expiration = .days(180)
    #expect(description.rules == [rule])
    #expect(description.sections[.versioning]?.document?["Status"] == .string("Enabled"))
    let tags = description.sections[.tags]?.items(.tags).map { "\($0.name ?? "")=\($0.facts[0].value)" }
    #expect(tags == ["billing-label=42", "environment=production", "retention-class=180-days"])
  }

  @Test func theSameInThreeForms() throws {
    let json = """
      {"Rules":[{"ID":"a","Status":"Enabled","Filter":{"And":{"Prefix":"logs/","Tags":[{"Key":"k","Value":"v"}],
       "ObjectSizeGreaterThan":10}},"Transitions":[{"Days":30,"StorageClass":"STANDARD_IA"}],
       "Expiration":{"Days":90},"NoncurrentVersionExpiration":{"NoncurrentDays":7,"NewerNoncurrentVersions":2}}],
       "TransitionDefaultMinimumObjectSize":"all_storage_classes_128K"}
      """
    let xml = """
      <?xml version="1.0"?><LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule><ID>a</ID>
      <Filter><And><Prefix>logs/</Prefix><Tag><Key>k</Key><Value>v</Value></Tag>
      <ObjectSizeGreaterThan>10</ObjectSizeGreaterThan>
      </And></Filter><Status>Enabled</Status>
      <Transition><Days>30</Days><StorageClass>STANDARD_IA</StorageClass></Transition>
      <Expiration><Days>90</Days></Expiration>
      <NoncurrentVersionExpiration><NoncurrentDays>7</NoncurrentDays>

      <NewerNoncurrentVersions>2</NewerNoncurrentVersions></NoncurrentVersionExpiration>
      </Rule></LifecycleConfiguration>
      """
    let toml = """
      [[lifecycle]]
      id = "a"
      prefix = "logs/"
      tags = { k = "v" }
      larger-than = 10
      transitions = [{ after-days = 30, storage-class = "STANDARD_IA" }]
      expire-after-days = 90
      noncurrent-expire-after-days = 7
      noncurrent-keep = 2
      """
    let rules = try [json, xml, toml].map { try #require(try parse($0).rules) }
    #expect(rules[0].count == 1)
    #expect(rules[0] == rules[1])
    #expect(rules[1] == rules[2])
  }

  @Test func everySectionSurvivesWritingAndReading() throws {
    let text = """
      versioning = "suspended"
      object-lock = { mode = "governance", days = 3 }
      encryption = { algorithm = "aws:kms", kms-key-id = "key \\"1\\"", bucket-key = true }
      public-access-block = { block-public-acls = true }
      policy = '''{"Version":"2012-10-17","Statement":[]}'''
      [tags]
      "a b" = "c"
      [[cors]]
      id = "web"
      allowed-origins = ["*"]
      allowed-methods = ["GET", "HEAD"]
      max-age-seconds = 60
      [[lifecycle]]
      id = "x"
      enabled = false
      smaller-than = "1 MiB"
      noncurrent-transitions = [{ after-days = 1, storage-class = "GLACIER", keep = 4 }]
      [[lifecycle]]
      remove-expired-delete-markers = true
      """
    let description = try parse(text)
    #expect(description.sections.count == 8)
    let again = try parse(description.tomlLines().joined(separator: "\n"))
    #expect(again == description)
    let json = try parse(String(decoding: description.json().encoded(), as: UTF8.self))
    #expect(json == description)
    for (section, settings) in description.sections {
      let read = try SectionSettings(section, document: settings.bytes(section))
      #expect(read.items(section) == settings.items(section), "\(section)")
    }
  }

  @Test(arguments: [
    ("[[lifecycle]]\nexpire-after-day = 1", "expire-after-day"),
    ("[[lifecycle]]\nid = 'a'", "action"),
    ("[[lifecycle]]\nexpire-after-days = 0", "Days"),
    ("[[lifecycle]]\nid='a'\nexpire-after-days=1\n[[lifecycle]]\nid='a'\nexpire-after-days=2", "two rules"),
    ("versionning = true", "versionning"),
    ("[[lifecycle]]\nexpire-on = 2030-01-01T12:00:00Z", "midnight"),
    ("{\"Rules\": [{\"Expire\": 1}]}", "Expire"),
    ("<Unknown/>", "Unknown"), ("", "empty"), ("{", "JSON"), ("a = = b", "line 1"),
  ])
  func whatIsWrongIsNamed(_ text: String, _ word: String) {
    do {
      _ = try parse(text)
      Issue.record("taken: \(text)")
    } catch let error as ProvisioningError {
      #expect(error.message.contains(word), "\(error.message)")
    } catch {
      Issue.record("\(error)")
    }
  }
}

import StorageModel
import Testing

@testable import Diagnosis

@Suite struct ExaminationTests {
  private func examination(_ findings: [String: Finding]) -> Examination {
    Examination(
      rows: Check.all.map { Examination.Row(check: $0, finding: findings[$0.id] ?? .passed) })
  }

  @Test func everyCheckHasANameOfItsOwn() {
    #expect(Set(Check.all.map(\.id)).count == Check.all.count)
    #expect(Check.all.count > 35)
    #expect(Check.all.allSatisfy { $0.purposes.contains(.serveMigration) })
  }

  @Test func onlyWhatIsNeededFails() {
    let found = examination(["list-order": .differs("a/x before a-b"), "null-version": .missing("no")])
    #expect(found.failures(for: .sync).map(\.check.id) == ["list-order"])
    #expect(found.failures(for: .snapshots).isEmpty)
    #expect(found.failures(for: nil).count == 2)
    #expect(examination(["versioning": .untested("no")]).failures(for: nil).isEmpty)
  }

  @Test func theProfileTakesTheBestChecksumThatWorks() {
    #expect(examination([:]).profile["checksum"] == "crc64nvme")
    #expect(examination(["checksum-crc64nvme": .missing("")]).profile["checksum"] == "crc32c")
    let none = ["checksum-crc64nvme": Finding.missing(""), "checksum-crc32c": .differs("")]
    #expect(examination(none).profile["checksum"] == "none")
    #expect(examination(["if-match": .differs("")]).profile["if-match"] == "differs")
  }

  @Test func thePageEscapesWhatEndpointsSay() {
    let found = examination(["round-trip": .differs("<script>&\"")])
    let page = ReportPage(found, endpoint: "http://e", date: "now", purpose: .sync).html()
    #expect(page.contains("&lt;script&gt;&amp;&quot;"))
    #expect(!page.contains("<script>"))
    #expect(!page.contains("src=") && !page.contains("href="))
  }
}

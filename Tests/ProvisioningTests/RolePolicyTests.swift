import AccessControl
import JSON
import StorageModel
import Testing

@testable import Provisioning

@Suite struct RolePolicyTests {
  @Test(arguments: RolePolicy.Role.allCases)
  func everyRoleIsAPolicyDocument(_ role: RolePolicy.Role) throws {
    let bucket = try #require(BucketName("bucket"))
    let policy = RolePolicy(role, bucket: bucket, prefix: Array("p/".utf8)).document()
    let text = String(decoding: policy.encoded(), as: UTF8.self)
    #expect(policy["Version"]?.string == "2012-10-17")
    #expect((policy["Statement"]?.array ?? []).allSatisfy { $0["Effect"] == .string("Allow") })
    #expect(text.contains("s3:DeleteObject") == [.mirrorWriter, .snapshotWriter, .pruner].contains(role))
    #expect(text.contains("s3:PutObject") == ![.mirrorReader, .admin].contains(role))
  }

  @Test func wildcardsInAPrefixStandForThemselves() throws {
    let bucket = try #require(BucketName("bucket"))
    let policy = RolePolicy(.mirrorReader, bucket: bucket, prefix: Array("a*b$/".utf8)).document()
    #expect(String(decoding: policy.encoded(), as: UTF8.self).contains("a${*}b${$}/*"))
  }

  @Test func operationsHavePermissions() {
    #expect(NeededPermission.action(for: "UploadPart") == "s3:PutObject")
    #expect(NeededPermission.action(for: "ListObjectsV2") == "s3:ListBucket")
    #expect(NeededPermission.action(for: "PutObjectTagging") == "s3:PutObjectTagging")
    #expect(NeededPermission.action(for: "presign") == nil)
  }
}

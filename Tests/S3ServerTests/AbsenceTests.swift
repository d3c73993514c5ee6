import S3Protocol
import StorageModel
import Testing

@testable import S3Server

/// What who is refused learns of what there is.
@Suite struct AbsenceTests {
  private func said(
    _ name: String, _ principal: MatrixPrincipal, _ bucket: String, _ key: String, _ code: S3ErrorCode
  ) throws -> S3ErrorCode {
    let place = try GatePlace()
    defer { place.remove() }
    let route = try #require(RouteTable.routes.first { $0.name == name })
    let target = MatrixTarget(bucket: bucket, key: key, isInside: false, prefix: "")
    return place.gate.concealed(S3Error(code), try place.admit(route, principal, target)).code
  }

  @Test(arguments: ["GetObject", "HeadObject", "ListObjectsV2", "PutObject", "DeleteBucket"])
  func aBucketThatIsNotThereIsNoSecret(_ name: String) throws {
    for principal in [MatrixPrincipal.anonymous, .nobody, .reader] {
      #expect(try said(name, principal, "missing", "k", .accessDenied) == .noSuchBucket)
      #expect(try said(name, principal, "data", "p/k", .accessDenied) == .accessDenied)
    }
    #expect(try said("CreateBucket", .nobody, "missing", "", .accessDenied) == .accessDenied)
  }

  /// The lister may list below `p/`, and read nothing; the reader may read there, and list nothing.
  @Test func whoMayListAKeyLearnsThatItIsNotThere() throws {
    for name in ["GetObject", "HeadObject"] {
      #expect(try said(name, .lister, "data", "p/none", .accessDenied) == .noSuchKey)
      #expect(try said(name, .lister, "data", "q/none", .accessDenied) == .accessDenied)
      #expect(try said(name, .reader, "data", "p/none", .accessDenied) == .accessDenied)
      #expect(try said(name, .reader, "data", "p/none", .noSuchKey) == .accessDenied)
      #expect(try said(name, .tenant, "data", "p/none", .noSuchKey) == .noSuchKey)
    }
    #expect(try said("DeleteObject", .lister, "data", "p/none", .accessDenied) == .accessDenied)
  }
}

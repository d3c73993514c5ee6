import AccessControl
import BlobStorage
import Glibc
import S3Protocol
import StorageModel
import Testing

@testable import S3Server

/// Every route with every kind of principal and with keys inside, outside and beside what it may reach. The routes come
/// from the table, so that a new one has to say here what class of operation it is.
@Suite struct AuthorisationMatrixTests {
  /// Keys with what a scope of `p/` makes of them. Keys are bytes: nothing is folded or normalised.
  static let keys: [(key: String, isInside: Bool)] = [
    ("p/k", true), ("p/", true), ("p//k", true), ("p/../q", true), ("p/%2e%2e/q", true), ("p", false), ("p2/k", false),
    ("P/k", false), ("q/k", false), ("../p/k", false), ("/p/k", false), ("x/p/k", false),
  ]
  static let buckets = ["data", "other", "alices", "missing"]

  @Test func everyRouteWithEveryPrincipal() throws {
    let place = try GatePlace()
    defer { place.remove() }
    var cases = 0
    for route in RouteTable.routes {
      let kind = try #require(RouteClass.of[route.name], "the route \(route.name) has no class")
      #expect(AccessRules.rule(for: route.name) != nil, "the route \(route.name) has no rule")
      for principal in MatrixPrincipal.allCases {
        for bucket in route.scope == .service ? [""] : Self.buckets {
          for key in route.scope == .object ? Self.keys : [("", true)] {
            for prefix in route.allows.contains("prefix") ? ["", "p/", "p/k", "p2/", "p"] : [""] {
              let target = MatrixTarget(bucket: bucket, key: key.key, isInside: key.isInside, prefix: prefix)
              let expected = principal.may(kind, target)
              let found = try place.isAllowed(route, principal, target)
              #expect(found == expected, "\(route.name) by \(principal) on \(target): \(found)")
              cases += 1
            }
          }
        }
      }
    }
    #expect(cases >= 5_000, "only \(cases) cases")
  }

  @Test func eachKeyOfABatch() throws {
    let place = try GatePlace()
    defer { place.remove() }
    let route = try #require(RouteTable.routes.first { $0.name == "DeleteObjects" })
    for principal in MatrixPrincipal.allCases {
      for bucket in ["data", "other", "alices"] {
        for key in Self.keys {
          let target = MatrixTarget(bucket: bucket, key: key.key, isInside: key.isInside, prefix: "")
          let access = try place.admit(route, principal, target).request.access
          let name = try #require(BucketName(bucket))
          for version in [nil, "null"] {
            let found = try access.allowsDelete(name, ObjectKey(key.key), versionID: version)
            #expect(found == principal.may(.delete, target), "\(principal) \(target)")
          }
        }
      }
    }
  }

  /// The source of a copy is authorised as a GET of it would be.
  @Test func copySources() throws {
    let place = try GatePlace()
    defer { place.remove() }
    for route in RouteTable.routes where ["CopyObject", "UploadPartCopy"].contains(route.name) {
      for principal in MatrixPrincipal.allCases {
        for (bucket, key, inside) in [
          ("data", "p/k", true), ("data", "q/k", false), ("data", "p/../q", true), ("other", "k", false),
          ("alices", "p/k", true),
        ] {
          let target = MatrixTarget(bucket: "data", key: "p/new", isInside: true, prefix: "")
          let source = MatrixTarget(bucket: bucket, key: key, isInside: inside, prefix: "")
          let expected = principal.may(.write, target) && principal.may(.read, source)
          let found = try place.isAllowed(route, principal, target, copying: source)
          #expect(found == expected, "\(route.name) of \(source) by \(principal)")
        }
      }
    }
  }

  @Test(arguments: SignatureFault.allCases)
  func whatIsWronglySigned(_ fault: SignatureFault) throws {
    let place = try GatePlace()
    defer { place.remove() }
    for route in RouteTable.routes {
      let target = MatrixTarget(bucket: "data", key: "p/k", isInside: true, prefix: "")
      let error = #expect(throws: S3Error.self) { try place.admit(route, target, fault) }
      #expect(fault.codes.contains(error?.code.rawValue ?? ""), "\(route.name): \(String(describing: error))")
    }
  }
}

/// What kind of operation a route is, as far as grants of this test go.
enum RouteClass {
  case service, createBucket, location, list, read, write, copy, delete, askedByHandler, open
  /// Everything about configurations and what no scoped key may.
  case other

  static let of: [String: RouteClass] = {
    var classes: [String: RouteClass] = [
      "ListBuckets": .service, "CreateBucket": .createBucket, "GetBucketLocation": .location,
      "DeleteObjects": .askedByHandler, "PostObject": .askedByHandler, "CorsPreflight": .open,
    ]
    for name in ["ListObjects", "ListObjectsV2", "ListObjectVersions", "ListMultipartUploads", "HeadBucket"] {
      classes[name] = .list
    }
    for name in [
      "GetObject", "HeadObject", "GetObjectAttributes", "GetObjectTagging", "GetObjectRetention", "GetObjectLegalHold",
    ] { classes[name] = .read }
    for name in [
      "PutObject", "PutObjectTagging", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload",
      "AbortMultipartUpload", "ListParts",
    ] { classes[name] = .write }
    for name in ["CopyObject", "UploadPartCopy"] { classes[name] = .copy }
    classes["DeleteObject"] = .delete
    for name in otherNames + ["GetObjectTorrent"] { classes[name] = .other }
    return classes
  }()

  private static let otherNames: [String] =
    ["GetObjectAcl", "PutObjectAcl", "DeleteObjectTagging", "PutObjectRetention", "PutObjectLegalHold", "DeleteBucket"]
    + ["GetBucketPolicyStatus", "GetObjectLockConfiguration", "PutObjectLockConfiguration"]
    + ["GetBucketLifecycleConfiguration", "PutBucketLifecycleConfiguration", "DeleteBucketLifecycle"]
    + ["Inventory", "Analytics", "Metrics", "IntelligentTiering"].flatMap {
      ["GetBucket\($0)Configuration", "ListBucket\($0)Configurations"]
    }
    + [
      "BucketVersioning", "BucketAcl", "BucketRequestPayment", "BucketTagging", "BucketPolicy", "BucketCors",
      "BucketWebsite", "BucketEncryption", "BucketReplication", "PublicAccessBlock", "BucketOwnershipControls",
      "BucketNotificationConfiguration", "BucketLogging", "BucketAccelerateConfiguration",
    ].flatMap { ["Get\($0)", "Put\($0)", "Delete\($0)"] }
}

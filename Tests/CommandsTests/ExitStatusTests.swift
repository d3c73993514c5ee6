import Glibc
import LocalFiles
import StorageModel
import Testing

@testable import Commands

@Suite struct ExitStatusTests {
  /// cairn(1), "EXIT STATUS".
  @Test func theTable() {
    #expect(
      Commands.ExitStatus.allCases.map(\.rawValue) == [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 20, 129, 130, 141, 143,
      ])
  }

  @Test(arguments: [
    (StoreError.Code.noSuchBucket, Commands.ExitStatus.notFound), (.noSuchKey, .notFound), (.accessDenied, .denied),
    (.invalidCredentials, .denied), (.clockSkew, .denied), (.unreachable, .unreachable), (.timeout, .unreachable),
    (.slowDown, .unreachable), (.tls, .unreachable), (.checksumMismatch, .damaged), (.cancelled, .interrupted),
    (.sourceFailed, .sourceIncomplete), (.bucketNotEmpty, .someFailed),
  ])
  func storeErrors(code: StoreError.Code, status: Commands.ExitStatus) {
    #expect(Commands.ExitStatus(StoreError(code, operation: "GetObject", message: "m")) == status)
  }

  @Test func aFullDiskIsThisMachine() {
    #expect(
      Commands.ExitStatus(StoreError(.sinkFailed, operation: "GetObject", message: "m", errno: ENOSPC)) == .localStorage
    )
    #expect(Commands.ExitStatus(LocalError(errno: ENOSPC, operation: "write", path: PathBytes("x"))) == .localStorage)
    #expect(Commands.ExitStatus(LocalError(errno: EACCES, operation: "open", path: PathBytes("x"))) == .denied)
  }

  @Test func aClassThatAnEndpointDoesNotHaveNamesTheOption() {
    let error = StoreError(
      .invalidRequest, operation: "PutObject", bucket: "data", key: ObjectKey("a"), httpStatus: 400,
      serviceCode: "InvalidStorageClass", message: "The storage class you specified is not valid")
    #expect(CommandError(error).line.contains("--storage-class"))
  }

  @Test func anErrorIsOneLine() {
    let error = StoreError(
      .noSuchBucket, operation: "ListObjectsV2", bucket: "data", key: ObjectKey("a\nb"), httpStatus: 404,
      serviceCode: "NoSuchBucket", requestID: "R1", message: "The specified bucket does not exist")
    let line = CommandError(error).line
    #expect(!line.contains("\n"))
    #expect(line.contains("s3://data/a\\x0ab") && line.contains("NoSuchBucket") && line.contains("request R1"))
    #expect(line.contains("cairn bucket create"))
  }
}

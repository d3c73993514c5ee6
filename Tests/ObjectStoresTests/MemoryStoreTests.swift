import ObjectStores
import StorageModel
import StoreConformance
import Testing

@Suite struct MemoryStoreTests {
  @Test(arguments: ConformanceCheck.all)
  func conforms(_ check: ConformanceCheck) async throws {
    let bucket = try #require(BucketName("bucket"))
    try await check.run(MemoryEndpoint().bucket(bucket), bucket)
  }

  @Test func wrappedStoreConformsAndCounts() async throws {
    let bucket = try #require(BucketName("bucket"))
    let log = CallLog()
    for check in ConformanceCheck.all {
      try await check.run(log.wrap(MemoryEndpoint().bucket(bucket)), bucket)
    }
    for operation in StoreCall.Operation.allCases {
      #expect(log.count(operation) > 0, "\(operation) was never counted")
    }
  }

  @Test func faultReplacesTheCall() async throws {
    let bucket = try #require(BucketName("bucket"))
    let log = CallLog { call, number in
      call.operation == .put && number == 2
        ? StoreError(.serverError, operation: "PutObject", message: "on purpose") : nil
    }
    let store = log.wrap(MemoryEndpoint().bucket(bucket))
    _ = try await store.put(ObjectKey("a"), body: .bytes([1]), WriteOptions())
    await #expect(throws: StoreError.self) {
      try await store.put(ObjectKey("b"), body: .bytes([1]), WriteOptions())
    }
    #expect(try await store.list(ListRequest()).objects.map(\.key) == [ObjectKey("a")])
  }
}

import StorageModel

/// The buckets of an endpoint as lines or records.
struct BucketListing {
  let service: any EndpointService
  let json: Bool
  let context: CommandContext

  func write() async throws {
    for bucket in try await service.listBuckets() {
      if json {
        var record = Record(.item)
        record.add("bucket", text: bucket.name)
        record.add("created", text: bucket.created.map(iso8601))
        try context.output.write(record.line + [UInt8(ascii: "\n")])
      } else {
        let created = bucket.created.map(iso8601) ?? String(repeating: " ", count: 20)
        try context.output.writeLine("\(created)  \(escapedForDisplay(Array(bucket.name.utf8)))")
      }
    }
  }
}

import Planning
import S3Client

extension Prices {
  /// The prices of requests about objects of a storage class; nil for STANDARD.
  func requests(in storageClass: String?) -> PriceTable {
    var table = requests
    if let storageClass, let own = classes[storageClass] { table.perThousandWrites = own.perThousandWrites }
    return table
  }

  /// What listings cost, in millionths of a dollar.
  func listing(_ requests: Int64) -> Double { Double(requests) * Double(self.requests.perThousandWrites) / 1000 }

  /// What reading bytes of these storage classes costs beside the requests, in millionths of a dollar.
  func retrieval(_ bytes: [String: Int64]) -> Double {
    bytes.reduce(0) { sum, read in
      sum + Double(read.value) / Double(1 << 30) * Double(classes[read.key]?.perGibibyteRetrieved ?? 0)
    }.rounded()
  }

  /// What was really sent and received, in dollars; writes were of the storage class.
  func dollars(_ usage: RequestUsage, in storageClass: String?) -> Double {
    let table = requests(in: storageClass)
    let writes = Double(usage.writes) * Double(table.perThousandWrites) / 1000
    let reads = Double(usage.reads) * Double(table.perThousandReads) / 1000
    let received = Double(usage.receivedBytes) / Double(1 << 30) * Double(table.perGibibyteReceived)
    return (writes + reads + received + listing(usage.lists)).rounded() / 1_000_000
  }
}

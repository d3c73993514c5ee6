internal import Synchronization

/// What was sent and received, by what endpoints charge for it.
package struct RequestUsage: Hashable, Sendable {
  /// PUT, COPY, POST.
  package var writes: Int64 = 0
  package var lists: Int64 = 0
  /// GET, HEAD.
  package var reads: Int64 = 0
  /// DELETE, abort.
  package var deletes: Int64 = 0
  /// Content of objects from the endpoint.
  package var receivedBytes: Int64 = 0
  /// Content of objects to the endpoint.
  package var sentBytes: Int64 = 0

  package init() {}

  package static func + (left: RequestUsage, right: RequestUsage) -> RequestUsage {
    var sum = left
    sum.writes &+= right.writes
    sum.lists &+= right.lists
    sum.reads &+= right.reads
    sum.deletes &+= right.deletes
    sum.receivedBytes &+= right.receivedBytes
    sum.sentBytes &+= right.sentBytes
    return sum
  }

  /// By the operation's name, as S3's list of prices has the classes.
  mutating func count(_ operation: String) {
    if ["Delete", "Abort"].contains(where: { operation.hasPrefix($0) }) {
      deletes &+= 1
    } else if ["Get", "Head"].contains(where: { operation.hasPrefix($0) }) {
      reads &+= 1
    } else if operation.hasPrefix("List") {
      lists &+= 1
    } else {
      writes &+= 1
    }
  }
}

/// Counts what a service sends, from any thread.
final class UsageMeter: Sendable {
  private let usage = Mutex(RequestUsage())

  var value: RequestUsage { usage.withLock { $0 } }

  func count(_ operation: String, sentBytes: Int64) {
    usage.withLock { usage in
      usage.count(operation)
      usage.sentBytes &+= sentBytes
    }
  }

  func receive(_ bytes: Int64) { usage.withLock { $0.receivedBytes &+= bytes } }
}

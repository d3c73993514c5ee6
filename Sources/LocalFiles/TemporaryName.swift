internal import CLinux
internal import Glibc
internal import StorageModel
internal import Synchronization

/// Names of files under construction: `.cairn-tmp-<process>-<number>`, in the folder of the file that they become.
package struct TemporaryName {
  /// What every such name begins with; walkers pass over them, sweeping removes them.
  package static let prefix: [UInt8] = Array(".cairn-tmp-".utf8)

  package static func matches(_ name: some Collection<UInt8>) -> Bool { name.starts(with: prefix) }

  let bytes: [UInt8]

  private static let counter = Atomic<UInt64>(0)

  /// A name that this process did not use before; one that an earlier process left behind is met with EEXIST.
  static func next() -> TemporaryName {
    let number = counter.wrappingAdd(1, ordering: .relaxed).newValue
    return TemporaryName(bytes: prefix + Array("\(getpid())-\(number)".utf8))
  }

  func withBytes<Value>(_ body: (UnsafePointer<UInt8>?, Int) -> Value) -> Value {
    bytes.withUnsafeBufferPointer { body($0.baseAddress, $0.count) }
  }

  /// Tries names until `create` does not answer -EEXIST; the bound stops a folder full of leftovers from holding us
  /// up.
  static func take(_ create: (UnsafePointer<UInt8>?, Int) -> Int32) -> TemporaryNameResult {
    var result: Int32 = -EEXIST
    for _ in 0..<10_000 {
      let name = next()
      result = name.withBytes(create)
      if result != -EEXIST { return TemporaryNameResult(name: name, result: result) }
    }
    return TemporaryNameResult(name: next(), result: result)
  }
}

/// A temporary name and what creating it gave: a descriptor, 0, or a negative errno.
struct TemporaryNameResult {
  let name: TemporaryName
  let result: Int32

  func mapError(operation: String, path: PathBytes) throws(LocalError) -> TemporaryName {
    _ = try checked(result, operation, path)
    return name
  }
}

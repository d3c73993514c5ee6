internal import CLinux
internal import StorageModel

/// The names of one directory in one buffer, sorted as keys: a subdirectory as its name plus `/`.
///
/// 16 bytes and the name for each entry: a directory of 10^6 files costs about 30 MB while it is walked.
struct DirectoryNames {
  private struct Item {
    var offset: UInt32
    var length: UInt16
    var type: UInt8
  }

  private var bytes: [UInt8] = []
  private var items: [Item] = []

  /// Reads all names but `.` and `..`, or only those that the kernel gives at once (64 KiB of them). `keeping` sees
  /// each name and decides whether it counts.
  init(
    reading directory: OpenFile, onlyFirst: Bool = false,
    keeping: (Slice<UnsafeRawBufferPointer>) -> Bool = { _ in true }
  ) throws(LocalError) {
    let capacity = 64 << 10
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = try checked(
        cairn_read_directory(directory.descriptor, buffer.baseAddress, capacity), "read folder", directory.path)
      if count == 0 { break }
      guard append(UnsafeRawBufferPointer(rebasing: buffer[..<count]), keeping) else {
        throw LocalError(.ioError, operation: "read folder", path: directory.path)
      }
      if onlyFirst { break }
    }
  }

  /// False for a record that is not one, or more than 4 GiB of names.
  private mutating func append(
    _ block: UnsafeRawBufferPointer, _ keeping: (Slice<UnsafeRawBufferPointer>) -> Bool
  ) -> Bool {
    let header = 19
    var position = 0
    while position + header < block.count {
      let length = Int(block.loadUnaligned(fromByteOffset: position + 16, as: UInt16.self))
      guard length > header, position + length <= block.count else { return false }
      let type = block[position + 18]
      let field = block[(position + header)..<(position + length)]
      let end = field.firstIndex(of: 0) ?? field.endIndex
      let name = field[..<end]
      position += length
      if name.count <= 2, name.allSatisfy({ $0 == UInt8(ascii: ".") }) { continue }
      guard keeping(name) else { continue }
      guard let offset = UInt32(exactly: bytes.count) else { return false }
      items.append(Item(offset: offset, length: UInt16(name.count), type: type))
      bytes.append(contentsOf: name)
    }
    return true
  }

  var indices: Range<Int> { items.indices }

  func name(_ index: Int) -> ArraySlice<UInt8> {
    let item = items[index]
    return bytes[Int(item.offset)..<Int(item.offset) + Int(item.length)]
  }

  /// The name for a system call, without a copy.
  func withName<Value>(_ index: Int, _ body: (UnsafePointer<UInt8>?, Int) -> Value) -> Value {
    let item = items[index]
    return bytes.withUnsafeBufferPointer { body($0.baseAddress.map { $0 + Int(item.offset) }, Int(item.length)) }
  }

  /// `prefix`, the name, and for a directory a `/`, in one allocation.
  func path(_ index: Int, below prefix: [UInt8], asDirectory: Bool) -> PathBytes {
    let item = items[index]
    let start = Int(item.offset)
    let count = prefix.count + Int(item.length) + (asDirectory ? 1 : 0)
    let joined = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let target = UnsafeMutableRawBufferPointer(buffer)
      prefix.withUnsafeBytes { target.copyMemory(from: $0) }
      bytes.withUnsafeBytes { names in
        let name = UnsafeRawBufferPointer(rebasing: names[start..<start + Int(item.length)])
        UnsafeMutableRawBufferPointer(rebasing: target[prefix.count...]).copyMemory(from: name)
      }
      if asDirectory { buffer[count - 1] = UInt8(ascii: "/") }
      filled = count
    }
    return PathBytes(bytes: joined)
  }

  /// True when one of the names is `wanted`.
  func contains(_ wanted: [UInt8]) -> Bool {
    indices.contains { name($0).elementsEqual(wanted) }
  }

  /// nil where the file system did not say (DT_UNKNOWN).
  func kind(_ index: Int) -> Entry.Kind? {
    switch items[index].type {
    case 8: .file
    case 4: .directory
    case 10: .symlink
    case 1: .fifo
    case 12: .socket
    case 2: .characterDevice
    case 6: .blockDevice
    default: nil
    }
  }

  mutating func setIsDirectory(_ index: Int, _ isDirectory: Bool) { items[index].type = isDirectory ? 4 : 8 }

  /// Sorts by bytes, subdirectories as if their names ended in `/`.
  mutating func sort() {
    bytes.withUnsafeBufferPointer { names in
      items.sort { left, right in
        let common = Int(min(left.length, right.length))
        let a = UnsafeBufferPointer(rebasing: names[Int(left.offset)..<Int(left.offset) + Int(left.length)])
        let b = UnsafeBufferPointer(rebasing: names[Int(right.offset)..<Int(right.offset) + Int(right.length)])
        for index in 0..<common where a[index] != b[index] { return a[index] < b[index] }
        // The shorter one ends here; as a directory it goes on with "/", and no name contains that byte.
        let slash = UInt8(ascii: "/")
        let next: (UnsafeBufferPointer<UInt8>, Item) -> Int = { name, item in
          if common < name.count { return Int(name[common]) }
          return item.type == 4 ? Int(slash) : -1
        }
        return next(a, left) < next(b, right)
      }
    }
  }
}

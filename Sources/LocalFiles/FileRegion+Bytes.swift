internal import CLinux
package import StorageModel

extension FileRegion {
  /// Reads `count` bytes from `start` of the region on; fewer only at the end of the file or the region. `path` is
  /// for the error.
  package func read(at start: Int64, count: Int, path: PathBytes = PathBytes("")) throws(LocalError) -> [UInt8] {
    let wanted = Int(max(0, min(Int64(count), lengthBytes - start)))
    var result = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
      while filled < wanted {
        let base = UnsafeMutableRawPointer(buffer.baseAddress)
        result = cairn_pread(descriptor, base.map { $0 + filled }, wanted - filled, offset + start + Int64(filled))
        if result <= 0 { break }
        filled += result
      }
    }
    _ = try checked(result, "read", path)
    return bytes
  }

  /// Writes all of `bytes` at `start` of the region. `.noSpace` and its kin as they are; bytes over the end of the
  /// region are `.other`, and nothing is written.
  package func write(_ bytes: [UInt8], at start: Int64, path: PathBytes = PathBytes("")) throws(LocalError) {
    guard start >= 0, Int64(bytes.count) <= lengthBytes - start else {
      throw LocalError(.other, operation: "write beyond the announced length", path: path)
    }
    let result = bytes.withUnsafeBytes { cairn_pwrite_all(descriptor, $0.baseAddress, $0.count, offset + start) }
    _ = try checked(result, "write", path)
  }
}

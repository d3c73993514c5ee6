internal import CLinux
package import StorageModel

extension OpenFile {
  /// The pieces that hold data, in order; everything between them reads as zeros. One piece of the whole size where
  /// the file system does not say (lseek(2), SEEK_DATA and SEEK_HOLE).
  package func dataRegions() throws(LocalError) -> [FileRegion] {
    let size = try status().sizeBytes
    var regions: [FileRegion] = []
    var position: Int64 = 0
    while position < size {
      let start = cairn_seek_data(descriptor, position)
      if start == -Int64(LinuxError.noData) { break }
      if start == -Int64(LinuxError.invalid) { return [region(offset: 0, lengthBytes: size)] }
      let begin = try checked(start, "look for holes", path)
      let end = try checked(cairn_seek_hole(descriptor, begin), "look for holes", path)
      regions.append(region(offset: begin, lengthBytes: min(end, size) - begin))
      position = max(end, begin + 1)
    }
    return regions
  }

  /// Gives the blocks of a range of zeros back; false where the file system cannot.
  package func punchHole(offset: Int64, lengthBytes: Int64) throws(LocalError) -> Bool {
    let result = cairn_punch_hole(descriptor, offset, lengthBytes)
    if result == -LinuxError.unsupported { return false }
    _ = try checked(result, "punch hole", path)
    return true
  }
}

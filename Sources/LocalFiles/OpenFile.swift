internal import CLinux
package import StorageModel

/// An open file or directory, closed when the last reference to it goes.
package final class OpenFile: Sendable {
  package let descriptor: Int32
  /// As it was opened: relative to its root, or absolute.
  package let path: PathBytes

  /// Takes the descriptor over.
  init(owning descriptor: Int32, path: PathBytes) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { _ = cairn_close(descriptor) }

  /// Opens any path, following links, to read: for a file that the user named.
  package static func open(absolute path: [UInt8]) throws(LocalError) -> OpenFile {
    let name = PathBytes(bytes: path)
    let flags = cairn_o_rdonly | cairn_o_nonblock
    let descriptor = try checked(cairn_open_path(path, path.count, flags, 0), "open", name)
    return OpenFile(owning: descriptor, path: name)
  }

  /// Size, times, identity, ownership: from the descriptor, so of the file that is read.
  package func status() throws(LocalError) -> FileStatus {
    var raw = cairn_status()
    _ = try checked(cairn_status_of(descriptor, &raw), "stat", path)
    return FileStatus(raw)
  }

  /// Fills `buffer` from `offset` on; fewer bytes than it holds only at the end of the file.
  package func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(LocalError) -> Int {
    var filled = 0
    while filled < buffer.count, let base = buffer.baseAddress {
      let count = try checked(
        cairn_pread(descriptor, base + filled, buffer.count - filled, offset + Int64(filled)), "read", path)
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  /// At most `count` bytes from `offset` on; fewer only at the end of the file.
  package func read(at offset: Int64, count: Int) throws(LocalError) -> [UInt8] {
    var failure: LocalError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(LocalError) {
        filled = try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// A piece of the file for a ``BodySource``; valid while this object lives.
  package func region(offset: Int64, lengthBytes: Int64) -> FileRegion {
    FileRegion(descriptor: descriptor, offset: offset, lengthBytes: lengthBytes)
  }

  /// Throws `.changedWhileRead` unless the open file still is what `fingerprint` says.
  package func confirm(_ fingerprint: FileFingerprint) throws(LocalError) {
    guard try status().fingerprint == fingerprint else {
      throw LocalError(.changedWhileRead, operation: "read", path: path)
    }
  }
}

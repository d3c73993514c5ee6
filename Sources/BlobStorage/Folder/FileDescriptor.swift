internal import Glibc

/// An open file or folder; closed when the last reference goes.
final class FileDescriptor: Sendable {
  let number: Int32

  private init(number: Int32) { self.number = number }

  deinit { close(number) }

  /// Opens `path` with O_CLOEXEC added. Throws `.inputOutput` or `.storageFull`.
  static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws(BlobStorageError) -> FileDescriptor {
    while true {
      let number = Glibc.open(path, flags | O_CLOEXEC, mode)
      if number >= 0 { return FileDescriptor(number: number) }
      if errno != EINTR { throw .system("open", path) }
    }
  }

  var sizeBytes: Int64? {
    var facts = stat()
    return fstat(number, &facts) == 0 ? Int64(facts.st_size) : nil
  }

  /// Writes all of `bytes` at `offset`.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(BlobStorageError) {
    var done = 0
    while done < bytes.count, let base = bytes.baseAddress {
      let count = pwrite(number, base + done, bytes.count - done, off_t(offset) + off_t(done))
      if count > 0 {
        done += count
      } else if count == 0 || errno != EINTR {
        throw .system("write", "a blob")
      }
    }
  }

  /// Writes `bytes`, at the start unless told otherwise.
  func write(_ bytes: [UInt8], at offset: Int64 = 0) throws(BlobStorageError) {
    var failure: BlobStorageError?
    bytes.withUnsafeBytes { buffer in
      do throws(BlobStorageError) {
        try write(buffer, at: offset)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// Up to `limit` bytes at `offset`; fewer only at the end of the file.
  func read(at offset: Int64, limit: Int) throws(BlobStorageError) -> [UInt8] {
    var failure: BlobStorageError?
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
      do throws(BlobStorageError) {
        filled = try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Reads into all of `buffer` from `offset` on; the number of bytes, fewer only at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(BlobStorageError) -> Int {
    var filled = 0
    while filled < buffer.count, let base = buffer.baseAddress {
      let count = pread(number, base + filled, buffer.count - filled, off_t(offset) + off_t(filled))
      if count > 0 {
        filled += count
      } else if count == 0 {
        break
      } else if errno != EINTR {
        throw .system("read", "a blob")
      }
    }
    return filled
  }

  /// fsync(2). A failure means that the kernel may have dropped dirty pages and will not say so again: the caller must
  /// stop acknowledging (Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020).
  func synchronise() throws(BlobStorageError) {
    while fsync(number) != 0 {
      if errno != EINTR {
        throw BlobStorageError(.stopped, "fsync failed: \(describe(errno))", errno: errno)
      }
    }
  }
}

extension BlobStorageError {
  /// The error of the system call that just failed.
  static func system(_ call: String, _ path: String) -> BlobStorageError {
    let code = Glibc.errno
    let full = code == ENOSPC || code == EDQUOT
    return BlobStorageError(full ? .storageFull : .inputOutput, "\(call) \(path): \(describe(code))", errno: code)
  }
}

/// The text of an error number.
func describe(_ code: Int32) -> String {
  guard let text = strerror(code) else { return "error \(code)" }
  return String(cString: text)
}

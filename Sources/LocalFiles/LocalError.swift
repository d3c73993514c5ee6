internal import Glibc
package import StorageModel

/// What went wrong with a file of this machine; never confused with an error of a store.
package struct LocalError: Error, Sendable {
  /// What a caller may want to tell apart.
  package enum Code: String, Sendable {
    case notFound
    case permissionDenied
    /// The disk or the quota is full.
    case noSpace
    case readOnly
    case ioError
    /// A symbolic link stands where a directory was expected, or the path leads out of its root.
    case escapesRoot
    /// The file is not the one that was looked at before, or it changed under the reader.
    case changedWhileRead
    case notADirectory
    /// A directory stands where a file was expected.
    case isADirectory
    /// A fifo, socket, device or link stands where a file was expected.
    case notARegularFile
    case directoryNotEmpty
    /// An empty, `.` or `..` segment, a NUL, or a name that the file system cannot take.
    case unsafeName
    case exists
    /// Another process holds the lock.
    case locked
    case tooManyOpenFiles
    /// The file system lacks the operation.
    case unsupported
    case other
  }

  package var code: Code
  /// Relative to the root of the operation, or absolute where there is no root.
  package var path: PathBytes
  /// The verb that failed: `open`, `rename`.
  package var operation: String
  /// 0 where no system call failed.
  package var errno: Int32

  package init(_ code: Code, operation: String, path: PathBytes, errno: Int32 = 0) {
    self.code = code
    self.operation = operation
    self.path = path
    self.errno = errno
  }

  /// Classifies an errno (errno(3)).
  package init(errno: Int32, operation: String, path: PathBytes) {
    self.init(Self.code(of: errno), operation: operation, path: path, errno: errno)
  }

  private static func code(of errno: Int32) -> Code {
    switch errno {
    case ENOENT: .notFound
    case EACCES, EPERM: .permissionDenied
    case ENOSPC, EDQUOT: .noSpace
    case EROFS: .readOnly
    case EIO, ESTALE: .ioError
    case ELOOP, EXDEV: .escapesRoot
    case ENOTDIR: .notADirectory
    case EISDIR: .isADirectory
    case ENOTEMPTY: .directoryNotEmpty
    case EINVAL, ENAMETOOLONG, EILSEQ: .unsafeName
    case EEXIST: .exists
    case EWOULDBLOCK: .locked
    case EMFILE, ENFILE: .tooManyOpenFiles
    case EOPNOTSUPP, ENOSYS: .unsupported
    default: .other
    }
  }
}

extension LocalError: CustomStringConvertible {
  package var description: String {
    let name = path.isEmpty ? "." : path.description
    return "\(name): cannot \(operation): \(reason)"
  }

  private var reason: String {
    switch code {
    case .escapesRoot: "a symbolic link or another file system is in the way"
    case .changedWhileRead: "the file changed while it was read"
    case .isADirectory where errno == 0: "it is a directory"
    case .notADirectory where errno == 0: "it is not a directory"
    case .notARegularFile: "it is not a regular file"
    case .unsafeName: "the name cannot exist on this file system"
    case .locked: "another process holds the lock"
    default: errno == 0 ? code.rawValue : String(cString: strerror(errno))
    }
  }
}

/// Turns the result of a CLinux call into its value or a ``LocalError``.
func checked<Value: SignedInteger>(
  _ result: Value, _ operation: @autoclosure () -> String, _ path: @autoclosure () -> PathBytes
) throws(LocalError) -> Value {
  guard result >= 0 else { throw LocalError(errno: Int32(-result), operation: operation(), path: path()) }
  return result
}

internal import Glibc
internal import StorageModel

/// A time for the utimensat family; nil is "leave it".
struct LinuxTime {
  let seconds: Int64
  let nanoseconds: Int32

  init(_ time: Timestamp?) {
    seconds = time?.seconds ?? 0
    nanoseconds = time.map { Int32($0.subsecondNanoseconds) } ?? .min
  }
}

/// The error numbers that callers of CLinux branch on.
enum LinuxError {
  static let notFound = ENOENT
  static let exists = EEXIST
  static let unsupported = EOPNOTSUPP
  static let invalid = EINVAL
  static let notPermitted = EPERM
  static let wouldBlock = EWOULDBLOCK
  static let noData = ENXIO
  static let noAttribute = ENODATA
  static let range = ERANGE
}

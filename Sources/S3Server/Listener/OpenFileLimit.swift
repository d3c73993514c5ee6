internal import Glibc

/// How many descriptors the process may have.
enum OpenFileLimit {
  /// Raises the limit to what the system allows: 2,048 connections and their files do not fit into the usual 1,024. A
  /// system that refuses leaves what there is; connections beyond it wait in the queue of the listening socket.
  static func raise() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = min(limit.rlim_max, 65_536)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}

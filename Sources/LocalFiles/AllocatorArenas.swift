internal import CLinux

/// The arenas of glibc's allocator: each keeps tens of MiB that were freed in it, and there may be eight for each core.
package enum AllocatorArenas {
  /// At most `count` from now on; those that are there stay. A refusal costs memory and nothing else.
  package static func limit(to count: Int32) { _ = cairn_limit_arenas(count) }
}

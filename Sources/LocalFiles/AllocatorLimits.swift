internal import CLinux

/// What glibc's allocator keeps of the memory that was freed. A refusal costs memory and nothing else.
package enum AllocatorLimits {
  /// At most so many arenas from now on; those that are there stay. Each keeps what was freed in it, and there may be
  /// eight for each core.
  package static func limitArenas(to count: Int32) { _ = cairn_limit_arenas(count) }

  /// Blocks of at least `mappedFromBytes` go back to the system when they are freed, and so does the end of an arena
  /// that is longer than `keptBytes`. Smaller limits cost a page fault for every 4 KiB that is used again.
  package static func limitFreedMemory(mappedFromBytes: Int32, keptBytes: Int32) {
    _ = cairn_limit_freed_memory(mappedFromBytes, keptBytes)
  }
}

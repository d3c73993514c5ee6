// The Linux calls that Swift's Glibc module lacks: variadic ones, and those behind _GNU_SOURCE.
//
// Every function returns 0 or a non-negative result, or a negative errno; EINTR is retried here. Names and paths are
// bytes with a length, never NUL-terminated: a NUL inside is refused with -EINVAL.
#ifndef CAIRN_CLINUX_H
#define CAIRN_CLINUX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Flags as plain constants; Swift does not import all of the macros.
extern const int cairn_o_path, cairn_o_directory, cairn_o_noatime, cairn_o_nofollow, cairn_o_cloexec;
extern const int cairn_o_rdonly, cairn_o_wronly, cairn_o_rdwr, cairn_o_creat, cairn_o_excl, cairn_o_nonblock;
extern const int cairn_o_trunc, cairn_o_append, cairn_o_tmpfile;

// What lstat says, in fixed widths.
struct cairn_status {
  uint64_t device, inode, link_count, device_number;
  uint32_t mode, user_id, group_id;
  int64_t size_bytes, blocks;
  int64_t modified_seconds, changed_seconds, accessed_seconds;
  int32_t modified_nanoseconds, changed_nanoseconds, accessed_nanoseconds;
};

// Paths below a directory. No symbolic link is followed, no segment may be empty, "." or ".."; one trailing "/" is
// ignored. Longer than PATH_MAX is fine. Uses openat2 (openat2(2): RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS,
// RESOLVE_NO_MAGICLINKS); where the kernel lacks it, one openat with O_NOFOLLOW a segment.
// Errors besides those of open: -EINVAL for an unsafe path, -ELOOP or -ENOTDIR where a link stands, -EXDEV for an
// escape.
int cairn_open_beneath(int root, const uint8_t *path, size_t length, int flags, unsigned mode);
// The directory that holds the last segment, to be closed by the caller; *name_offset is where that segment begins.
int cairn_open_parent_beneath(int root, const uint8_t *path, size_t length, size_t *name_offset);
// For tests: 1 makes cairn_open_beneath behave as on a kernel without openat2, 0 undoes that.
void cairn_disable_openat2(int disabled);

// Any path, links followed: for roots that the user named.
int cairn_open_path(const uint8_t *path, size_t length, int flags, unsigned mode);
int cairn_status_path(const uint8_t *path, size_t length, struct cairn_status *out);
int cairn_mkdir_path(const uint8_t *path, size_t length, unsigned mode);
int cairn_unlink_path(const uint8_t *path, size_t length);
int cairn_rename_path(const uint8_t *from, size_t from_length, const uint8_t *to, size_t to_length);

// One name in an open directory; links are never followed.
int cairn_open_at(int directory, const uint8_t *name, size_t length, int flags, unsigned mode);
int cairn_status_at(int directory, const uint8_t *name, size_t length, struct cairn_status *out);
int cairn_mkdir_at(int directory, const uint8_t *name, size_t length, unsigned mode);
int cairn_unlink_at(int directory, const uint8_t *name, size_t length, int is_directory);
int cairn_symlink_at(const uint8_t *target, size_t target_length, int directory, const uint8_t *name, size_t length);
ssize_t cairn_readlink_at(int directory, const uint8_t *name, size_t length, uint8_t *buffer, size_t capacity);
// Atomic; replace = 0 gives -EEXIST when the new name is taken (renameat2(2), RENAME_NOREPLACE).
int cairn_rename_at(
    int from_directory, const uint8_t *from, size_t from_length, int to_directory, const uint8_t *to, size_t to_length,
    int replace);
// Gives a file opened with O_TMPFILE a name; -EEXIST when it is taken.
int cairn_link_descriptor_at(int descriptor, int directory, const uint8_t *name, size_t length);
int cairn_link_at(
    int from_directory, const uint8_t *from, size_t from_length, int to_directory, const uint8_t *to,
    size_t to_length);
int cairn_mknod_at(int directory, const uint8_t *name, size_t length, unsigned mode, uint64_t device_number);
int cairn_chown_at(int directory, const uint8_t *name, size_t length, uint32_t user_id, uint32_t group_id);
int cairn_chmod_at(int directory, const uint8_t *name, size_t length, unsigned mode);
// INT32_MIN as nanoseconds leaves that time alone.
int cairn_set_times_at(
    int directory, const uint8_t *name, size_t length, int64_t accessed_seconds, int32_t accessed_nanoseconds,
    int64_t modified_seconds, int32_t modified_nanoseconds);

// Raw directory entries (getdents64(2)); 0 at the end. Each: u64 inode, i64 offset, u16 length of the entry, u8 type,
// then the name, NUL-terminated.
ssize_t cairn_read_directory(int descriptor, void *buffer, size_t capacity);

// An open file.
int cairn_status_of(int descriptor, struct cairn_status *out);
int cairn_close(int descriptor);
int cairn_duplicate(int descriptor);
ssize_t cairn_pread(int descriptor, void *buffer, size_t count, int64_t offset);
// Writes all of it or fails.
int cairn_pwrite_all(int descriptor, const void *buffer, size_t count, int64_t offset);
int cairn_truncate(int descriptor, int64_t size);
// Allocates blocks so that later writes cannot meet a full disk; -EOPNOTSUPP where the file system cannot.
int cairn_allocate(int descriptor, int64_t offset, int64_t length);
int cairn_punch_hole(int descriptor, int64_t offset, int64_t length);
// The next data or hole at or after offset; -ENXIO at the end of the file (lseek(2), SEEK_DATA and SEEK_HOLE).
int64_t cairn_seek_data(int descriptor, int64_t offset);
int64_t cairn_seek_hole(int descriptor, int64_t offset);
ssize_t cairn_copy_file_range(int from, int64_t from_offset, int to, int64_t to_offset, size_t count);
int cairn_fsync(int descriptor);
int cairn_fdatasync(int descriptor);
int cairn_syncfs(int descriptor);
int cairn_chmod(int descriptor, unsigned mode);
int cairn_chown(int descriptor, uint32_t user_id, uint32_t group_id);
int cairn_set_times(
    int descriptor, int64_t accessed_seconds, int32_t accessed_nanoseconds, int64_t modified_seconds,
    int32_t modified_nanoseconds);
// Tells the kernel that a range was read for the last time (posix_fadvise(2), POSIX_FADV_DONTNEED).
int cairn_drop_cache(int descriptor, int64_t offset, int64_t length);
int cairn_will_read_sequentially(int descriptor);

// Extended attributes of an open file; a size of 0 asks for the length.
ssize_t cairn_list_xattrs(int descriptor, char *buffer, size_t capacity);
ssize_t cairn_get_xattr(int descriptor, const uint8_t *name, size_t length, void *buffer, size_t capacity);
int cairn_set_xattr(int descriptor, const uint8_t *name, size_t length, const void *value, size_t value_length);
int cairn_remove_xattr(int descriptor, const uint8_t *name, size_t length);

// flock(2), exclusive or shared, never waiting: -EWOULDBLOCK when another process has it.
int cairn_try_lock(int descriptor, int exclusive);
int cairn_unlock(int descriptor);

// Free bytes for unprivileged users, and the type of the file system (statfs(2), f_type).
int cairn_file_system(int descriptor, uint64_t *available_bytes, int64_t *type);

// The effective user and group of the calling thread alone (setresuid(2) without glibc's broadcast); threads started
// from it inherit them. Group first, so the order of calls is the caller's: down with (uid, gid), back with (0, 0).
int cairn_set_thread_identity(uint32_t user_id, uint32_t group_id);
uint32_t cairn_thread_user_id(void);

// From now on malloc makes at most so many arenas (mallopt(3), M_ARENA_MAX); those that are there stay. 1 when it will.
int cairn_limit_arenas(int count);

// From now on malloc maps what has so many bytes or more by itself, so that it goes back to the system when freed,
// and keeps about so many free bytes at the end of each arena (mallopt(3), M_MMAP_THRESHOLD, M_TRIM_THRESHOLD);
// without this both limits grow to the size of what was freed last, up to 32 and 64 MiB. 1 when it will.
int cairn_limit_freed_memory(int mapped_from_bytes, int kept_bytes);

// Starts a detached thread; its body must not return before it let go of context.
int cairn_start_thread(void (*body)(void *), void *context, const char *name);

// The soft limit of open descriptors, raised to the hard one; returns the limit in force.
int64_t cairn_raise_descriptor_limit(void);

#endif

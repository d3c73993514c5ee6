// Calls on open files.
#include "Calls.h"

#include <sys/xattr.h>

const int cairn_o_path = O_PATH, cairn_o_directory = O_DIRECTORY, cairn_o_noatime = O_NOATIME;
const int cairn_o_nofollow = O_NOFOLLOW, cairn_o_cloexec = O_CLOEXEC, cairn_o_rdonly = O_RDONLY;
const int cairn_o_wronly = O_WRONLY, cairn_o_rdwr = O_RDWR, cairn_o_creat = O_CREAT, cairn_o_excl = O_EXCL;
const int cairn_o_nonblock = O_NONBLOCK, cairn_o_trunc = O_TRUNC, cairn_o_append = O_APPEND;
const int cairn_o_tmpfile = O_TMPFILE;

void cairn_fill_status(struct cairn_status *out, const struct stat *in) {
  out->device = in->st_dev;
  out->inode = in->st_ino;
  out->link_count = in->st_nlink;
  out->device_number = in->st_rdev;
  out->mode = in->st_mode;
  out->user_id = in->st_uid;
  out->group_id = in->st_gid;
  out->size_bytes = in->st_size;
  out->blocks = in->st_blocks;
  out->modified_seconds = in->st_mtim.tv_sec;
  out->modified_nanoseconds = (int32_t)in->st_mtim.tv_nsec;
  out->changed_seconds = in->st_ctim.tv_sec;
  out->changed_nanoseconds = (int32_t)in->st_ctim.tv_nsec;
  out->accessed_seconds = in->st_atim.tv_sec;
  out->accessed_nanoseconds = (int32_t)in->st_atim.tv_nsec;
}

void cairn_fill_times(struct timespec times[2], int64_t a_s, int32_t a_ns, int64_t m_s, int32_t m_ns) {
  times[0].tv_sec = a_s;
  times[0].tv_nsec = a_ns == INT32_MIN ? UTIME_OMIT : a_ns;
  times[1].tv_sec = m_s;
  times[1].tv_nsec = m_ns == INT32_MIN ? UTIME_OMIT : m_ns;
}

int cairn_status_of(int descriptor, struct cairn_status *out) {
  struct stat status;
  int result = RETRY(fstat(descriptor, &status));
  if (result == 0) cairn_fill_status(out, &status);
  return result;
}

// Linux has released the descriptor even when close was interrupted: never a second time.
int cairn_close(int descriptor) { return close(descriptor) < 0 && errno != EINTR ? -errno : 0; }

int cairn_duplicate(int descriptor) { return RETRY(fcntl(descriptor, F_DUPFD_CLOEXEC, 0)); }

ssize_t cairn_pread(int descriptor, void *buffer, size_t count, int64_t offset) {
  return RETRY(pread(descriptor, buffer, count, offset));
}

int cairn_pwrite_all(int descriptor, const void *buffer, size_t count, int64_t offset) {
  const char *next = buffer;
  while (count > 0) {
    ssize_t written = RETRY(pwrite(descriptor, next, count, offset));
    if (written < 0) return (int)written;
    if (written == 0) return -EIO;
    next += written;
    offset += written;
    count -= (size_t)written;
  }
  return 0;
}

int cairn_truncate(int descriptor, int64_t size) { return RETRY(ftruncate(descriptor, size)); }

int cairn_allocate(int descriptor, int64_t offset, int64_t length) {
  return RETRY(fallocate(descriptor, 0, offset, length));
}

int cairn_punch_hole(int descriptor, int64_t offset, int64_t length) {
  return RETRY(fallocate(descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length));
}

int64_t cairn_seek_data(int descriptor, int64_t offset) { return RETRY(lseek(descriptor, offset, SEEK_DATA)); }

int64_t cairn_seek_hole(int descriptor, int64_t offset) { return RETRY(lseek(descriptor, offset, SEEK_HOLE)); }

ssize_t cairn_copy_file_range(int from, int64_t from_offset, int to, int64_t to_offset, size_t count) {
  off64_t in = from_offset, out = to_offset;
  return RETRY(copy_file_range(from, &in, to, &out, count, 0));
}

int cairn_fsync(int descriptor) { return RETRY(fsync(descriptor)); }
int cairn_fdatasync(int descriptor) { return RETRY(fdatasync(descriptor)); }
int cairn_syncfs(int descriptor) { return RETRY(syncfs(descriptor)); }
int cairn_chmod(int descriptor, unsigned mode) { return RETRY(fchmod(descriptor, mode)); }

int cairn_chown(int descriptor, uint32_t user_id, uint32_t group_id) {
  return RETRY(fchown(descriptor, user_id, group_id));
}

int cairn_set_times(
    int descriptor, int64_t accessed_seconds, int32_t accessed_nanoseconds, int64_t modified_seconds,
    int32_t modified_nanoseconds) {
  struct timespec times[2];
  cairn_fill_times(times, accessed_seconds, accessed_nanoseconds, modified_seconds, modified_nanoseconds);
  return RETRY(futimens(descriptor, times));
}

int cairn_drop_cache(int descriptor, int64_t offset, int64_t length) {
  return -posix_fadvise(descriptor, offset, length, POSIX_FADV_DONTNEED);
}

int cairn_will_read_sequentially(int descriptor) {
  return -posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
}

ssize_t cairn_list_xattrs(int descriptor, char *buffer, size_t capacity) {
  return RETRY(flistxattr(descriptor, buffer, capacity));
}

ssize_t cairn_get_xattr(int descriptor, const uint8_t *name, size_t length, void *buffer, size_t capacity) {
  TERMINATED(text, name, length, NAME_CAPACITY);
  return RETRY(fgetxattr(descriptor, text, buffer, capacity));
}

int cairn_set_xattr(int descriptor, const uint8_t *name, size_t length, const void *value, size_t value_length) {
  TERMINATED(text, name, length, NAME_CAPACITY);
  return RETRY(fsetxattr(descriptor, text, value, value_length, 0));
}

int cairn_remove_xattr(int descriptor, const uint8_t *name, size_t length) {
  TERMINATED(text, name, length, NAME_CAPACITY);
  return RETRY(fremovexattr(descriptor, text));
}

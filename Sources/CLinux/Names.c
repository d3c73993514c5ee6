// Calls on whole paths, and on one name in an open directory.
#include "Calls.h"

#include <stdio.h>
#include <sys/syscall.h>

int cairn_open_path(const uint8_t *path, size_t length, int flags, unsigned mode) {
  TERMINATED(text, path, length, PATH_CAPACITY);
  return RETRY(open(text, flags | O_CLOEXEC, mode));
}

int cairn_status_path(const uint8_t *path, size_t length, struct cairn_status *out) {
  TERMINATED(text, path, length, PATH_CAPACITY);
  struct stat status;
  int result = RETRY(stat(text, &status));
  if (result == 0) cairn_fill_status(out, &status);
  return result;
}

int cairn_mkdir_path(const uint8_t *path, size_t length, unsigned mode) {
  TERMINATED(text, path, length, PATH_CAPACITY);
  return RETRY(mkdir(text, mode));
}

int cairn_unlink_path(const uint8_t *path, size_t length) {
  TERMINATED(text, path, length, PATH_CAPACITY);
  return RETRY(unlink(text));
}

int cairn_rename_path(const uint8_t *from, size_t from_length, const uint8_t *to, size_t to_length) {
  TERMINATED(old_text, from, from_length, PATH_CAPACITY);
  TERMINATED(new_text, to, to_length, PATH_CAPACITY);
  return RETRY(rename(old_text, new_text));
}

int cairn_open_at(int directory, const uint8_t *name, size_t length, int flags, unsigned mode) {
  TERMINATED(text, name, length, NAME_CAPACITY);
  return RETRY(openat(directory, text, flags | O_CLOEXEC | O_NOFOLLOW, mode));
}

int cairn_status_at(int directory, const uint8_t *name, size_t length, struct cairn_status *out) {
  TERMINATED(text, name, length, NAME_CAPACITY);
  struct stat status;
  int result = RETRY(fstatat(directory, text, &status, AT_SYMLINK_NOFOLLOW));
  if (result == 0) cairn_fill_status(out, &status);
  return result;
}

int cairn_mkdir_at(int directory, const uint8_t *name, size_t length, unsigned mode) {
  TERMINATED(text, name, length, NAME_CAPACITY);
  return RETRY(mkdirat(directory, text, mode));
}

int cairn_unlink_at(int directory, const uint8_t *name, size_t length, int is_directory) {
  TERMINATED(text, name, length, NAME_CAPACITY);
  return RETRY(unlinkat(directory, text, is_directory ? AT_REMOVEDIR : 0));
}

int cairn_symlink_at(const uint8_t *target, size_t target_length, int directory, const uint8_t *name, size_t length) {
  TERMINATED(target_text, target, target_length, PATH_CAPACITY);
  TERMINATED(text, name, length, NAME_CAPACITY);
  return RETRY(symlinkat(target_text, directory, text));
}

ssize_t cairn_readlink_at(int directory, const uint8_t *name, size_t length, uint8_t *buffer, size_t capacity) {
  TERMINATED(text, name, length, NAME_CAPACITY);
  return RETRY(readlinkat(directory, text, (char *)buffer, capacity));
}

int cairn_rename_at(
    int from_directory, const uint8_t *from, size_t from_length, int to_directory, const uint8_t *to, size_t to_length,
    int replace) {
  TERMINATED(old_text, from, from_length, NAME_CAPACITY);
  TERMINATED(new_text, to, to_length, NAME_CAPACITY);
  if (replace) return RETRY(renameat(from_directory, old_text, to_directory, new_text));
  return RETRY(renameat2(from_directory, old_text, to_directory, new_text, RENAME_NOREPLACE));
}

int cairn_link_descriptor_at(int descriptor, int directory, const uint8_t *name, size_t length) {
  TERMINATED(text, name, length, NAME_CAPACITY);
  char source[32];
  snprintf(source, sizeof source, "/proc/self/fd/%d", descriptor);
  return RETRY(linkat(AT_FDCWD, source, directory, text, AT_SYMLINK_FOLLOW));
}

int cairn_link_at(
    int from_directory, const uint8_t *from, size_t from_length, int to_directory, const uint8_t *to,
    size_t to_length) {
  TERMINATED(old_text, from, from_length, NAME_CAPACITY);
  TERMINATED(new_text, to, to_length, NAME_CAPACITY);
  return RETRY(linkat(from_directory, old_text, to_directory, new_text, 0));
}

int cairn_mknod_at(int directory, const uint8_t *name, size_t length, unsigned mode, uint64_t device_number) {
  TERMINATED(text, name, length, NAME_CAPACITY);
  return RETRY(mknodat(directory, text, mode, (dev_t)device_number));
}

int cairn_chown_at(int directory, const uint8_t *name, size_t length, uint32_t user_id, uint32_t group_id) {
  TERMINATED(text, name, length, NAME_CAPACITY);
  return RETRY(fchownat(directory, text, user_id, group_id, AT_SYMLINK_NOFOLLOW));
}

int cairn_chmod_at(int directory, const uint8_t *name, size_t length, unsigned mode) {
  // fchmodat has no working AT_SYMLINK_NOFOLLOW on older kernels: open without following, then by /proc.
  int descriptor = cairn_open_at(directory, name, length, O_PATH, 0);
  if (descriptor < 0) return descriptor;
  struct stat status;
  int result = RETRY(fstat(descriptor, &status));
  if (result == 0 && S_ISLNK(status.st_mode)) result = -EOPNOTSUPP;
  if (result == 0) {
    char source[32];
    snprintf(source, sizeof source, "/proc/self/fd/%d", descriptor);
    result = RETRY(chmod(source, mode));
  }
  close(descriptor);
  return result;
}

int cairn_set_times_at(
    int directory, const uint8_t *name, size_t length, int64_t accessed_seconds, int32_t accessed_nanoseconds,
    int64_t modified_seconds, int32_t modified_nanoseconds) {
  TERMINATED(text, name, length, NAME_CAPACITY);
  struct timespec times[2];
  cairn_fill_times(times, accessed_seconds, accessed_nanoseconds, modified_seconds, modified_nanoseconds);
  return RETRY(utimensat(directory, text, times, AT_SYMLINK_NOFOLLOW));
}

ssize_t cairn_read_directory(int descriptor, void *buffer, size_t capacity) {
  return RETRY((ssize_t)syscall(SYS_getdents64, descriptor, buffer, capacity));
}

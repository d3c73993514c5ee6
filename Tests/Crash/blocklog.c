// One file, `disk`, whose writes and flushes are logged in the order in which they end: a device of which any state
// can be made again that a power cut could have left.
//
//   blocklog IMAGE LOG MOUNTPOINT
//
// A record of the log: eight bytes of offset and eight of length, little-endian, then the bytes; a flush has the
// length 0. Single-threaded, so that a write that ended before a flush began stands before it.
#define FUSE_USE_VERSION 35
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int image, record;

static int note(uint64_t offset, uint64_t length, const char *bytes) {
  uint64_t head[2] = {offset, length};
  if (write(record, head, sizeof head) != (ssize_t)sizeof head) return -EIO;
  for (uint64_t done = 0; done < length;) {
    ssize_t count = write(record, bytes + done, length - done);
    if (count <= 0) return -EIO;
    done += (uint64_t)count;
  }
  return 0;
}

static int attributes(const char *path, struct stat *out, struct fuse_file_info *info) {
  (void)info;
  memset(out, 0, sizeof *out);
  if (!strcmp(path, "/")) {
    out->st_mode = S_IFDIR | 0755;
    out->st_nlink = 2;
    return 0;
  }
  if (strcmp(path, "/disk")) return -ENOENT;
  if (fstat(image, out) < 0) return -errno;
  out->st_mode = S_IFREG | 0600;
  return 0;
}

static int list(
    const char *path, void *buffer, fuse_fill_dir_t fill, off_t offset, struct fuse_file_info *info,
    enum fuse_readdir_flags flags) {
  (void)path, (void)offset, (void)info, (void)flags;
  fill(buffer, "disk", NULL, 0, 0);
  return 0;
}

static int open_disk(const char *path, struct fuse_file_info *info) {
  (void)info;
  return strcmp(path, "/disk") ? -ENOENT : 0;
}

static int read_disk(const char *path, char *bytes, size_t length, off_t offset, struct fuse_file_info *info) {
  (void)path, (void)info;
  ssize_t count = pread(image, bytes, length, offset);
  return count < 0 ? -errno : (int)count;
}

static int write_disk(const char *path, const char *bytes, size_t length, off_t offset, struct fuse_file_info *info) {
  (void)path, (void)info;
  ssize_t count = pwrite(image, bytes, length, offset);
  if (count < 0) return -errno;
  int failed = note((uint64_t)offset, (uint64_t)count, bytes);
  return failed ? failed : (int)count;
}

static int flush_disk(const char *path, int data_only, struct fuse_file_info *info) {
  (void)path, (void)data_only, (void)info;
  return note(0, 0, NULL);
}

static int allocate(const char *path, int mode, off_t offset, off_t length, struct fuse_file_info *info) {
  (void)path, (void)mode, (void)offset, (void)length, (void)info;
  return -EOPNOTSUPP;
}

static const struct fuse_operations operations = {
    .getattr = attributes,
    .readdir = list,
    .open = open_disk,
    .read = read_disk,
    .write = write_disk,
    .fsync = flush_disk,
    .fallocate = allocate,
};

int main(int count, char **words) {
  if (count != 4) {
    fprintf(stderr, "usage: blocklog IMAGE LOG MOUNTPOINT\n");
    return 2;
  }
  image = open(words[1], O_RDWR | O_CLOEXEC);
  record = open(words[2], O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  if (image < 0 || record < 0) {
    perror("blocklog");
    return 1;
  }
  char *arguments[] = {words[0], "-f", "-s", "-o", "default_permissions,auto_unmount", words[3], NULL};
  return fuse_main(6, arguments, &operations, NULL);
}

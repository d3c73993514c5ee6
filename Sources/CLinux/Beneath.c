// Opening below a directory without following a link.
#include "Calls.h"

#include <stdatomic.h>
#include <sys/syscall.h>

// linux/openat2.h, spelt out: older headers lack it.
struct open_how_ {
  uint64_t flags, mode, resolve;
};
enum { RESOLVE_NO_MAGICLINKS_ = 2, RESOLVE_NO_SYMLINKS_ = 4, RESOLVE_BENEATH_ = 8, SYS_OPENAT2_ = 437 };

// 0 unknown, 1 there, 2 missing.
static atomic_int openat2_state;

static int has_openat2(void) {
  int state = atomic_load_explicit(&openat2_state, memory_order_relaxed);
  if (state == 0) {
    struct open_how_ how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_NO_MAGICLINKS_};
    long probe = syscall(SYS_OPENAT2_, AT_FDCWD, "/", &how, sizeof how);
    // Sandboxes answer EPERM for calls they do not know.
    state = probe < 0 && (errno == ENOSYS || errno == EPERM) ? 2 : 1;
    if (probe >= 0) close((int)probe);
    atomic_store_explicit(&openat2_state, state, memory_order_relaxed);
  }
  return state == 1;
}

void cairn_disable_openat2(int disabled) { atomic_store(&openat2_state, disabled ? 2 : 0); }

static int is_safe(const uint8_t *path, size_t length) {
  size_t start = 0;
  if (length == 0) return 0;
  for (size_t i = 0; i <= length; i++) {
    if (i < length && path[i] == 0) return 0;
    if (i < length && path[i] != '/') continue;
    size_t width = i - start;
    if (width == 0 || (width == 1 && path[start] == '.')) return 0;
    if (width == 2 && path[start] == '.' && path[start + 1] == '.') return 0;
    start = i + 1;
  }
  return 1;
}

// One openat2 for at most PATH_MAX bytes. EAGAIN: a rename went on meanwhile (openat2(2)); a few more tries settle it.
static int open_piece(int directory, const uint8_t *path, size_t length, int flags, unsigned mode) {
  TERMINATED(text, path, length, PATH_CAPACITY);
  struct open_how_ how = {
      .flags = (uint64_t)(unsigned)(flags | O_CLOEXEC | O_NOFOLLOW),
      .mode = flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY)) ? mode : 0,
      .resolve = RESOLVE_BENEATH_ | RESOLVE_NO_SYMLINKS_ | RESOLVE_NO_MAGICLINKS_};
  for (int tries = 0;; tries++) {
    long result = syscall(SYS_OPENAT2_, directory, text, &how, sizeof how);
    if (result >= 0) return (int)result;
    if (errno == EINTR || (errno == EAGAIN && tries < 64)) continue;
    return -errno;
  }
}

static int open_segments(int root, const uint8_t *path, size_t length, int flags, unsigned mode) {
  int directory = root;
  size_t start = 0;
  for (size_t i = 0; i <= length; i++) {
    if (i < length && path[i] != '/') continue;
    int last = i == length;
    char name[NAME_CAPACITY];
    int next = -ENAMETOOLONG;
    if (i - start < NAME_CAPACITY) {
      memcpy(name, path + start, i - start);
      name[i - start] = 0;
      int how = last ? flags | O_NOFOLLOW | O_CLOEXEC : O_PATH | O_NOFOLLOW | O_DIRECTORY | O_CLOEXEC;
      next = RETRY(openat(directory, name, how, mode));
    }
    if (directory != root) close(directory);
    if (next < 0 || last) return next;
    directory = next;
    start = i + 1;
  }
  return -EINVAL;
}

int cairn_open_beneath(int root, const uint8_t *path, size_t length, int flags, unsigned mode) {
  if (length > 0 && path[length - 1] == '/') length--;
  if (!is_safe(path, length)) return -EINVAL;
  if (!has_openat2()) return open_segments(root, path, length, flags, mode);
  int directory = root;
  while (length >= PATH_CAPACITY) {
    size_t cut = PATH_CAPACITY - 1;
    while (cut > 0 && path[cut] != '/') cut--;
    int next = cut == 0 ? -ENAMETOOLONG : open_piece(directory, path, cut, O_PATH | O_DIRECTORY, 0);
    if (directory != root) close(directory);
    if (next < 0) return next;
    directory = next;
    path += cut + 1;
    length -= cut + 1;
  }
  int result = open_piece(directory, path, length, flags, mode);
  if (directory != root) close(directory);
  return result;
}

int cairn_open_parent_beneath(int root, const uint8_t *path, size_t length, size_t *name_offset) {
  if (length > 0 && path[length - 1] == '/') length--;
  if (!is_safe(path, length)) return -EINVAL;
  size_t offset = length;
  while (offset > 0 && path[offset - 1] != '/') offset--;
  *name_offset = offset;
  if (offset == 0) return RETRY(fcntl(root, F_DUPFD_CLOEXEC, 0));
  return cairn_open_beneath(root, path, offset - 1, O_PATH | O_DIRECTORY, 0);
}

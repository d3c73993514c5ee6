// Ends the process, or lets a call fail, at the n-th call that changes the disk.
//
// Loaded with LD_PRELOAD. strace counts its injections for each thread by itself, so that a kill at the n-th call of
// one thread hides the n-th of all others; this counter is one for all threads, and a run costs a tenth.
//
//   FAULT_ROOT    calls on files below this folder count
//   FAULT_AT      which call, from 1; 0 or unset for none
//   FAULT_ACTION  kill: SIGKILL before the call; EIO or ENOSPC: the call is not made and fails with that
//   FAULT_LOG     a line for each call that counts, "call 7 fsync path", one for the fault, "fired 7 …"; a call that
//                 would change something outside of FAULT_ROOT gets "outside 0 …"
//   FAULT_LIE     fsync and fdatasync of files below FAULT_ROOT whose path contains this succeed without being made: a
//                 program that forgot them, to see that a test would notice
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_int counter;
static atomic_int is_set_up;
static int fault_at, fault_error, log_descriptor = -1;
static const char *root, *lie;
static size_t root_length;

static void set_up(void) {
  if (atomic_exchange(&is_set_up, 1)) return;
  root = getenv("FAULT_ROOT");
  root_length = root ? strlen(root) : 0;
  lie = getenv("FAULT_LIE");
  const char *at = getenv("FAULT_AT"), *action = getenv("FAULT_ACTION"), *log = getenv("FAULT_LOG");
  fault_at = at ? atoi(at) : 0;
  fault_error = !action || !strcmp(action, "kill") ? 0 : !strcmp(action, "EIO") ? EIO : ENOSPC;
  if (log) log_descriptor = (int)syscall(SYS_open, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

__attribute__((constructor)) static void at_start(void) { set_up(); }

static void note(const char *word, int number, const char *call, const char *path) {
  if (log_descriptor < 0) return;
  char line[4400];
  int length = snprintf(line, sizeof line, "%s %d %s %s\n", word, number, call, path);
  if (length > 0) syscall(SYS_write, log_descriptor, line, (size_t)length < sizeof line ? (size_t)length : sizeof line);
}

static int is_below(const char *path) {
  return root && !strncmp(path, root, root_length) && (path[root_length] == '/' || path[root_length] == 0);
}

// True where the call must not be made; errno is set then.
static int fails(const char *call, const char *path) {
  if (!root) return 0;
  if (!is_below(path)) {
    int is_device = !strncmp(path, "/dev/", 5) && strncmp(path, "/dev/shm/", 9);
    if (path[0] == '/' && !is_device && strncmp(path, "/proc/", 6)) note("outside", 0, call, path);
    return 0;
  }
  int number = atomic_fetch_add(&counter, 1) + 1;
  note("call", number, call, path);
  if (number != fault_at) return 0;
  note("fired", number, call, path);
  if (!fault_error) syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
  errno = fault_error;
  return 1;
}

// The path of an open file below the root; 0 for any other.
static int find(int descriptor, char *path, size_t capacity) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = root ? syscall(SYS_readlink, link, path, capacity - 1) : 0;
  if (length <= 0) return 0;
  path[length] = 0;
  return path[0] == '/' && is_below(path);
}

static int fails_at(const char *call, int descriptor) {
  char path[4096];
  return find(descriptor, path, sizeof path) && fails(call, path);
}

static int lies(int descriptor) {
  char path[4096];
  return lie && find(descriptor, path, sizeof path) && strstr(path + root_length, lie);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    va_list list; \
    va_start(list, flags); \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0; \
    va_end(list); \
    if ((flags & (O_CREAT | O_TRUNC)) && fails("open", path)) return -1; \
    return REAL(name)(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
  int name(int folder, const char *path, int flags, ...) { \
    va_list list; \
    va_start(list, flags); \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0; \
    va_end(list); \
    if ((flags & (O_CREAT | O_TRUNC)) && fails("openat", path)) return -1; \
    return REAL(name)(folder, path, flags, mode); \
  }
OPENAT(openat)
OPENAT(openat64)

#define DESCRIPTOR(type, name, parameters, arguments) \
  type name parameters { \
    if (fails_at(#name, descriptor)) return -1; \
    return REAL(name) arguments; \
  }
#define SYNC(name) \
  int name(int descriptor) { \
    if (lies(descriptor)) return 0; \
    if (fails_at(#name, descriptor)) return -1; \
    return REAL(name)(descriptor); \
  }
SYNC(fsync)
SYNC(fdatasync)
DESCRIPTOR(int, ftruncate, (int descriptor, off_t size), (descriptor, size))
DESCRIPTOR(int, ftruncate64, (int descriptor, off64_t size), (descriptor, size))
DESCRIPTOR(ssize_t, write, (int descriptor, const void *bytes, size_t count), (descriptor, bytes, count))
DESCRIPTOR(
    ssize_t, pwrite, (int descriptor, const void *bytes, size_t count, off_t at), (descriptor, bytes, count, at))
DESCRIPTOR(
    ssize_t, pwrite64, (int descriptor, const void *bytes, size_t count, off64_t at), (descriptor, bytes, count, at))

#define PATH(name, parameters, arguments) \
  int name parameters { \
    if (fails(#name, path)) return -1; \
    return REAL(name) arguments; \
  }
PATH(unlink, (const char *path), (path))
PATH(rmdir, (const char *path), (path))
PATH(mkdir, (const char *path, mode_t mode), (path, mode))
PATH(chmod, (const char *path, mode_t mode), (path, mode))
PATH(truncate, (const char *path, off_t size), (path, size))

int rename(const char *from, const char *to) {
  if (fails("rename", to)) return -1;
  return REAL(rename)(from, to);
}

int link(const char *from, const char *to) {
  if (fails("link", to)) return -1;
  return REAL(link)(from, to);
}

int symlink(const char *target, const char *path) {
  if (fails("symlink", path)) return -1;
  return REAL(symlink)(target, path);
}

// Locks, file systems, threads and their identity.
#include "Calls.h"

#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

int cairn_try_lock(int descriptor, int exclusive) {
  return RETRY(flock(descriptor, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB));
}

int cairn_unlock(int descriptor) { return RETRY(flock(descriptor, LOCK_UN)); }

int cairn_file_system(int descriptor, uint64_t *available_bytes, int64_t *type) {
  struct statfs status;
  int result = RETRY(fstatfs(descriptor, &status));
  if (result < 0) return result;
  *available_bytes = (uint64_t)status.f_bavail * (uint64_t)status.f_bsize;
  *type = status.f_type;
  return 0;
}

int cairn_set_thread_identity(uint32_t user_id, uint32_t group_id) {
  // Becoming root first where that is the way back: only root may change the group.
  if (user_id == 0 && syscall(SYS_setresuid, -1, 0, -1) < 0) return -errno;
  if (syscall(SYS_setresgid, -1, group_id, -1) < 0) return -errno;
  if (user_id != 0 && syscall(SYS_setresuid, -1, user_id, -1) < 0) return -errno;
  return 0;
}

uint32_t cairn_thread_user_id(void) { return (uint32_t)syscall(SYS_geteuid); }

struct start {
  void (*body)(void *);
  void *context;
  // A thread's name has at most 15 bytes (pthread_setname_np(3)).
  char name[16];
};

static void *run(void *start_pointer) {
  struct start start = *(struct start *)start_pointer;
  free(start_pointer);
  // The thread names itself: a detached one may be over, and its handle invalid, before its creator goes on.
  pthread_setname_np(pthread_self(), start.name);
  start.body(start.context);
  return NULL;
}

int cairn_start_thread(void (*body)(void *), void *context, const char *name) {
  struct start *start = malloc(sizeof *start);
  if (!start) return -ENOMEM;
  start->body = body;
  start->context = context;
  strncpy(start->name, name, sizeof start->name - 1);
  start->name[sizeof start->name - 1] = 0;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, 1 << 20);
  pthread_t thread;
  int result = pthread_create(&thread, &attributes, run, start);
  pthread_attr_destroy(&attributes);
  if (result != 0) {
    free(start);
    return -result;
  }
  return 0;
}

int64_t cairn_raise_descriptor_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return -errno;
  if (limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
  }
  return limit.rlim_cur > INT64_MAX ? INT64_MAX : (int64_t)limit.rlim_cur;
}

#ifdef M_ARENA_MAX
int cairn_limit_arenas(int count) { return mallopt(M_ARENA_MAX, count); }

int cairn_limit_freed_memory(int mapped_from_bytes, int kept_bytes) {
  return mallopt(M_MMAP_THRESHOLD, mapped_from_bytes) && mallopt(M_TRIM_THRESHOLD, kept_bytes);
}
#else
int cairn_limit_arenas(int count) { return count < 0; }

int cairn_limit_freed_memory(int mapped_from_bytes, int kept_bytes) { return mapped_from_bytes + kept_bytes < 0; }
#endif

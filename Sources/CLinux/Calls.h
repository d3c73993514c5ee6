// What the C files of this target share: retried calls, terminated copies of names.
#ifndef CAIRN_CALLS_H
#define CAIRN_CALLS_H
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "CLinux.h"

#define RETRY(expression)                                   \
  ({                                                        \
    __typeof__(expression) result_;                         \
    do result_ = (expression);                              \
    while (result_ < 0 && errno == EINTR);                  \
    result_ < 0 ? (__typeof__(expression))-errno : result_; \
  })

// A copy of `length` bytes at `source` with a NUL behind; returns from the calling function when that is impossible.
#define TERMINATED(copy, source, length, capacity)          \
  char copy[capacity];                                      \
  if ((length) == 0 || (length) >= (capacity)) return (length) == 0 ? -EINVAL : -ENAMETOOLONG; \
  if (memchr((source), 0, (length))) return -EINVAL;        \
  memcpy(copy, (source), (length));                         \
  copy[length] = 0

enum { NAME_CAPACITY = 256, PATH_CAPACITY = 4096 };

void cairn_fill_status(struct cairn_status *out, const struct stat *in);
void cairn_fill_times(struct timespec times[2], int64_t a_s, int32_t a_ns, int64_t m_s, int32_t m_ns);

#endif

#define _GNU_SOURCE

#include "CResidentReads.h"

#include "CPageSums.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

const int cairn_resident_would_wait = SQLITE_IOERR_BLOCKED;

// Stands in the place of a file's methods: the same ones but for two.
struct resident_methods {
  sqlite3_io_methods methods;
  const sqlite3_io_methods *original;
  int descriptor;
  int is_ours;
  // The database has page sums, which its own read would compare.
  int has_sums;
};

static int read_resident(sqlite3_file *file, void *out, int amount, sqlite3_int64 offset) {
  const struct resident_methods *mine = (const struct resident_methods *)file->pMethods;
  int done = 0;
  while (done < amount) {
    struct iovec rest = {(char *)out + done, (size_t)(amount - done)};
    ssize_t count = preadv2(mine->descriptor, &rest, 1, offset + done, RWF_NOWAIT);
    if (count > 0) {
      done += (int)count;
    } else if (count == 0) {
      memset((char *)out + done, 0, (size_t)(amount - done));
      return SQLITE_IOERR_SHORT_READ;
    } else if (errno != EINTR) {
      // EAGAIN, or a file system that cannot tell: then every read is left to those who may wait.
      return SQLITE_IOERR_BLOCKED;
    }
  }
  if (!mine->has_sums || !cairn_page_sums_is_page(amount, offset)) return SQLITE_OK;
  return cairn_page_sums_prove(out, (size_t)amount, (uint64_t)offset) ? SQLITE_OK : SQLITE_IOERR_DATA;
}

static int close_resident(sqlite3_file *file) {
  struct resident_methods *mine = (struct resident_methods *)file->pMethods;
  file->pMethods = mine->original;
  int result = file->pMethods->xClose(file);
  if (mine->is_ours) close(mine->descriptor);
  free(mine);
  return result;
}

// Of the file that is open at `descriptor`, or opened at `path`.
static int replace_reads(sqlite3 *connection, int which, int descriptor, const char *path) {
  sqlite3_file *file = NULL;
  int result = sqlite3_file_control(connection, "main", which, &file);
  if (result != SQLITE_OK) return result;
  if (file == NULL || file->pMethods == NULL) return SQLITE_CANTOPEN;
  struct resident_methods *mine = malloc(sizeof *mine);
  if (mine == NULL) return SQLITE_NOMEM;
  mine->is_ours = path != NULL;
  mine->descriptor = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : descriptor;
  if (mine->descriptor < 0) {
    free(mine);
    return SQLITE_CANTOPEN;
  }
  unsigned char header[cairn_page_sum_header_bytes];
  mine->has_sums = which == SQLITE_FCNTL_FILE_POINTER &&
                   pread(mine->descriptor, header, sizeof header, 0) == (ssize_t)sizeof header &&
                   cairn_page_sums_are_in(header);
  mine->original = file->pMethods;
  mine->methods = *file->pMethods;
  mine->methods.xRead = read_resident;
  mine->methods.xClose = close_resident;
  file->pMethods = &mine->methods;
  return SQLITE_OK;
}

int cairn_resident_only(void *connection, int database, const char *log_path) {
  int result = replace_reads(connection, SQLITE_FCNTL_FILE_POINTER, database, NULL);
  if (result != SQLITE_OK) return result;
  return replace_reads(connection, SQLITE_FCNTL_JOURNAL_POINTER, -1, log_path);
}

#include "GatheredWrites.h"

#include <string.h>

// 31 frames of 4 KiB pages.
enum { room = 128 << 10 };

int cairn_gathered_flush(struct cairn_gathered *kept, sqlite3_file *file) {
  if (kept->length == 0) return SQLITE_OK;
  int length = kept->length;
  kept->length = 0;
  return file->pMethods->xWrite(file, kept->bytes, length, kept->offset);
}

int cairn_gathered_write(
    struct cairn_gathered *kept, sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset) {
  if (offset != kept->offset + kept->length || length > room - kept->length) {
    int code = cairn_gathered_flush(kept, file);
    if (code != SQLITE_OK) return code;
  }
  if (length > room) return file->pMethods->xWrite(file, bytes, length, offset);
  if (!kept->bytes) kept->bytes = sqlite3_malloc(room);
  if (!kept->bytes) return SQLITE_NOMEM;
  if (kept->length == 0) kept->offset = offset;
  memcpy(kept->bytes + kept->length, bytes, (size_t)length);
  kept->length += length;
  return SQLITE_OK;
}

void cairn_gathered_free(struct cairn_gathered *kept) {
  sqlite3_free(kept->bytes);
  kept->bytes = NULL;
}

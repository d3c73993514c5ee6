// Writes of a log that are handed on together.
//
// SQLite writes each page of its log in two calls, the head of the frame and then the page: seven of them for a small
// PUT. They go out as one before the log is synced, and before anything else is asked of the file.
#ifndef CAIRN_GATHEREDWRITES_H
#define CAIRN_GATHEREDWRITES_H
#include <sqlite3.h>
#include <stdint.h>

struct cairn_gathered {
  uint8_t *bytes;
  int length;
  sqlite3_int64 offset;
};

// Keeps the bytes, if they follow those that are kept and there is room; else those go to the file first. A result code
// of SQLite: that of a write, which may be of what came before.
int cairn_gathered_write(struct cairn_gathered *, sqlite3_file *, const void *, int length, sqlite3_int64 offset);

// Writes what is kept. After a failure nothing is kept: SQLite writes it again, or rolls back.
int cairn_gathered_flush(struct cairn_gathered *, sqlite3_file *);

void cairn_gathered_free(struct cairn_gathered *);
#endif

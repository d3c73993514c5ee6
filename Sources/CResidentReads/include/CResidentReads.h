// Reads of SQLite that never wait for the disk.
#ifndef CAIRN_CRESIDENTREADS_H
#define CAIRN_CRESIDENTREADS_H

// What such a read answers that would have had to wait: SQLITE_IOERR_BLOCKED, which SQLite itself does not use any
// more.
extern const int cairn_resident_would_wait;

// From now on a read of the connection fails with cairn_resident_would_wait where a page is not in memory
// (RWF_NOWAIT, preadv2(2)). Database and log must be open: read something first. `database` is a descriptor of the
// database, for SQLite does not tell its own; it stays the caller's, and open: closing any descriptor of a file drops
// the locks that the process has on it (fcntl(2)), and SQLite has none on its log. 0, or a result code of SQLite.
int cairn_resident_only(void *connection, int database, const char *log_path);
#endif

// Reads of SQLite that never wait for the disk.
#ifndef CAIRN_CRESIDENTREADS_H
#define CAIRN_CRESIDENTREADS_H

// What such a read answers that would have had to wait: SQLITE_IOERR_BLOCKED, which SQLite itself does not use any
// more.
extern const int cairn_resident_would_wait;

// From now on a read of the connection fails with cairn_resident_would_wait where a page is not in memory
// (RWF_NOWAIT, preadv2(2)). Database and log must be open: read something first. The paths are opened once more, for
// SQLite does not tell its descriptors. Closing the connection drops the locks that the process has on the database
// (fcntl(2)): something else must keep other processes away. 0, or a result code of SQLite.
int cairn_resident_only(void *connection, const char *database_path, const char *log_path);
#endif

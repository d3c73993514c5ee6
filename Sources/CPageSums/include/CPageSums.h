// A layer between SQLite and the file system that proves every page of a database.
//
// Where page 1 says that each page keeps 8 bytes in reserve (SQLite file format, section 1.3.4), these hold the
// CRC-64/NVME of the page's number and its other bytes, highest byte first: put in place when a page is written to the
// database file, compared whenever one is read from it. A page that is not the one written gives SQLITE_IOERR_DATA in
// place of its bytes. Other databases pass through unchanged; the write-ahead log has sums of SQLite's own.
#ifndef CAIRN_CPAGESUMS_H
#define CAIRN_CPAGESUMS_H
#include <stddef.h>
#include <stdint.h>

enum { cairn_page_sum_bytes = 8, cairn_page_sum_header_bytes = 100 };

// Makes the layer the default of this process: every connection opened later has it. A result code of SQLite. Not to be
// called by two threads at a time.
int cairn_page_sums_register(void);

// The name of the same layer for a connection whose commits are synced (synchronous = FULL): what it writes to the log
// is gathered until then. Without the sync, readers would be told of pages that are not in the file yet.
extern const char *const cairn_page_sums_gathering;

// How many fsyncs of databases and logs failed in this process. SQLite passes over some of them, as when the last
// connection closes.
uint64_t cairn_page_sums_failed_syncs(void);

// 1 when the first cairn_page_sum_header_bytes of a database say that its pages have sums.
int cairn_page_sums_are_in(const void *header);

// 1 when a read or write of that length at that offset is of one whole page.
int cairn_page_sums_is_page(int length, int64_t offset);

// 1 when the page at that offset of the file is the one written, or empty; 0 otherwise.
int cairn_page_sums_prove(const void *page, size_t length, uint64_t offset);
#endif

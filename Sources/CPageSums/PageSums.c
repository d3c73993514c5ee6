#include "CPageSums.h"

#include "CChecksums.h"
#include "GatheredWrites.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <string.h>

enum { reserve_position = 20, smallest_page = 512, largest_page = 65536 };

// What SQLite takes for its file: ours, with the real one behind it.
struct file {
  sqlite3_file base;
  sqlite3_file *real;
  int is_database;
  int has_sums;
  // A log whose commits are synced, and what of it was not handed on yet.
  int gathers;
  struct cairn_gathered gathered;
};

const char *const cairn_page_sums_gathering = "cairn-page-sums-gathering";

static atomic_ullong failed_syncs;

uint64_t cairn_page_sums_failed_syncs(void) { return atomic_load(&failed_syncs); }

static uint64_t sum(const uint8_t *page, size_t length, uint64_t offset) {
  uint8_t place[8];
  for (int index = 0; index < 8; index++) place[index] = (uint8_t)(offset >> (56 - 8 * index));
  uint64_t crc = cairn_crc_update(cairn_crc_64_nvme, 0, place, sizeof place);
  return cairn_crc_update(cairn_crc_64_nvme, crc, page, length - cairn_page_sum_bytes);
}

static int is_empty(const uint8_t *page, size_t length) { return page[0] == 0 && !memcmp(page, page + 1, length - 1); }

int cairn_page_sums_prove(const void *bytes, size_t length, uint64_t offset) {
  const uint8_t *page = bytes;
  uint64_t stored = 0;
  for (size_t index = length - cairn_page_sum_bytes; index < length; index++) stored = stored << 8 | page[index];
  // A page that was never written: SQLite says itself whether it may be.
  return sum(page, length, offset) == stored || (stored == 0 && is_empty(page, length));
}

int cairn_page_sums_is_page(int length, int64_t offset) {
  return length >= smallest_page && length <= largest_page && (length & (length - 1)) == 0 && offset % length == 0;
}

int cairn_page_sums_are_in(const void *bytes) {
  const uint8_t *header = bytes;
  return !memcmp(header, "SQLite format 3", 16) && header[reserve_position] == cairn_page_sum_bytes;
}

static int is_page(const struct file *file, int length, sqlite3_int64 offset) {
  return file->has_sums && cairn_page_sums_is_page(length, offset);
}

static void look_at_header(struct file *file, const void *bytes, int length, sqlite3_int64 offset) {
  if (!file->is_database || offset != 0 || length < cairn_page_sum_header_bytes) return;
  file->has_sums = cairn_page_sums_are_in(bytes);
}

static struct file *ours(sqlite3_file *file) { return (struct file *)file; }
static sqlite3_file *real(sqlite3_file *file) { return ours(file)->real; }

// To be called before anything but a write: what was gathered is in the file then.
static int settle(sqlite3_file *file) { return cairn_gathered_flush(&ours(file)->gathered, real(file)); }

static int read_file(sqlite3_file *file, void *bytes, int length, sqlite3_int64 offset) {
  int code = settle(file);
  if (code != SQLITE_OK) return code;
  code = real(file)->pMethods->xRead(real(file), bytes, length, offset);
  if (code != SQLITE_OK) return code;
  look_at_header(ours(file), bytes, length, offset);
  if (!is_page(ours(file), length, offset)) return SQLITE_OK;
  return cairn_page_sums_prove(bytes, (size_t)length, (uint64_t)offset) ? SQLITE_OK : SQLITE_IOERR_DATA;
}

static int write_file(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset) {
  if (ours(file)->gathers) return cairn_gathered_write(&ours(file)->gathered, real(file), bytes, length, offset);
  look_at_header(ours(file), bytes, length, offset);
  if (!is_page(ours(file), length, offset)) return real(file)->pMethods->xWrite(real(file), bytes, length, offset);
  // The page itself may be in use: the sum goes into a copy.
  uint8_t copy[largest_page];
  memcpy(copy, bytes, (size_t)length);
  uint64_t value = sum(copy, (size_t)length, (uint64_t)offset);
  for (int index = 0; index < cairn_page_sum_bytes; index++) {
    copy[length - 1 - index] = (uint8_t)(value >> (8 * index));
  }
  return real(file)->pMethods->xWrite(real(file), copy, length, offset);
}

static int sync_file(sqlite3_file *file, int flags) {
  // No failed fsync: the transaction fails, and the next one may find room on the disk.
  int code = settle(file);
  if (code != SQLITE_OK) return code;
  code = real(file)->pMethods->xSync(real(file), flags);
  if (code != SQLITE_OK) atomic_fetch_add(&failed_syncs, 1);
  return code;
}

static int close_file(sqlite3_file *file) {
  int written = settle(file);
  cairn_gathered_free(&ours(file)->gathered);
  int code = real(file)->pMethods->xClose(real(file));
  return written == SQLITE_OK ? code : written;
}
static int truncate_file(sqlite3_file *file, sqlite3_int64 size) {
  int code = settle(file);
  return code != SQLITE_OK ? code : real(file)->pMethods->xTruncate(real(file), size);
}
static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
  int code = settle(file);
  return code != SQLITE_OK ? code : real(file)->pMethods->xFileSize(real(file), size);
}
static int lock_file(sqlite3_file *file, int level) { return real(file)->pMethods->xLock(real(file), level); }
static int unlock_file(sqlite3_file *file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
static int check_lock(sqlite3_file *file, int *out) {
  return real(file)->pMethods->xCheckReservedLock(real(file), out);
}
static int control(sqlite3_file *file, int operation, void *argument) {
  return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
static int sector_size(sqlite3_file *file) { return real(file)->pMethods->xSectorSize(real(file)); }
static int characteristics(sqlite3_file *file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }
static int map_shared(sqlite3_file *file, int region, int size, int extend, void volatile **out) {
  return real(file)->pMethods->xShmMap(real(file), region, size, extend, out);
}
static int lock_shared(sqlite3_file *file, int offset, int count, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
static void barrier(sqlite3_file *file) { real(file)->pMethods->xShmBarrier(real(file)); }
static int unmap_shared(sqlite3_file *file, int removes) {
  return real(file)->pMethods->xShmUnmap(real(file), removes);
}

// Version 2: without memory maps, past which pages would be read unproved.
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = check_lock,
    .xFileControl = control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = map_shared,
    .xShmLock = lock_shared,
    .xShmBarrier = barrier,
    .xShmUnmap = unmap_shared,
};

static sqlite3_vfs *base_layer(sqlite3_vfs *layer) { return layer->pAppData; }

static int open_file(sqlite3_vfs *layer, const char *name, sqlite3_file *opened, int flags, int *out_flags) {
  struct file *file = ours(opened);
  memset(file, 0, sizeof *file);
  file->real = (sqlite3_file *)(file + 1);
  int code = base_layer(layer)->xOpen(base_layer(layer), name, file->real, flags, out_flags);
  // SQLite closes a file that has methods, also after a failure.
  if (file->real->pMethods) file->base.pMethods = &methods;
  file->is_database = (flags & SQLITE_OPEN_MAIN_DB) != 0;
  file->gathers = (flags & SQLITE_OPEN_WAL) != 0 && layer->zName == cairn_page_sums_gathering;
  return code;
}

// Everything but opening a file is done by the layer below, whose functions take the layer that they are called on.
static int put_over(sqlite3_vfs *base, sqlite3_vfs *layer, const char *name, int is_default) {
  *layer = *base;
  layer->zName = name;
  layer->pNext = NULL;
  layer->pAppData = base;
  layer->szOsFile = (int)sizeof(struct file) + base->szOsFile;
  layer->xOpen = open_file;
  return sqlite3_vfs_register(layer, is_default);
}

int cairn_page_sums_register(void) {
  static sqlite3_vfs layer, gathering;
  if (layer.pAppData) return SQLITE_OK;
  int code = sqlite3_initialize();
  sqlite3_vfs *base = code == SQLITE_OK ? sqlite3_vfs_find(NULL) : NULL;
  if (!base) return code == SQLITE_OK ? SQLITE_ERROR : code;
  code = put_over(base, &layer, "cairn-page-sums", 1);
  return code == SQLITE_OK ? put_over(base, &gathering, cairn_page_sums_gathering, 0) : code;
}

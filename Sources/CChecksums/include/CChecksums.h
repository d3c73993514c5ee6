// The CRCs of S3 at memory speed, one function for all of them.
//
// A cyclic redundancy check of 32 or 64 bits, reflected, start and final value all ones: CRC-32 (ISO-HDLC), CRC-32C
// (RFC 3720, appendix B.4) and CRC-64/NVME (NVM Express Command Set, section 5.2.1.3.4). A value of 32 bits stands in
// the low half of 64.
#ifndef CAIRN_CCHECKSUMS_H
#define CAIRN_CCHECKSUMS_H
#include "MD5Lanes.h"
#include "RabinScan.h"
#include <stddef.h>
#include <stdint.h>

enum {
  cairn_crc_32 = 0,
  cairn_crc_32c = 1,
  cairn_crc_64_nvme = 2,
};

// How to compute; a way that this processor lacks falls back to the table.
enum {
  cairn_crc_way_best = 0,
  cairn_crc_way_table = 1,
  cairn_crc_way_fold_128 = 2,
  cairn_crc_way_fold_256 = 3,
};

// Goes on from the CRC of what came before (0 at the start).
uint64_t cairn_crc_update(int kind, uint64_t crc, const void *bytes, size_t length);

// The same in a chosen way, for comparing the ways with each other.
uint64_t cairn_crc_update_way(int kind, int way, uint64_t crc, const void *bytes, size_t length);

// The CRC of two buffers in a row from their two CRCs and the length of the second, in bytes.
uint64_t cairn_crc_combine(int kind, uint64_t first, uint64_t second, uint64_t second_length);
#endif

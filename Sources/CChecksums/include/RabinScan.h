// Rabin fingerprints over a sliding window of 64 bytes (M. O. Rabin, "Fingerprinting by random polynomials", 1981), as
// restic's chunker takes them: a polynomial over GF(2) of degree 16 to 53, the window's bytes as its coefficients,
// first byte highest.
//
// A fingerprint depends on the 64 bytes before its position and on nothing else. So four positions far apart are rolled
// forward side by side: one alone waits for a table at every byte.
#ifndef CAIRN_RABIN_SCAN_H
#define CAIRN_RABIN_SCAN_H
#include <stddef.h>
#include <stdint.h>

enum { cairn_rabin_window = 64 };

struct cairn_rabin_tables {
  // By the eight bits that a shift pushes over the degree: what reduces them.
  uint64_t reduce[256];
  // By the byte that leaves the window: its share, one position further on.
  uint64_t leave[256];
  unsigned shift;
};

// 0 unless the degree of the polynomial is 16 to 53.
int cairn_rabin_prepare(uint64_t polynomial, struct cairn_rabin_tables *tables);

// The fingerprint of 64 bytes.
uint64_t cairn_rabin_fingerprint(const struct cairn_rabin_tables *tables, const uint8_t *window);

// The first end >= first such that the fingerprint of the 64 bytes before bytes[end] has no bit of the mask; 0 when
// there is none up to and including last. first must be 64 or more.
size_t cairn_rabin_find(
    const struct cairn_rabin_tables *tables, const uint8_t *bytes, size_t first, size_t last, uint64_t mask);
#endif

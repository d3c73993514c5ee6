#include "RabinScan.h"

enum {
  lanes = 4,
  // Bytes that a lane goes at most before the lanes are compared. A cut comes once in a mebibyte: what the later lanes
  // do in vain then is little.
  stretch = 16384,
  // Below this the warm-up of the lanes costs more than they save.
  shortest_stretch = 512,
};

static int degree(uint64_t polynomial) { return polynomial == 0 ? -1 : 63 - __builtin_clzll(polynomial); }

// value * x^8 + byte, reduced one bit at a time.
static uint64_t append(uint64_t value, uint8_t byte, uint64_t polynomial, int top) {
  for (int bit = 7; bit >= 0; bit--) {
    value = value << 1 | (byte >> bit & 1);
    if (value >> top & 1) value ^= polynomial;
  }
  return value;
}

int cairn_rabin_prepare(uint64_t polynomial, struct cairn_rabin_tables *tables) {
  int top = degree(polynomial);
  if (top < 16 || top > 53) return 0;
  tables->shift = (unsigned)top - 8;
  for (int byte = 0; byte < 256; byte++) {
    uint64_t value = append(0, (uint8_t)byte, polynomial, top);
    for (int i = 0; i < cairn_rabin_window; i++) value = append(value, 0, polynomial, top);
    tables->leave[byte] = value;
    // byte * x^degree, and what it is modulo the polynomial: one exclusive or does both.
    uint64_t reduced = (uint64_t)byte;
    for (int i = 0; i < top; i++) {
      reduced <<= 1;
      if (reduced >> top & 1) reduced ^= polynomial;
    }
    tables->reduce[byte] = reduced ^ (uint64_t)byte << top;
  }
  return 1;
}

static inline uint64_t shifted(const struct cairn_rabin_tables *tables, uint64_t digest) {
  return digest << 8 ^ tables->reduce[digest >> tables->shift];
}

uint64_t cairn_rabin_fingerprint(const struct cairn_rabin_tables *tables, const uint8_t *window) {
  uint64_t digest = 0;
  for (int i = 0; i < cairn_rabin_window; i++) digest = shifted(tables, digest) ^ window[i];
  return digest;
}

// The share of the leaving byte does not depend on the digest, so only shift and reduction are waited for.
static inline uint64_t rolled(const struct cairn_rabin_tables *tables, uint64_t digest, const uint8_t *end) {
  return shifted(tables, digest) ^ (tables->leave[end[-cairn_rabin_window]] ^ end[0]);
}

static size_t find_singly(
    const struct cairn_rabin_tables *tables, const uint8_t *bytes, size_t first, size_t last, uint64_t mask) {
  uint64_t digest = cairn_rabin_fingerprint(tables, bytes + first - cairn_rabin_window);
  for (size_t end = first;; end++) {
    if ((digest & mask) == 0) return end;
    if (end >= last) return 0;
    digest = rolled(tables, digest, bytes + end);
  }
}

// One stretch for each lane: ends first + lane * length ... + length - 1.
static size_t find_side_by_side(
    const struct cairn_rabin_tables *tables, const uint8_t *bytes, size_t first, size_t length, uint64_t mask) {
  const uint8_t *a = bytes + first;
  const uint8_t *b = a + length;
  const uint8_t *c = b + length;
  const uint8_t *d = c + length;
  uint64_t digest_a = cairn_rabin_fingerprint(tables, a - cairn_rabin_window);
  uint64_t digest_b = cairn_rabin_fingerprint(tables, b - cairn_rabin_window);
  uint64_t digest_c = cairn_rabin_fingerprint(tables, c - cairn_rabin_window);
  uint64_t digest_d = cairn_rabin_fingerprint(tables, d - cairn_rabin_window);
  size_t found_b = 0, found_c = 0, found_d = 0;
  for (size_t i = 0;; i++) {
    if ((digest_a & mask) == 0) return first + i;
    if (__builtin_expect((digest_b & mask) == 0 && found_b == 0, 0)) found_b = first + length + i;
    if (__builtin_expect((digest_c & mask) == 0 && found_c == 0, 0)) found_c = first + 2 * length + i;
    if (__builtin_expect((digest_d & mask) == 0 && found_d == 0, 0)) found_d = first + 3 * length + i;
    if (i + 1 == length) break;
    digest_a = rolled(tables, digest_a, a + i);
    digest_b = rolled(tables, digest_b, b + i);
    digest_c = rolled(tables, digest_c, c + i);
    digest_d = rolled(tables, digest_d, d + i);
  }
  return found_b != 0 ? found_b : found_c != 0 ? found_c : found_d;
}

size_t cairn_rabin_find(
    const struct cairn_rabin_tables *tables, const uint8_t *bytes, size_t first, size_t last, uint64_t mask) {
  while (last >= first && last - first + 1 >= lanes * shortest_stretch) {
    size_t length = (last - first + 1) / lanes;
    if (length > stretch) length = stretch;
    size_t found = find_side_by_side(tables, bytes, first, length, mask);
    if (found != 0) return found;
    first += lanes * length;
  }
  return first <= last ? find_singly(tables, bytes, first, last, mask) : 0;
}

#include "ScryptMix.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

typedef uint32_t four __attribute__((vector_size(16)));

// A Salsa20 block as its four diagonals: then a quarter round on all columns, or all rows, is one on whole vectors.
struct salsa {
  four d[4];
};

static inline four turned(four value, int bits) { return value << bits | value >> (32 - bits); }

#define LANES(value, a, b, c, d) __builtin_shufflevector(value, value, a, b, c, d)

// block = Salsa20/8(block ^ in).
static inline void salsa_mix(struct salsa *block, const struct salsa *in) {
  four a = block->d[0] ^ in->d[0], b = block->d[1] ^ in->d[1], c = block->d[2] ^ in->d[2], d = block->d[3] ^ in->d[3];
  four a0 = a, b0 = b, c0 = c, d0 = d;
  for (int i = 0; i < 4; i++) {
    b ^= turned(a + d, 7);
    c ^= turned(b + a, 9);
    d ^= turned(c + b, 13);
    a ^= turned(d + c, 18);
    b = LANES(b, 3, 0, 1, 2);
    c = LANES(c, 2, 3, 0, 1);
    d = LANES(d, 1, 2, 3, 0);
    d ^= turned(a + b, 7);
    c ^= turned(d + a, 9);
    b ^= turned(c + d, 13);
    a ^= turned(b + c, 18);
    b = LANES(b, 1, 2, 3, 0);
    c = LANES(c, 2, 3, 0, 1);
    d = LANES(d, 3, 0, 1, 2);
  }
  block->d[0] = a + a0;
  block->d[1] = b + b0;
  block->d[2] = c + c0;
  block->d[3] = d + d0;
}

// scryptBlockMix: the even blocks come first in the result. With `with`, its input is the exclusive or of both.
static void block_mix(const struct salsa *in, const struct salsa *with, struct salsa *out, size_t r) {
  size_t last = 2 * r - 1;
  struct salsa x = in[last];
  if (with != NULL) {
    for (int k = 0; k < 4; k++) x.d[k] ^= with[last].d[k];
  }
  for (size_t i = 0; i < 2 * r; i++) {
    struct salsa next = in[i];
    if (with != NULL) {
      for (int k = 0; k < 4; k++) next.d[k] ^= with[i].d[k];
    }
    salsa_mix(&x, &next);
    out[i / 2 + (i & 1 ? r : 0)] = x;
  }
}

// Word i of the diagonals is word 5 * i mod 16 of the block; little endian, as this machine is.
static void to_diagonals(struct salsa *out, const uint8_t *bytes) {
  uint32_t words[16];
  for (int i = 0; i < 16; i++) memcpy(&words[i], bytes + 4 * (i * 5 % 16), 4);
  memcpy(out, words, sizeof words);
}

static void from_diagonals(uint8_t *bytes, const struct salsa *in) {
  uint32_t words[16];
  memcpy(words, in, sizeof words);
  for (int i = 0; i < 16; i++) memcpy(bytes + 4 * (i * 5 % 16), &words[i], 4);
}

int cairn_scrypt_mix(uint8_t *block, size_t r, uint32_t n) {
  size_t blocks = 2 * r, bytes = ((size_t)n + 2) * blocks * sizeof(struct salsa);
  struct salsa *memory = NULL;
  if (posix_memalign((void **)&memory, 64, bytes) != 0) return 0;
  struct salsa *x = memory + (size_t)n * blocks, *y = x + blocks;
  for (size_t i = 0; i < blocks; i++) to_diagonals(&memory[i], block + i * sizeof(struct salsa));
  for (size_t i = 0; i + 1 < n; i++) block_mix(memory + i * blocks, NULL, memory + (i + 1) * blocks, r);
  block_mix(memory + (n - 1) * blocks, NULL, x, r);
  for (size_t i = 0; i < n; i++) {
    const struct salsa *chosen = memory + (size_t)(x[blocks - 1].d[0][0] & (n - 1)) * blocks;
    for (size_t k = 0; k < blocks; k++) __builtin_prefetch(&chosen[k]);
    block_mix(x, chosen, y, r);
    struct salsa *swap = x;
    x = y;
    y = swap;
  }
  for (size_t i = 0; i < blocks; i++) from_diagonals(block + i * sizeof(struct salsa), &x[i]);
  OPENSSL_cleanse(memory, bytes);
  free(memory);
  return 1;
}

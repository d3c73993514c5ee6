#include "CChecksums.h"

#include <pthread.h>
#include <string.h>

// Every value here is a polynomial over GF(2) with its highest power in the lowest bit. A CRC of 32 bits is computed as
// one of 64 whose polynomial is multiplied by x^32: its register then sits in the low half, the high half stays zero,
// and no code below needs to know the width.

enum { kinds = 3 };

struct crc {
  uint64_t polynomial;
  uint64_t ones;
  uint64_t table[8][256];
  // x^(n + 63) and x^(n - 1) modulo the polynomial, for moving 128 bits ahead by n bits.
  uint64_t ahead_128[2];
  uint64_t ahead_256[2];
  uint64_t ahead_512[2];
  uint64_t ahead_1024[2];
};

static struct crc crcs[kinds] = {
    {.polynomial = 0xedb88320u, .ones = 0xffffffffu},
    {.polynomial = 0x82f63b78u, .ones = 0xffffffffu},
    {.polynomial = 0x9a6c9329ac4bc9b5u, .ones = 0xffffffffffffffffu},
};
static pthread_once_t prepared = PTHREAD_ONCE_INIT;

static uint64_t times_x(const struct crc *crc, uint64_t value) {
  return (value >> 1) ^ ((value & 1) ? crc->polynomial : 0);
}

static uint64_t multiply(const struct crc *crc, uint64_t left, uint64_t right) {
  uint64_t product = 0;
  for (int bit = 63; bit >= 0; bit--) {
    if ((left >> bit) & 1) product ^= right;
    right = times_x(crc, right);
  }
  return product;
}

static uint64_t power_of_x(const struct crc *crc, uint64_t exponent) {
  uint64_t power = (uint64_t)1 << 63;
  uint64_t square = (uint64_t)1 << 62;
  for (; exponent > 0; exponent >>= 1) {
    if (exponent & 1) power = multiply(crc, power, square);
    square = multiply(crc, square, square);
  }
  return power;
}

static void prepare_ahead(const struct crc *crc, uint64_t bits, uint64_t ahead[2]) {
  ahead[0] = power_of_x(crc, bits + 63);
  ahead[1] = power_of_x(crc, bits - 1);
}

static void prepare(void) {
  for (int kind = 0; kind < kinds; kind++) {
    struct crc *crc = &crcs[kind];
    for (int byte = 0; byte < 256; byte++) {
      uint64_t value = (uint64_t)byte;
      for (int bit = 0; bit < 8; bit++) value = times_x(crc, value);
      crc->table[0][byte] = value;
    }
    for (int row = 1; row < 8; row++) {
      for (int byte = 0; byte < 256; byte++) {
        uint64_t value = crc->table[row - 1][byte];
        crc->table[row][byte] = crc->table[0][value & 255] ^ (value >> 8);
      }
    }
    prepare_ahead(crc, 128, crc->ahead_128);
    prepare_ahead(crc, 256, crc->ahead_256);
    prepare_ahead(crc, 512, crc->ahead_512);
    prepare_ahead(crc, 1024, crc->ahead_1024);
  }
}

static uint64_t load_64(const uint8_t *bytes) {
  uint64_t value;
  memcpy(&value, bytes, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  value = __builtin_bswap64(value);
#endif
  return value;
}

// Eight bytes a step. `state` is the register without the final inversion, here and in the folding functions.
static uint64_t by_table(const struct crc *crc, uint64_t state, const uint8_t *bytes, size_t length) {
  for (; length >= 8; bytes += 8, length -= 8) {
    uint64_t word = state ^ load_64(bytes);
    state = 0;
    for (int row = 0; row < 8; row++) state ^= crc->table[7 - row][(word >> (8 * row)) & 255];
  }
  for (; length > 0; bytes++, length--) state = crc->table[0][(state ^ *bytes) & 255] ^ (state >> 8);
  return state;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define fold_target __attribute__((target("pclmul,sse4.1")))
#define wide_target __attribute__((target("vpclmulqdq,avx2,pclmul,sse4.1")))

// The product of two reflected values of 64 bits lacks one power of x; the constants make up for it.
fold_target static inline __m128i fold(__m128i value, __m128i ahead) {
  return _mm_xor_si128(_mm_clmulepi64_si128(value, ahead, 0x00), _mm_clmulepi64_si128(value, ahead, 0x11));
}

fold_target static inline __m128i load_128(const uint8_t *bytes) { return _mm_loadu_si128((const __m128i *)bytes); }

fold_target static inline __m128i constant(const uint64_t ahead[2]) {
  return _mm_set_epi64x((long long)ahead[1], (long long)ahead[0]);
}

// Takes the rest of whole 16-byte blocks, then hands over to the table: the remainder and what is left.
fold_target static uint64_t finish_fold(const struct crc *crc, __m128i value, const uint8_t *bytes, size_t length) {
  __m128i one = constant(crc->ahead_128);
  for (; length >= 16; bytes += 16, length -= 16) value = _mm_xor_si128(fold(value, one), load_128(bytes));
  uint8_t remainder[16];
  _mm_storeu_si128((__m128i *)remainder, value);
  return by_table(crc, by_table(crc, 0, remainder, 16), bytes, length);
}

// Four lanes of 128 bits; at least 64 bytes.
fold_target static uint64_t by_fold_128(const struct crc *crc, uint64_t state, const uint8_t *bytes, size_t length) {
  __m128i a = _mm_xor_si128(load_128(bytes), _mm_set_epi64x(0, (long long)state));
  __m128i b = load_128(bytes + 16);
  __m128i c = load_128(bytes + 32);
  __m128i d = load_128(bytes + 48);
  __m128i four = constant(crc->ahead_512);
  for (bytes += 64, length -= 64; length >= 64; bytes += 64, length -= 64) {
    a = _mm_xor_si128(fold(a, four), load_128(bytes));
    b = _mm_xor_si128(fold(b, four), load_128(bytes + 16));
    c = _mm_xor_si128(fold(c, four), load_128(bytes + 32));
    d = _mm_xor_si128(fold(d, four), load_128(bytes + 48));
  }
  __m128i one = constant(crc->ahead_128);
  b = _mm_xor_si128(b, fold(a, one));
  c = _mm_xor_si128(c, fold(b, one));
  d = _mm_xor_si128(d, fold(c, one));
  return finish_fold(crc, d, bytes, length);
}

wide_target static inline __m256i fold_wide(__m256i value, __m256i ahead, const uint8_t *bytes) {
  __m256i low = _mm256_clmulepi64_epi128(value, ahead, 0x00);
  __m256i high = _mm256_clmulepi64_epi128(value, ahead, 0x11);
  return _mm256_xor_si256(_mm256_xor_si256(low, high), _mm256_loadu_si256((const __m256i *)bytes));
}

// Four lanes of 256 bits; at least 128 bytes.
wide_target static uint64_t by_fold_256(const struct crc *crc, uint64_t state, const uint8_t *bytes, size_t length) {
  __m256i first = _mm256_zextsi128_si256(_mm_set_epi64x(0, (long long)state));
  __m256i a = _mm256_xor_si256(_mm256_loadu_si256((const __m256i *)bytes), first);
  __m256i b = _mm256_loadu_si256((const __m256i *)(bytes + 32));
  __m256i c = _mm256_loadu_si256((const __m256i *)(bytes + 64));
  __m256i d = _mm256_loadu_si256((const __m256i *)(bytes + 96));
  __m256i four = _mm256_broadcastsi128_si256(constant(crc->ahead_1024));
  for (bytes += 128, length -= 128; length >= 128; bytes += 128, length -= 128) {
    a = fold_wide(a, four, bytes);
    b = fold_wide(b, four, bytes + 32);
    c = fold_wide(c, four, bytes + 64);
    d = fold_wide(d, four, bytes + 96);
  }
  __m128i two = constant(crc->ahead_256);
  __m128i low = _mm256_castsi256_si128(a);
  __m128i high = _mm256_extracti128_si256(a, 1);
  const __m256i rest[3] = {b, c, d};
  for (int i = 0; i < 3; i++) {
    low = _mm_xor_si128(fold(low, two), _mm256_castsi256_si128(rest[i]));
    high = _mm_xor_si128(fold(high, two), _mm256_extracti128_si256(rest[i], 1));
  }
  high = _mm_xor_si128(high, fold(low, constant(crc->ahead_128)));
  return finish_fold(crc, high, bytes, length);
}

static int can_fold_128(void) { return __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1"); }

static int can_fold_256(void) {
  return can_fold_128() && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("vpclmulqdq");
}

static uint64_t update(const struct crc *crc, int way, uint64_t state, const uint8_t *bytes, size_t length) {
  if (way == cairn_crc_way_table || length < 64) return by_table(crc, state, bytes, length);
  // 256 bytes: below, joining the wide lanes costs more than they save.
  int wide = way == cairn_crc_way_fold_256 ? length >= 128 : way == cairn_crc_way_best && length >= 256;
  if (wide && can_fold_256()) return by_fold_256(crc, state, bytes, length);
  if (can_fold_128()) return by_fold_128(crc, state, bytes, length);
  return by_table(crc, state, bytes, length);
}

#else

static uint64_t update(const struct crc *crc, int way, uint64_t state, const uint8_t *bytes, size_t length) {
  (void)way;
  return by_table(crc, state, bytes, length);
}

#endif

uint64_t cairn_crc_update_way(int kind, int way, uint64_t value, const void *bytes, size_t length) {
  pthread_once(&prepared, prepare);
  const struct crc *crc = &crcs[kind];
  return update(crc, way, value ^ crc->ones, bytes, length) ^ crc->ones;
}

uint64_t cairn_crc_update(int kind, uint64_t crc, const void *bytes, size_t length) {
  return cairn_crc_update_way(kind, cairn_crc_way_best, crc, bytes, length);
}

uint64_t cairn_crc_combine(int kind, uint64_t first, uint64_t second, uint64_t second_length) {
  pthread_once(&prepared, prepare);
  const struct crc *crc = &crcs[kind];
  // x^(8 * length) as the eighth power, which a length over 2^61 does not overflow.
  uint64_t shift = power_of_x(crc, second_length);
  for (int doubling = 0; doubling < 3; doubling++) shift = multiply(crc, shift, shift);
  return multiply(crc, shift, first) ^ second;
}

// MD5 (RFC 1321) of many messages at a time: eight of them in the lanes of one vector, where the processor has AVX2.
//
// One message cannot be hashed faster than 0.7 GB/s, for each step waits for the one before; eight side by side take
// 3.7 GB/s.
#ifndef CAIRN_MD5_LANES_H
#define CAIRN_MD5_LANES_H
#include <stddef.h>
#include <stdint.h>

// A digest in progress.
struct cairn_md5_state {
  uint32_t words[4];
  uint64_t length;
  uint8_t pending[64];
};

void cairn_md5_start(struct cairn_md5_state *state);

// Feeds lengths[i] bytes at bytes[i] to states[i]. Messages of any lengths: a lane whose message ends takes the next
// one.
void cairn_md5_update_all(
    struct cairn_md5_state *states, const void *const *bytes, const size_t *lengths, size_t count);

// The same with one lane only, for comparing.
void cairn_md5_update_singly(
    struct cairn_md5_state *states, const void *const *bytes, const size_t *lengths, size_t count);

// The 16 bytes of the digest of what came so far; the state can go on.
void cairn_md5_value(const struct cairn_md5_state *state, uint8_t *out);
#endif

// The ciphers of restic's repository format (design document, "Keys, Encryption and MAC"): AES-256 in counter mode,
// Poly1305-AES, scrypt. Contexts are kept once a thread; a missing algorithm or memory that runs out aborts.
#ifndef CAIRN_SNAPSHOT_CIPHER_H
#define CAIRN_SNAPSHOT_CIPHER_H
#include <stddef.h>
#include <stdint.h>

// AES-256-CTR with a key of 32 and a counter block of 16 bytes; in and out may be the same buffer.
void cairn_aes256_ctr(const uint8_t *key, const uint8_t *iv, const void *in, size_t length, void *out);

// Poly1305-AES (D. J. Bernstein, 2005): r of 16 bytes is clamped here, s is the nonce encrypted with AES-128 under the
// key of 16 bytes. 16 bytes into out.
void cairn_poly1305_aes(
    const uint8_t *key, const uint8_t *multiplier, const uint8_t *nonce, const void *bytes, size_t length,
    uint8_t *out);

// RFC 7914. 1 for a key in out, 0 where libcrypto refuses the parameters or memory_bytes would not do.
int cairn_scrypt(
    const void *password, size_t password_length, const void *salt, size_t salt_length, uint64_t n, uint64_t r,
    uint64_t p, uint64_t memory_bytes, uint8_t *out, size_t length);
#endif

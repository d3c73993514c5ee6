// The system's libcrypto, reached through EVP. Digests is the only Swift module that imports it.
//
// The functions below wrap what costs more through plain EVP calls: fetching an algorithm at every use and making a
// context at every use. Both are done once here, the context once a thread. They abort where libcrypto runs out of
// memory or lacks the algorithm: no digest is better than a wrong one.
#ifndef CAIRN_CCRYPTO_H
#define CAIRN_CCRYPTO_H
#include "SnapshotCipher.h"
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stddef.h>
#include <stdint.h>

enum {
  cairn_kind_md5 = 0,
  cairn_kind_sha1 = 1,
  cairn_kind_sha256 = 2,
};

// A digest in progress. Freed by cairn_digest_free.
EVP_MD_CTX *cairn_digest_new(int kind);
EVP_MD_CTX *cairn_digest_copy(const EVP_MD_CTX *source);
void cairn_digest_free(EVP_MD_CTX *context);
void cairn_digest_update(EVP_MD_CTX *context, const void *bytes, size_t length);
// The digest of what came so far; the context can go on.
void cairn_digest_value(const EVP_MD_CTX *context, uint8_t *out);

// The digest of one buffer: 16, 20 or 32 bytes into out.
void cairn_digest_once(int kind, const void *bytes, size_t length, uint8_t *out);

// RFC 2104 over SHA-256: 32 bytes into out.
void cairn_hmac_sha256(const void *key, size_t key_length, const void *bytes, size_t length, uint8_t *out);

// AES-256-GCM (NIST SP 800-38D) with a nonce of 12 bytes: length bytes of cipher text and then the tag of 16 into out.
// A nonce must never be used twice with a key.
void cairn_gcm_seal(
    const uint8_t *key, const uint8_t *nonce, const void *extra, size_t extra_length, const void *bytes, size_t length,
    uint8_t *out);

// The reverse: length counts the tag; length - 16 bytes into out. 0 when the tag is not that of the bytes: then out is
// not to be used.
int cairn_gcm_open(
    const uint8_t *key, const uint8_t *nonce, const void *extra, size_t extra_length, const void *bytes, size_t length,
    uint8_t *out);

// Bytes that nobody can guess.
void cairn_random(void *out, size_t length);
#endif

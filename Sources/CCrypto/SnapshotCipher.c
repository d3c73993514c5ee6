#include "SnapshotCipher.h"

#include "ScryptMix.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
  block_bytes = 16,
  // Lengths of EVP are int; a multiple of the block keeps the counter whole.
  largest_piece = 1 << 30,
};

struct contexts {
  EVP_CIPHER_CTX *counter;
  EVP_CIPHER_CTX *block;
  EVP_MAC_CTX *mac;
};

static EVP_CIPHER *counter_cipher;
static EVP_CIPHER *block_cipher;
static EVP_MAC *poly1305;
static pthread_key_t contexts_key;
static pthread_once_t prepared = PTHREAD_ONCE_INIT;
static __thread struct contexts *mine;

static void free_contexts(void *value) {
  struct contexts *dying = value;
  EVP_CIPHER_CTX_free(dying->counter);
  EVP_CIPHER_CTX_free(dying->block);
  EVP_MAC_CTX_free(dying->mac);
  free(dying);
  mine = NULL;
}

static void prepare(void) {
  counter_cipher = EVP_CIPHER_fetch(NULL, "AES-256-CTR", NULL);
  block_cipher = EVP_CIPHER_fetch(NULL, "AES-128-ECB", NULL);
  poly1305 = EVP_MAC_fetch(NULL, "POLY1305", NULL);
  if (counter_cipher == NULL || block_cipher == NULL || poly1305 == NULL) abort();
  if (pthread_key_create(&contexts_key, free_contexts) != 0) abort();
}

static struct contexts *thread_contexts(void) {
  if (mine == NULL) {
    pthread_once(&prepared, prepare);
    struct contexts *made = calloc(1, sizeof *made);
    if (made == NULL || pthread_setspecific(contexts_key, made) != 0) abort();
    made->counter = EVP_CIPHER_CTX_new();
    made->block = EVP_CIPHER_CTX_new();
    made->mac = EVP_MAC_CTX_new(poly1305);
    if (made->counter == NULL || made->block == NULL || made->mac == NULL) abort();
    mine = made;
  }
  return mine;
}

void cairn_aes256_ctr(const uint8_t *key, const uint8_t *iv, const void *in, size_t length, void *out) {
  EVP_CIPHER_CTX *context = thread_contexts()->counter;
  if (EVP_EncryptInit_ex2(context, counter_cipher, key, iv, NULL) != 1) abort();
  const uint8_t *from = in;
  uint8_t *to = out;
  while (length > 0) {
    int piece = length > largest_piece ? largest_piece : (int)length;
    int written = 0;
    if (EVP_EncryptUpdate(context, to, &written, from, piece) != 1 || written != piece) abort();
    from += piece;
    to += piece;
    length -= (size_t)piece;
  }
}

void cairn_poly1305_aes(
    const uint8_t *key, const uint8_t *multiplier, const uint8_t *nonce, const void *bytes, size_t length,
    uint8_t *out) {
  struct contexts *contexts = thread_contexts();
  uint8_t once[2 * block_bytes];
  memcpy(once, multiplier, block_bytes);
  int written = 0;
  if (EVP_EncryptInit_ex2(contexts->block, block_cipher, key, NULL, NULL) != 1) abort();
  EVP_CIPHER_CTX_set_padding(contexts->block, 0);
  if (EVP_EncryptUpdate(contexts->block, once + block_bytes, &written, nonce, block_bytes) != 1) abort();
  if (written != block_bytes) abort();
  size_t count = 0;
  // libcrypto clamps the first half of the key.
  if (EVP_MAC_init(contexts->mac, once, sizeof once, NULL) != 1) abort();
  if (length > 0 && EVP_MAC_update(contexts->mac, bytes, length) != 1) abort();
  if (EVP_MAC_final(contexts->mac, out, &count, block_bytes) != 1 || count != block_bytes) abort();
  OPENSSL_cleanse(once, sizeof once);
}

int cairn_scrypt(
    const void *password, size_t password_length, const void *salt, size_t salt_length, uint64_t n, uint64_t r,
    uint64_t p, uint64_t memory_bytes, uint8_t *out, size_t length) {
  // A null password means another one to EVP_PBE_scrypt: check the parameters only.
  int done = EVP_PBE_scrypt(NULL, 0, NULL, 0, n, r, p, memory_bytes, NULL, 0);
  // A refusal is an answer, not an error that a later call should find.
  if (done != 1) ERR_clear_error();
  if (done != 1 || n > (uint64_t)1 << 31 || p > INT_MAX / 128 / r || length > INT_MAX) return 0;
  const char *text = password_length > 0 ? password : "";
  int text_length = (int)password_length, salt_count = (int)salt_length, count = (int)(128 * r * p);
  uint8_t *blocks = malloc((size_t)count);
  if (blocks == NULL || password_length > INT_MAX || salt_length > INT_MAX) return free(blocks), 0;
  done = PKCS5_PBKDF2_HMAC(text, text_length, salt, salt_count, 1, EVP_sha256(), count, blocks);
  for (uint64_t i = 0; i < p && done == 1; i++) done = cairn_scrypt_mix(blocks + i * 128 * r, r, (uint32_t)n);
  if (done == 1) done = PKCS5_PBKDF2_HMAC(text, text_length, blocks, count, 1, EVP_sha256(), (int)length, out);
  OPENSSL_cleanse(blocks, (size_t)count);
  free(blocks);
  if (done != 1) ERR_clear_error();
  return done == 1;
}

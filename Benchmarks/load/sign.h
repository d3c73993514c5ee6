/* AWS Signature Version 4 for requests whose keys need no encoding. */
#ifndef SIGN_H
#define SIGN_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  const char *access_key, *secret_key, *region, *host;
  uint8_t signing_key[32]; /* for the day in `day` */
  char day[9];
} signer;

void sha256_hex(const void *bytes, size_t count, char out[65]);

/* Writes the head of a signed request into `out`, its empty line included; returns its length. */
size_t sign_request(signer *s, char *out, size_t capacity, const char *method, const char *path, const char *query,
                    const char *payload_sha256, int64_t length);

#endif

#include "sign.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static void hex(const uint8_t *bytes, size_t count, char *out) {
  for (size_t i = 0; i < count; i++) {
    out[i * 2] = "0123456789abcdef"[bytes[i] >> 4];
    out[i * 2 + 1] = "0123456789abcdef"[bytes[i] & 15];
  }
  out[count * 2] = 0;
}

void sha256_hex(const void *bytes, size_t count, char out[65]) {
  static const EVP_MD *algorithm;
  static EVP_MD_CTX *context;
  uint8_t digest[32];
  if (!algorithm) {
    algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
    context = EVP_MD_CTX_new();
  }
  EVP_DigestInit_ex(context, algorithm, NULL);
  EVP_DigestUpdate(context, bytes, count);
  EVP_DigestFinal_ex(context, digest, NULL);
  hex(digest, 32, out);
}

static void hmac(const void *key, size_t key_length, const char *text, uint8_t out[32]) {
  HMAC(EVP_sha256(), key, (int)key_length, (const unsigned char *)text, strlen(text), out, NULL);
}

static void derive(signer *s, const char *day) {
  char first[256];
  uint8_t step[32];
  if (strcmp(s->day, day) == 0) return;
  snprintf(first, sizeof first, "AWS4%s", s->secret_key);
  hmac(first, strlen(first), day, step);
  hmac(step, 32, s->region, step);
  hmac(step, 32, "s3", step);
  hmac(step, 32, "aws4_request", s->signing_key);
  snprintf(s->day, sizeof s->day, "%s", day);
}

size_t sign_request(signer *s, char *out, size_t capacity, const char *method, const char *path, const char *query,
                    const char *payload_sha256, int64_t length) {
  char stamp[20], day[9], scope[128], canonical[4096], to_sign[512], digest[65], signature[65];
  uint8_t mac[32];
  time_t now = time(NULL);
  struct tm parts;
  strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", gmtime_r(&now, &parts));
  snprintf(day, sizeof day, "%.8s", stamp);
  derive(s, day);
  snprintf(canonical, sizeof canonical,
           "%s\n%s\n%s\nhost:%s\nx-amz-content-sha256:%s\nx-amz-date:%s\n\nhost;x-amz-content-sha256;x-amz-date\n%s",
           method, path, query, s->host, payload_sha256, stamp, payload_sha256);
  sha256_hex(canonical, strlen(canonical), digest);
  snprintf(scope, sizeof scope, "%s/%s/s3/aws4_request", day, s->region);
  snprintf(to_sign, sizeof to_sign, "AWS4-HMAC-SHA256\n%s\n%s\n%s", stamp, scope, digest);
  hmac(s->signing_key, 32, to_sign, mac);
  hex(mac, 32, signature);
  int count = snprintf(out, capacity,
      "%s %s%s%s HTTP/1.1\r\nHost: %s\r\nx-amz-content-sha256: %s\r\nx-amz-date: %s\r\nContent-Length: %lld\r\n"
      "Authorization: AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=host;x-amz-content-sha256;x-amz-date, "
      "Signature=%s\r\n\r\n", method, path, *query ? "?" : "", query, s->host, payload_sha256, stamp,
      (long long)length, s->access_key, scope, signature);
  return (size_t)count;
}

/* The bytes of objects. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sink.h"

enum { NOISE = (1 << 20) - 13 };

static uint8_t *noise;

body *body_new(int64_t size, bool with_bytes) {
  body *made = calloc(1, sizeof *made);
  if (!made) abort();
  made->references = 1;
  made->size = size;
  if (with_bytes) {
    made->bytes = malloc(size > 0 ? (size_t)size : 1);
    if (!made->bytes) abort();
  }
  return made;
}

body *body_hold(body *content) {
  if (content) content->references++;
  return content;
}

void body_drop(body *content) {
  if (!content || --content->references > 0) return;
  for (int i = 0; i < content->part_count; i++) body_drop(content->parts[i]);
  free(content->parts);
  free(content->part_offsets);
  free(content->bytes);
  free(content);
}

/* The bodies of the numbered parts, one after the other. */
body *body_join(part *parts, const int *numbers, int count) {
  body *made = body_new(0, false);
  made->part_count = count;
  made->parts = calloc((size_t)count, sizeof *made->parts);
  made->part_offsets = calloc((size_t)count, sizeof *made->part_offsets);
  if (!made->parts || !made->part_offsets) abort();
  for (int i = 0; i < count; i++) {
    made->parts[i] = body_hold(parts[numbers[i]].content);
    made->part_offsets[i] = made->size;
    made->size += made->parts[i]->size;
  }
  return made;
}

/* A copy of the bytes first..<end. */
body *body_slice(body *whole, int64_t first, int64_t end) {
  body *made = body_new(end - first, settings.keep);
  for (int64_t at = first; settings.keep && at < end;) {
    int64_t available;
    const uint8_t *bytes = body_at(whole, at, &available);
    if (available > end - at) available = end - at;
    memcpy(made->bytes + (at - first), bytes, (size_t)available);
    at += available;
  }
  return made;
}

static const uint8_t *noise_at(int64_t offset, int64_t *available) {
  if (!noise) {
    noise = malloc(NOISE);
    if (!noise) abort();
    uint64_t state = 88172645463325252u;
    for (int i = 0; i < NOISE; i++) {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      noise[i] = (uint8_t)(state >> 32);
    }
  }
  int64_t at = offset % NOISE;
  *available = NOISE - at;
  return noise + at;
}

const uint8_t *body_at(const body *content, int64_t offset, int64_t *available) {
  if (content->part_count > 0) {
    int low = 0, high = content->part_count - 1;
    while (low < high) {
      int middle = (low + high + 1) / 2;
      if (content->part_offsets[middle] <= offset) low = middle; else high = middle - 1;
    }
    return body_at(content->parts[low], offset - content->part_offsets[low], available);
  }
  if (!content->bytes) {
    const uint8_t *bytes = noise_at(offset, available);
    if (*available > content->size - offset) *available = content->size - offset;
    return bytes;
  }
  *available = content->size - offset;
  return content->bytes + offset;
}

/* The MD5, or a tag that no client takes for one. */
void etag_of(const arrival *came, char etag[48]) {
  static uint64_t serial;
  text tag = {0};
  if (settings.md5) text_hex(&tag, came->md5, 16);
  else text_format(&tag, "%016llx%016llx-1", (unsigned long long)++serial, (unsigned long long)came->size);
  snprintf(etag, 48, "%s", tag.data);
  text_free(&tag);
}

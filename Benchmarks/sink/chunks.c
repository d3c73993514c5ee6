#include "chunks.h"

static int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void chunks_feed(chunk_decoder *d, const char *bytes, size_t count, chunk_taker take, void *context) {
  for (size_t i = 0; i < count;) {
    char c = bytes[i];
    switch (d->at) {
    case CHUNK_SIZE:
      i++;
      if (digit(c) >= 0) d->size = d->size * 16 + digit(c);
      else if (c == ';') d->at = CHUNK_EXTENSION;
      if (c != '\n') break;
      /* fall through */
    case CHUNK_EXTENSION:
      if (d->at == CHUNK_EXTENSION) i++;
      if (c != '\n') break;
      d->rest = d->size;
      d->at = d->size > 0 ? CHUNK_BYTES : CHUNK_TRAILER;
      d->size = 0;
      break;
    case CHUNK_BYTES: {
      size_t piece = (int64_t)(count - i) < d->rest ? count - i : (size_t)d->rest;
      take(context, bytes + i, piece);
      d->rest -= (int64_t)piece;
      i += piece;
      if (d->rest == 0) d->at = CHUNK_END;
      break;
    }
    case CHUNK_END:
      i++;
      if (c == '\n') d->at = CHUNK_SIZE;
      break;
    case CHUNK_TRAILER:
      i++;
      break;
    }
  }
}

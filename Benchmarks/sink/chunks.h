/* The aws-chunked coding: `SIZE;chunk-signature=...\r\n BYTES \r\n` until size 0, then trailers, which are skipped. */
#ifndef CHUNKS_H
#define CHUNKS_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  int64_t size, rest;
  enum { CHUNK_SIZE, CHUNK_EXTENSION, CHUNK_BYTES, CHUNK_END, CHUNK_TRAILER } at;
} chunk_decoder;

typedef void (*chunk_taker)(void *context, const char *bytes, size_t count);

void chunks_feed(chunk_decoder *d, const char *bytes, size_t count, chunk_taker take, void *context);

#endif

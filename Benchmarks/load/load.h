/* A load of S3 requests on kept-alive connections, one thread, one request at a time on each connection. */
#ifndef LOAD_H
#define LOAD_H

#include "sign.h"

#include <stdbool.h>

typedef struct {
  const char *operation, *bucket, *prefix;
  int port, count, concurrency;
  int64_t size, part_size;
} plan;

/* One request to send. The body is a slice of the shared noise. */
typedef struct {
  const char *method;
  char path[512], query[512];
  const uint8_t *body;
  int64_t length;
  const char *sha256;
  int number;
} job;

/* What came back. */
typedef struct {
  int status;
  int64_t bytes;
  char etag[80];
  char text[512]; /* the start of the body */
} outcome;

/* Fills `next`; false when there is nothing left to do. */
typedef bool (*job_source)(void *context, job *next);
typedef void (*job_sink)(void *context, const job *done, const outcome *came, double seconds);

/* Runs jobs on `concurrency` connections until the source is empty. Returns false when a connection failed. */
bool run_jobs(signer *s, int port, int concurrency, job_source source, job_sink sink, void *context);

double seconds_now(void);

#endif

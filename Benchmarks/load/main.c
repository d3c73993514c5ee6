/* load --port N --bucket NAME --operation put|get|head|delete|list|upload|read|bucket [--count N] [--concurrency N]
 *      [--size BYTES] [--part-size BYTES] [--prefix TEXT]
 * Keys of the access come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Prints one JSON object. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"

typedef struct {
  plan what;
  int issued, errors, last_error;
  double *latencies;
  int answered;
  int64_t bytes;
  uint8_t *noise;
  char sha256[65], empty_sha256[65];
  char upload_id[300];
  char (*etags)[80];
  char continuation[300];
} state;

static void set_path(state *st, job *j, int number) {
  if (number < 0) snprintf(j->path, sizeof j->path, "/%s", st->what.bucket);
  else snprintf(j->path, sizeof j->path, "/%s/%s%06d", st->what.bucket, st->what.prefix, number);
  j->query[0] = 0;
  j->body = NULL;
  j->length = 0;
  j->sha256 = st->empty_sha256;
  j->number = number;
}

static bool next_simple(void *context, job *j) {
  state *st = context;
  if (st->issued == st->what.count || st->errors > 100) return false;
  const char *operation = st->what.operation;
  set_path(st, j, st->issued++);
  j->method = "GET";
  if (strcmp(operation, "put") == 0) {
    j->method = "PUT";
    j->body = st->noise;
    j->length = st->what.size;
    j->sha256 = st->sha256;
  } else if (strcmp(operation, "head") == 0) {
    j->method = "HEAD";
  } else if (strcmp(operation, "delete") == 0) {
    j->method = "DELETE";
  } else if (strcmp(operation, "list") == 0) {
    set_path(st, j, -1);
    strcpy(j->query, "list-type=2&max-keys=1000");
  } else if (strcmp(operation, "bucket") == 0) {
    set_path(st, j, -1);
    j->method = "PUT";
  } else if (strcmp(operation, "read") == 0) {
    set_path(st, j, 0);
  }
  return true;
}

static void note(void *context, const job *done, const outcome *came, double seconds) {
  state *st = context;
  if (came->status >= 300) {
    st->errors++;
    st->last_error = came->status;
    if (st->errors == 1) fprintf(stderr, "load: %s %s: %d %s\n", done->method, done->path, came->status, came->text);
  }
  st->latencies[st->answered++] = seconds;
  st->bytes += came->bytes + done->length;
  if (st->etags && done->number >= 1) snprintf(st->etags[done->number], 80, "%s", came->etag);
  char *id = strstr(came->text, "<UploadId>");
  if (id) sscanf(id, "<UploadId>%299[^<]", st->upload_id);
}

static bool next_part(void *context, job *j) {
  state *st = context;
  if (st->issued >= st->what.size / st->what.part_size || st->errors) return false;
  set_path(st, j, 0);
  j->method = "PUT";
  j->number = ++st->issued;
  snprintf(j->query, sizeof j->query, "partNumber=%d&uploadId=%s", j->number, st->upload_id);
  j->body = st->noise;
  j->length = st->what.part_size;
  j->sha256 = st->sha256;
  return true;
}

typedef struct {
  state *st;
  job only;
  bool taken;
} single;

static bool next_single(void *context, job *j) {
  single *one = context;
  if (one->taken) return false;
  one->taken = true;
  *j = one->only;
  return true;
}

static void note_single(void *context, const job *done, const outcome *came, double seconds) {
  note(((single *)context)->st, done, came, seconds);
}

/* One object in parts: create, all parts, complete. */
static bool run_upload(state *st, signer *s) {
  single first = {.st = st}, last = {.st = st};
  static char document[1 << 20];
  char digest[65];
  int parts = (int)(st->what.size / st->what.part_size);
  st->etags = calloc((size_t)parts + 1, sizeof *st->etags);
  set_path(st, &first.only, 0);
  first.only.method = "POST";
  strcpy(first.only.query, "uploads=");
  if (!run_jobs(s, st->what.port, 1, next_single, note_single, &first) || !st->upload_id[0]) return false;
  if (!run_jobs(s, st->what.port, st->what.concurrency, next_part, note, st)) return false;
  size_t length = (size_t)sprintf(document, "<CompleteMultipartUpload>");
  for (int i = 1; i <= parts; i++)
    length += (size_t)sprintf(document + length, "<Part><PartNumber>%d</PartNumber><ETag>%s</ETag></Part>", i,
                              st->etags[i]);
  length += (size_t)sprintf(document + length, "</CompleteMultipartUpload>");
  sha256_hex(document, length, digest);
  set_path(st, &last.only, 0);
  last.only.method = "POST";
  snprintf(last.only.query, sizeof last.only.query, "uploadId=%s", st->upload_id);
  last.only.body = (uint8_t *)document;
  last.only.length = (int64_t)length;
  last.only.sha256 = digest;
  return run_jobs(s, st->what.port, 1, next_single, note_single, &last);
}

static int by_value(const void *left, const void *right) {
  double l = *(const double *)left, r = *(const double *)right;
  return l < r ? -1 : l > r;
}

static void read_options(int count, char **values, plan *what) {
  static const struct option known[] = {
    {"port", 1, 0, 'p'}, {"bucket", 1, 0, 'b'}, {"operation", 1, 0, 'o'}, {"count", 1, 0, 'n'},
    {"concurrency", 1, 0, 'c'}, {"size", 1, 0, 's'}, {"part-size", 1, 0, 'q'}, {"prefix", 1, 0, 'x'}, {0},
  };
  for (int c; (c = getopt_long(count, values, "", known, NULL)) != -1;) {
    switch (c) {
    case 'p': what->port = atoi(optarg); break;
    case 'b': what->bucket = optarg; break;
    case 'o': what->operation = optarg; break;
    case 'n': what->count = atoi(optarg); break;
    case 'c': what->concurrency = atoi(optarg); break;
    case 's': what->size = atoll(optarg); break;
    case 'q': what->part_size = atoll(optarg); break;
    case 'x': what->prefix = optarg; break;
    default: exit(2);
    }
  }
}

static void fill_noise(state *st) {
  int64_t length = strcmp(st->what.operation, "upload") == 0 ? st->what.part_size : st->what.size;
  uint64_t seed = 88172645463325252u;
  st->noise = malloc((size_t)length + 8);
  if (!st->noise) abort();
  for (int64_t i = 0; i < length; i += 8) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    memcpy(st->noise + i, &seed, 8);
  }
  sha256_hex(st->noise, (size_t)length, st->sha256);
  sha256_hex("", 0, st->empty_sha256);
}

int main(int count, char **values) {
  state st = {.what = {.operation = "put", .bucket = "bench", .prefix = "k/", .count = 1, .concurrency = 1,
                       .size = 4096, .part_size = 16 << 20}};
  char host[64];
  read_options(count, values, &st.what);
  snprintf(host, sizeof host, "127.0.0.1:%d", st.what.port);
  signer s = {.access_key = getenv("AWS_ACCESS_KEY_ID"), .secret_key = getenv("AWS_SECRET_ACCESS_KEY"),
              .region = "us-east-1", .host = host};
  if (!s.access_key || !s.secret_key) return 2;
  fill_noise(&st);
  bool is_upload = strcmp(st.what.operation, "upload") == 0;
  int64_t most = is_upload ? st.what.size / st.what.part_size + 2 : st.what.count;
  st.latencies = calloc((size_t)most + 1, sizeof(double));
  double began = seconds_now();
  bool fine = is_upload ? run_upload(&st, &s)
                        : run_jobs(&s, st.what.port, st.what.concurrency, next_simple, note, &st);
  double seconds = seconds_now() - began;
  qsort(st.latencies, (size_t)st.answered, sizeof(double), by_value);
  double p50 = st.answered ? st.latencies[st.answered / 2] : 0;
  double p99 = st.answered ? st.latencies[(st.answered * 99) / 100] : 0;
  printf("{\"fine\":%s,\"answers\":%d,\"errors\":%d,\"lastError\":%d,\"seconds\":%.6f,\"bytes\":%lld,"
         "\"p50ms\":%.3f,\"p99ms\":%.3f}\n", fine && !st.errors ? "true" : "false", st.answered, st.errors,
         st.last_error, seconds, (long long)st.bytes, p50 * 1e3, p99 * 1e3);
  return fine && !st.errors ? 0 : 1;
}

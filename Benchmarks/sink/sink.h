/* A null S3 endpoint for measurements: one epoll thread, everything in memory, any signature accepted.
 *
 * It answers what S3 clients ask for and does as little as possible besides, so that the cost of the client shows. */
#ifndef SINK_H
#define SINK_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "text.h"

/* What the command line chose. */
typedef struct {
  bool md5;      /* ETags are MD5s; otherwise they have the shape of a multipart tag and mean nothing */
  bool keep;     /* bodies stay in memory; otherwise GET answers noise of the right length */
  bool verify;   /* SHA-256 of a body is compared with x-amz-content-sha256 */
  int delay_ms;  /* added to every answer */
} options;

/* The bytes of an object: its own, those of its parts, or none (noise of that length). Shared by counting. */
typedef struct body {
  long references;
  int64_t size;
  uint8_t *bytes;
  int part_count;
  struct body **parts;
  int64_t *part_offsets;
} body;

typedef struct object {
  char *key;
  size_t key_length;
  body *content;
  char etag[48];
  time_t modified;
  char *headers;   /* lines to send back with every GET and HEAD */
  char *checksums; /* x-amz-checksum lines, sent where the client asks for them */
  int levels;
  struct object *next[]; /* skip list */
} object;

typedef struct bucket {
  char *name;
  object *head;
  int64_t count;
  struct bucket *next;
} bucket;

typedef struct {
  body *content; /* NULL: never uploaded */
  char etag[48];
  char *checksums;
} part;

typedef struct upload {
  char id[24];
  bucket *where;
  char *key;
  size_t key_length;
  char *headers;
  int part_limit; /* slots allocated */
  part *parts;
  struct upload *next;
} upload;

enum operation {
  OP_PUT, OP_GET, OP_HEAD, OP_DELETE, OP_LIST, OP_MULTI_DELETE, OP_COPY, OP_CREATE_UPLOAD, OP_PART, OP_COMPLETE,
  OP_ABORT, OP_BUCKET, OP_OTHER, OP_COUNT
};

typedef struct {
  int64_t operations[OP_COUNT];
  int64_t connections, errors, bytes_in, bytes_out, verified, unsigned_payloads;
  int64_t multi_deleted; /* keys named by DeleteObjects */
} statistics;

extern options settings;
extern statistics counters;

/* One request as far as its head tells. Names and values are decoded copies in the connection's memory. */
typedef struct {
  char method[8];
  char *bucket, *key; /* NULL where absent */
  size_t key_length;
  char *query; /* raw */
  int64_t length, decoded_length;
  int64_t range_first, range_last; /* -1: absent */
  bool keep_alive, expects_continue, streaming, chunked, wants_checksum, replaces_metadata, if_none_match_any;
  char sha256[65];
  char *copy_source, *if_match;
  text headers, checksums;
} request;

/* An answer: a head and text in `out`, then possibly a slice of a body. */
typedef struct {
  text out;
  body *content;
  int64_t first, end;
} answer;

/* What arrived with a request, digested while it came. */
typedef struct {
  body *content;
  text document; /* small bodies that are read as XML */
  uint8_t md5[16], sha256[32];
  int64_t size;
} arrival;

/* store.c */
bucket *bucket_find(const char *name);
bucket *bucket_create(const char *name);
void bucket_clear(bucket *where);
void bucket_clone(bucket *from, bucket *to);
bucket *bucket_first(void);
object *object_find(bucket *where, const char *key, size_t length);
object *object_at_or_after(bucket *where, const char *key, size_t length);
object *object_put(bucket *where, const char *key, size_t length);
bool object_remove(bucket *where, const char *key, size_t length);
void object_fill(object *into, body *content, const char *etag, const char *headers, const char *checksums);

/* body.c */
body *body_new(int64_t size, bool with_bytes);
body *body_join(part *parts, const int *numbers, int count);
body *body_slice(body *whole, int64_t first, int64_t end);
body *body_hold(body *content);
void body_drop(body *content);
const uint8_t *body_at(const body *content, int64_t offset, int64_t *available);
void etag_of(const arrival *came, char etag[48]);

/* request.c */
bool request_parse(request *into, char *head, size_t length);
void request_reset(request *r);
bool query_value(const request *r, const char *name, text *value);
bool query_has(const request *r, const char *name);

/* handlers.c, multipart.c, listing.c, administration.c */
void handle(const request *r, arrival *came, answer *reply);
void answer_head(answer *reply, int status, const char *extra, int64_t length);
void answer_xml(answer *reply, int status, const text *xml);
void answer_error(answer *reply, const request *r, int status, const char *code);
void format_time_http(time_t when, char out[40]);
void format_time_iso(time_t when, char out[32]);
bool handle_multipart(bucket *where, const request *r, arrival *came, answer *reply);
void handle_listing(bucket *where, const request *r, answer *reply);
void handle_uploads_listing(bucket *where, answer *reply);
bool handle_administration(const request *r, answer *reply);
bool copy_source_find(const request *r, object **found);

#endif

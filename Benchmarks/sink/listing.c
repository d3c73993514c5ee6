/* ListObjects and ListObjectsV2: keys and common prefixes as one byte-ordered sequence. */
#include <stdlib.h>
#include <string.h>

#include "sink.h"

typedef struct {
  bool version2, as_url;
  text prefix, delimiter, start; /* start: the first key that may be listed, or one before it */
  bool start_inclusive;
  int limit;
} question;

/* Turns the bytes into the least ones that are greater than everything they are a prefix of. */
static void successor(text *bytes) {
  while (bytes->length > 0 && (unsigned char)bytes->data[bytes->length - 1] == 0xff) bytes->length--;
  if (bytes->length > 0) bytes->data[bytes->length - 1]++;
  else text_string(bytes, "\xff\xff\xff\xff");
}

static void read_question(const request *r, question *q) {
  text value = {0};
  q->version2 = query_has(r, "list-type");
  q->as_url = query_value(r, "encoding-type", &value) && strcmp(value.data, "url") == 0;
  query_value(r, "prefix", &q->prefix);
  query_value(r, "delimiter", &q->delimiter);
  q->limit = query_value(r, "max-keys", &value) ? atoi(value.data) : 1000;
  if (q->limit > 1000) q->limit = 1000;
  if (query_value(r, "continuation-token", &value) && value.length > 0) {
    text_clear(&q->start);
    text_unhex(&q->start, value.data + 1, value.length - 1);
    q->start_inclusive = value.data[0] == 'p';
    if (q->start_inclusive) successor(&q->start);
  } else if (query_value(r, q->version2 ? "start-after" : "marker", &value) && value.length > 0) {
    text_clear(&q->start);
    text_add(&q->start, value.data, value.length);
    size_t d = q->delimiter.length;
    q->start_inclusive = d > 0 && value.length >= d && memcmp(value.data + value.length - d, q->delimiter.data, d) == 0;
    if (q->start_inclusive) successor(&q->start);
  }
  text_free(&value);
}

static object *first_object(bucket *where, question *q) {
  const text *from = &q->prefix;
  object *node;
  if (q->start.length > 0 && (q->prefix.length == 0 || strcmp(q->start.data, q->prefix.data) > 0)) from = &q->start;
  node = object_at_or_after(where, from->data ? from->data : "", from->length);
  bool is_start = node && from == &q->start && !q->start_inclusive && node->key_length == from->length &&
                  memcmp(node->key, from->data, from->length) == 0;
  return is_start ? node->next[0] : node;
}

/* The length of the common prefix that folds `node`; 0 for none. */
static size_t fold(const question *q, const object *node) {
  size_t p = q->prefix.length;
  if (q->delimiter.length == 0) return 0;
  char *found = memmem(node->key + p, node->key_length - p, q->delimiter.data, q->delimiter.length);
  return found ? (size_t)(found - node->key) + q->delimiter.length : 0;
}

static void add_object(text *xml, const question *q, const object *node) {
  static time_t known = -1;
  static char modified[32];
  if (node->modified != known) {
    known = node->modified;
    format_time_iso(known, modified);
  }
  text_string(xml, "<Contents><Key>");
  text_xml(xml, node->key, node->key_length, q->as_url);
  text_format(xml, "</Key><LastModified>%s</LastModified><ETag>&quot;%s&quot;</ETag><Size>%lld</Size>"
              "<StorageClass>STANDARD</StorageClass></Contents>", modified, node->etag,
              (long long)node->content->size);
}

typedef struct {
  text keys, token;
  int count;
  bool truncated;
} page;

static void collect(bucket *where, question *q, page *out) {
  text next = {0};
  for (object *node = first_object(where, q); node;) {
    if (q->prefix.length > 0 && (node->key_length < q->prefix.length ||
                                 memcmp(node->key, q->prefix.data, q->prefix.length) != 0)) break;
    if (out->count == q->limit) { out->truncated = true; break; }
    size_t folded = fold(q, node);
    text_clear(&out->token);
    text_string(&out->token, folded ? "p" : "k");
    text_hex(&out->token, node->key, folded ? folded : node->key_length);
    out->count++;
    if (!folded) {
      add_object(&out->keys, q, node);
      node = node->next[0];
      continue;
    }
    text_string(&out->keys, "<CommonPrefixes><Prefix>");
    text_xml(&out->keys, node->key, folded, q->as_url);
    text_string(&out->keys, "</Prefix></CommonPrefixes>");
    text_clear(&next);
    text_add(&next, node->key, folded);
    successor(&next);
    node = object_at_or_after(where, next.data, next.length);
  }
  text_free(&next);
}

static void add_markers(text *xml, const question *q, const page *found) {
  if (q->version2) {
    text_format(xml, "<KeyCount>%d</KeyCount>", found->count);
    if (found->truncated) text_format(xml, "<NextContinuationToken>%s</NextContinuationToken>", found->token.data);
  } else if (found->truncated && q->delimiter.length > 0) {
    text last = {0};
    text_unhex(&last, found->token.data + 1, found->token.length - 1);
    text_string(xml, "<NextMarker>");
    text_xml(xml, last.data, last.length, q->as_url);
    text_string(xml, "</NextMarker>");
    text_free(&last);
  }
}

void handle_listing(bucket *where, const request *r, answer *reply) {
  question q = {0};
  page found = {0};
  text xml = {0};
  read_question(r, &q);
  if (q.limit > 0) collect(where, &q, &found);
  text_format(&xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>%s</Name><Prefix>",
              where->name);
  text_xml(&xml, q.prefix.data ? q.prefix.data : "", q.prefix.length, q.as_url && q.version2);
  text_format(&xml, "</Prefix><MaxKeys>%d</MaxKeys><IsTruncated>%s</IsTruncated>", q.limit,
              found.truncated ? "true" : "false");
  if (q.as_url) text_string(&xml, "<EncodingType>url</EncodingType>");
  add_markers(&xml, &q, &found);
  if (found.keys.length) text_add(&xml, found.keys.data, found.keys.length);
  text_string(&xml, "</ListBucketResult>");
  answer_xml(reply, 200, &xml);
  text_free(&xml);
  text_free(&found.keys);
  text_free(&found.token);
  text_free(&q.prefix);
  text_free(&q.delimiter);
  text_free(&q.start);
}

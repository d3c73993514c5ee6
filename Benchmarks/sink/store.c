/* Buckets, each a skip list of objects in byte order of their keys. */
#include <stdlib.h>
#include <string.h>

#include "sink.h"

enum { TOP = 20 };

static bucket *buckets;

static object *node_new(const char *key, size_t length, int levels) {
  object *made = calloc(1, sizeof *made + sizeof(object *) * (size_t)levels);
  if (!made) abort();
  made->key = malloc(length + 1);
  if (!made->key) abort();
  memcpy(made->key, key, length);
  made->key[length] = 0;
  made->key_length = length;
  made->levels = levels;
  return made;
}

static void object_empty(object *old) {
  body_drop(old->content);
  free(old->headers);
  free(old->checksums);
  old->content = NULL;
  old->headers = old->checksums = NULL;
}

static void node_free(object *old) {
  object_empty(old);
  free(old->key);
  free(old);
}

static int random_levels(void) {
  static uint64_t state = 0x9e3779b97f4a7c15u;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  int levels = 1;
  for (uint64_t bits = state; (bits & 3) == 0 && levels < TOP; bits >>= 2) levels++;
  return levels;
}

static int compare(const object *node, const char *key, size_t length) {
  size_t common = node->key_length < length ? node->key_length : length;
  int order = memcmp(node->key, key, common);
  if (order) return order;
  return node->key_length < length ? -1 : node->key_length > length;
}

/* Fills `before` with the last node before `key` on each level. */
static object *seek(bucket *where, const char *key, size_t length, object *before[TOP]) {
  object *node = where->head;
  for (int level = TOP - 1; level >= 0; level--) {
    while (node->next[level] && compare(node->next[level], key, length) < 0) node = node->next[level];
    if (before) before[level] = node;
  }
  return node->next[0];
}

bucket *bucket_first(void) { return buckets; }

bucket *bucket_find(const char *name) {
  for (bucket *b = buckets; b; b = b->next)
    if (strcmp(b->name, name) == 0) return b;
  return NULL;
}

bucket *bucket_create(const char *name) {
  bucket *found = bucket_find(name);
  if (found) return found;
  bucket *made = calloc(1, sizeof *made);
  if (!made) abort();
  made->name = strdup(name);
  made->head = node_new("", 0, TOP);
  made->next = buckets;
  buckets = made;
  return made;
}

void bucket_clear(bucket *where) {
  for (object *node = where->head->next[0]; node;) {
    object *next = node->next[0];
    node_free(node);
    node = next;
  }
  memset(where->head->next, 0, sizeof(object *) * TOP);
  where->count = 0;
}

void bucket_clone(bucket *from, bucket *to) {
  bucket_clear(to);
  for (object *node = from->head->next[0]; node; node = node->next[0]) {
    object *made = object_put(to, node->key, node->key_length);
    object_fill(made, body_hold(node->content), node->etag, node->headers, node->checksums);
    made->modified = node->modified;
  }
}

object *object_at_or_after(bucket *where, const char *key, size_t length) { return seek(where, key, length, NULL); }

object *object_find(bucket *where, const char *key, size_t length) {
  object *node = seek(where, key, length, NULL);
  return node && compare(node, key, length) == 0 ? node : NULL;
}

object *object_put(bucket *where, const char *key, size_t length) {
  object *before[TOP];
  object *node = seek(where, key, length, before);
  if (node && compare(node, key, length) == 0) return node;
  object *made = node_new(key, length, random_levels());
  for (int level = 0; level < made->levels; level++) {
    made->next[level] = before[level]->next[level];
    before[level]->next[level] = made;
  }
  where->count++;
  return made;
}

bool object_remove(bucket *where, const char *key, size_t length) {
  object *before[TOP];
  object *node = seek(where, key, length, before);
  if (!node || compare(node, key, length) != 0) return false;
  for (int level = 0; level < node->levels; level++) before[level]->next[level] = node->next[level];
  node_free(node);
  where->count--;
  return true;
}

void object_fill(object *into, body *content, const char *etag, const char *headers, const char *checksums) {
  char *kept_headers = headers && *headers ? strdup(headers) : NULL;
  char *kept_checksums = checksums && *checksums ? strdup(checksums) : NULL;
  object_empty(into);
  into->content = content;
  into->headers = kept_headers;
  into->checksums = kept_checksums;
  if (etag != into->etag) strcpy(into->etag, etag);
  into->modified = time(NULL);
}

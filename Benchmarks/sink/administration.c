/* What the measuring side asks for: GET /_stats, POST /_reset, /_clear/BUCKET, /_clone/FROM/TO, /_delay/MS. */
#include <stdlib.h>
#include <string.h>

#include "sink.h"

static const char *const names[OP_COUNT] = {
  "put", "get", "head", "delete", "list", "multiDelete", "copy", "createUpload", "part", "complete", "abort",
  "bucket", "other",
};

static void add_statistics(text *json) {
  int64_t requests = 0;
  for (int i = 0; i < OP_COUNT; i++) requests += counters.operations[i];
  text_format(json, "{\"operations\":{");
  for (int i = 0; i < OP_COUNT; i++)
    text_format(json, "%s\"%s\":%lld", i ? "," : "", names[i], (long long)counters.operations[i]);
  text_format(json, "},\"requests\":%lld,\"connections\":%lld,\"errors\":%lld,\"bytesIn\":%lld,\"bytesOut\":%lld,"
              "\"verified\":%lld,\"unsignedPayloads\":%lld,\"multiDeleted\":%lld,\"buckets\":{", (long long)requests,
              (long long)counters.connections, (long long)counters.errors, (long long)counters.bytes_in,
              (long long)counters.bytes_out, (long long)counters.verified, (long long)counters.unsigned_payloads,
              (long long)counters.multi_deleted);
  for (bucket *b = bucket_first(); b; b = b->next) {
    int64_t bytes = 0;
    for (object *node = b->head->next[0]; node; node = node->next[0]) bytes += node->content->size;
    text_format(json, "%s\"%s\":{\"objects\":%lld,\"bytes\":%lld}", b == bucket_first() ? "" : ",", b->name,
                (long long)b->count, (long long)bytes);
  }
  text_string(json, "}}\n");
}

bool handle_administration(const request *r, answer *reply) {
  text json = {0};
  if (!r->bucket || r->bucket[0] != '_') return false;
  if (strcmp(r->bucket, "_stats") == 0) {
    add_statistics(&json);
  } else if (strcmp(r->bucket, "_reset") == 0) {
    memset(&counters, 0, sizeof counters);
  } else if (strcmp(r->bucket, "_delay") == 0 && r->key) {
    settings.delay_ms = atoi(r->key);
  } else if (strcmp(r->bucket, "_clear") == 0 && r->key) {
    bucket_clear(bucket_create(r->key));
  } else if (strcmp(r->bucket, "_clone") == 0 && r->key && strchr(r->key, '/')) {
    char *slash = strchr(r->key, '/');
    *slash = 0;
    bucket_clone(bucket_create(r->key), bucket_create(slash + 1));
  } else {
    answer_error(reply, r, 404, "NoSuchCommand");
    return true;
  }
  if (json.length == 0) text_string(&json, "{}\n");
  answer_head(reply, 200, "Content-Type: application/json\r\n", (int64_t)json.length);
  text_add(&reply->out, json.data, json.length);
  text_free(&json);
  return true;
}

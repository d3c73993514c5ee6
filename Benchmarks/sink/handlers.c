/* Routing, and the operations on single objects. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sink.h"

options settings;
statistics counters;

void format_time_http(time_t when, char out[40]) {
  struct tm parts;
  strftime(out, 40, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&when, &parts));
}

void format_time_iso(time_t when, char out[32]) {
  struct tm parts;
  strftime(out, 32, "%Y-%m-%dT%H:%M:%S.000Z", gmtime_r(&when, &parts));
}

static const char *reason(int status) {
  switch (status) {
  case 200: return "OK";
  case 204: return "No Content";
  case 206: return "Partial Content";
  case 400: return "Bad Request";
  case 404: return "Not Found";
  case 412: return "Precondition Failed";
  case 416: return "Range Not Satisfiable";
  default: return "Other";
  }
}

void answer_head(answer *reply, int status, const char *extra, int64_t length) {
  static time_t known;
  static char date[40];
  static uint64_t serial;
  time_t now = time(NULL);
  if (now != known) {
    known = now;
    format_time_http(now, date);
  }
  text_format(&reply->out, "HTTP/1.1 %d %s\r\nDate: %s\r\nServer: sink\r\nx-amz-request-id: %016llX\r\n", status,
              reason(status), date, (unsigned long long)++serial);
  if (extra) text_string(&reply->out, extra);
  if (status != 204) text_format(&reply->out, "Content-Length: %lld\r\n", (long long)length);
  text_string(&reply->out, "\r\n");
}

void answer_xml(answer *reply, int status, const text *xml) {
  answer_head(reply, status, "Content-Type: application/xml\r\n", (int64_t)xml->length);
  text_add(&reply->out, xml->data, xml->length);
}

void answer_error(answer *reply, const request *r, int status, const char *code) {
  text xml = {0};
  counters.errors++;
  text_format(&xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code><Message>%s</Message></Error>",
              code, code);
  if (strcmp(r->method, "HEAD") == 0) answer_head(reply, status, NULL, 0);
  else answer_xml(reply, status, &xml);
  text_free(&xml);
}

static bool etags_agree(const char *wanted, const char *etag) {
  size_t length = strlen(etag);
  if (*wanted == '"') wanted++;
  return strcmp(wanted, "*") == 0 || strncmp(wanted, etag, length) == 0;
}

static void answer_object(const request *r, const object *found, answer *reply) {
  char modified[40];
  bool is_head = strcmp(r->method, "HEAD") == 0;
  int64_t size = found->content->size, first = 0, end = size;
  text extra = {0};
  if (r->range_first >= 0) {
    first = r->range_first;
    end = r->range_last >= 0 && r->range_last < size ? r->range_last + 1 : size;
    if (first >= size) {
      answer_error(reply, r, 416, "InvalidRange");
      return;
    }
    text_format(&extra, "Content-Range: bytes %lld-%lld/%lld\r\n", (long long)first, (long long)end - 1,
                (long long)size);
  }
  format_time_http(found->modified, modified);
  text_format(&extra, "ETag: \"%s\"\r\nLast-Modified: %s\r\nAccept-Ranges: bytes\r\n", found->etag, modified);
  if (found->headers) text_string(&extra, found->headers);
  if (found->checksums && r->wants_checksum && r->range_first < 0) text_string(&extra, found->checksums);
  answer_head(reply, r->range_first >= 0 ? 206 : 200, extra.data, end - first);
  if (!is_head && end > first) {
    reply->content = body_hold(found->content);
    reply->first = first;
    reply->end = end;
  }
  text_free(&extra);
}

static void put_object(bucket *where, const request *r, arrival *came, answer *reply) {
  char etag[48];
  text extra = {0};
  object *found = r->if_none_match_any || r->if_match ? object_find(where, r->key, r->key_length) : NULL;
  if (r->if_none_match_any && found) { answer_error(reply, r, 412, "PreconditionFailed"); return; }
  if (r->if_match && !found) { answer_error(reply, r, 404, "NoSuchKey"); return; }
  if (r->if_match && !etags_agree(r->if_match, found->etag)) {
    answer_error(reply, r, 412, "PreconditionFailed");
    return;
  }
  etag_of(came, etag);
  object *made = object_put(where, r->key, r->key_length);
  object_fill(made, body_hold(came->content), etag, r->headers.data, r->checksums.data);
  text_format(&extra, "ETag: \"%s\"\r\n%s", etag, made->checksums ? made->checksums : "");
  answer_head(reply, 200, extra.data, 0);
  text_free(&extra);
}

/* Looks up the object that x-amz-copy-source names: `/bucket/key`, percent-encoded, perhaps with a version. */
bool copy_source_find(const request *r, object **found) {
  const char *source = r->copy_source;
  const char *question = strstr(source, "?versionId=");
  text path = {0};
  if (*source == '/') source++;
  text_percent_decode(&path, source, question ? (size_t)(question - source) : strlen(source), false);
  char *slash = strchr(path.data, '/');
  *found = NULL;
  if (slash) {
    *slash = 0;
    bucket *from = bucket_find(path.data);
    size_t key_length = path.length - (size_t)(slash + 1 - path.data);
    if (from) *found = object_find(from, slash + 1, key_length);
  }
  text_free(&path);
  return *found != NULL;
}

static void copy_object(bucket *where, const request *r, answer *reply) {
  object *source;
  char modified[32];
  text xml = {0};
  if (!copy_source_find(r, &source)) { answer_error(reply, r, 404, "NoSuchKey"); return; }
  body *content = body_hold(source->content);
  object *made = object_put(where, r->key, r->key_length);
  object_fill(made, content, source->etag, r->replaces_metadata ? r->headers.data : source->headers,
              source->checksums);
  format_time_iso(made->modified, modified);
  text_format(&xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CopyObjectResult><LastModified>%s</LastModified>"
              "<ETag>&quot;%s&quot;</ETag></CopyObjectResult>", modified, made->etag);
  answer_xml(reply, 200, &xml);
  text_free(&xml);
}

static void delete_objects(bucket *where, const arrival *came, answer *reply) {
  const char *document = came->document.data ? came->document.data : "";
  bool quiet = strstr(document, "<Quiet>true</Quiet>") != NULL;
  text xml = {0}, key = {0};
  text_string(&xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DeleteResult>");
  for (const char *at = strstr(document, "<Key>"); at; at = strstr(at, "<Key>")) {
    at += 5;
    const char *end = strstr(at, "</Key>");
    if (!end) break;
    text_clear(&key);
    text_unescape_xml(&key, at, (size_t)(end - at));
    object_remove(where, key.data, key.length);
    counters.multi_deleted++;
    if (!quiet) {
      text_string(&xml, "<Deleted><Key>");
      text_xml(&xml, key.data, key.length, false);
      text_string(&xml, "</Key></Deleted>");
    }
    at = end;
  }
  text_string(&xml, "</DeleteResult>");
  answer_xml(reply, 200, &xml);
  text_free(&xml);
  text_free(&key);
}

static void list_buckets(answer *reply) {
  char created[32];
  text xml = {0};
  format_time_iso(time(NULL), created);
  text_string(&xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListAllMyBucketsResult>"
              "<Owner><ID>sink</ID></Owner><Buckets>");
  for (bucket *b = bucket_first(); b; b = b->next)
    text_format(&xml, "<Bucket><Name>%s</Name><CreationDate>%s</CreationDate></Bucket>", b->name, created);
  text_string(&xml, "</Buckets></ListAllMyBucketsResult>");
  answer_xml(reply, 200, &xml);
  text_free(&xml);
}

static void handle_bucket(bucket *where, const request *r, arrival *came, answer *reply) {
  text xml = {0};
  if (strcmp(r->method, "PUT") == 0 || strcmp(r->method, "HEAD") == 0) {
    counters.operations[OP_BUCKET]++;
    answer_head(reply, 200, NULL, 0);
  } else if (strcmp(r->method, "DELETE") == 0) {
    counters.operations[OP_BUCKET]++;
    bucket_clear(where);
    answer_head(reply, 204, NULL, 0);
  } else if (strcmp(r->method, "POST") == 0 && query_has(r, "delete")) {
    counters.operations[OP_MULTI_DELETE]++;
    delete_objects(where, came, reply);
  } else if (query_has(r, "location")) {
    counters.operations[OP_BUCKET]++;
    text_string(&xml, "<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"/>");
    answer_xml(reply, 200, &xml);
  } else if (query_has(r, "versioning")) {
    counters.operations[OP_BUCKET]++;
    text_string(&xml, "<VersioningConfiguration/>");
    answer_xml(reply, 200, &xml);
  } else if (query_has(r, "uploads")) {
    counters.operations[OP_LIST]++;
    handle_uploads_listing(where, reply);
  } else if (strcmp(r->method, "GET") == 0) {
    counters.operations[OP_LIST]++;
    handle_listing(where, r, reply);
  } else {
    answer_error(reply, r, 400, "InvalidRequest");
  }
  text_free(&xml);
}

static void handle_object(bucket *where, const request *r, arrival *came, answer *reply) {
  if (strcmp(r->method, "PUT") == 0 && r->copy_source) {
    counters.operations[OP_COPY]++;
    copy_object(where, r, reply);
  } else if (strcmp(r->method, "PUT") == 0) {
    counters.operations[OP_PUT]++;
    put_object(where, r, came, reply);
  } else if (strcmp(r->method, "DELETE") == 0) {
    counters.operations[OP_DELETE]++;
    object_remove(where, r->key, r->key_length);
    answer_head(reply, 204, NULL, 0);
  } else if (strcmp(r->method, "GET") == 0 || strcmp(r->method, "HEAD") == 0) {
    counters.operations[r->method[0] == 'G' ? OP_GET : OP_HEAD]++;
    object *found = object_find(where, r->key, r->key_length);
    if (!found) answer_error(reply, r, 404, "NoSuchKey");
    else if (r->if_match && !etags_agree(r->if_match, found->etag)) answer_error(reply, r, 412, "PreconditionFailed");
    else answer_object(r, found, reply);
  } else {
    answer_error(reply, r, 400, "InvalidRequest");
  }
}

/* Answers one request whose body has arrived. */
void handle(const request *r, arrival *came, answer *reply) {
  if (handle_administration(r, reply)) return;
  if (!r->bucket) {
    counters.operations[OP_BUCKET]++;
    list_buckets(reply);
    return;
  }
  bucket *where = bucket_find(r->bucket);
  if (!where && !r->key && strcmp(r->method, "PUT") == 0) where = bucket_create(r->bucket);
  if (!where) {
    counters.operations[OP_OTHER]++;
    answer_error(reply, r, 404, "NoSuchBucket");
  } else if (!r->key) {
    handle_bucket(where, r, came, reply);
  } else if (!handle_multipart(where, r, came, reply)) {
    handle_object(where, r, came, reply);
  }
}

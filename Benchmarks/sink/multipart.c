/* Multipart uploads. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sink.h"

enum { MAXIMUM_PARTS = 10000 };

static upload *uploads;

static upload *upload_find(const char *id) {
  for (upload *u = uploads; u; u = u->next)
    if (strcmp(u->id, id) == 0) return u;
  return NULL;
}

static void upload_free(upload *old) {
  for (upload **link = &uploads; *link; link = &(*link)->next) {
    if (*link != old) continue;
    *link = old->next;
    break;
  }
  for (int i = 0; i < old->part_limit; i++) {
    body_drop(old->parts[i].content);
    free(old->parts[i].checksums);
  }
  free(old->parts);
  free(old->headers);
  free(old->key);
  free(old);
}

static void create_upload(bucket *where, const request *r, answer *reply) {
  static uint64_t serial;
  upload *made = calloc(1, sizeof *made);
  text xml = {0};
  if (!made) abort();
  snprintf(made->id, sizeof made->id, "upload-%llu", (unsigned long long)++serial);
  made->where = where;
  made->key = malloc(r->key_length + 1);
  memcpy(made->key, r->key, r->key_length + 1);
  made->key_length = r->key_length;
  made->headers = strdup(r->headers.data ? r->headers.data : "");
  made->next = uploads;
  uploads = made;
  text_string(&xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  text_format(&xml, "<InitiateMultipartUploadResult><Bucket>%s</Bucket><Key>", where->name);
  text_xml(&xml, r->key, r->key_length, false);
  text_format(&xml, "</Key><UploadId>%s</UploadId></InitiateMultipartUploadResult>", made->id);
  answer_xml(reply, 200, &xml);
  text_free(&xml);
}

static part *part_slot(upload *u, int number) {
  if (number >= u->part_limit) {
    int limit = number < 64 ? 64 : number * 2;
    u->parts = realloc(u->parts, sizeof(part) * (size_t)limit);
    if (!u->parts) abort();
    memset(u->parts + u->part_limit, 0, sizeof(part) * (size_t)(limit - u->part_limit));
    u->part_limit = limit;
  }
  return &u->parts[number];
}

static void upload_part(upload *u, const request *r, int number, arrival *came, answer *reply) {
  part *slot = part_slot(u, number);
  text xml = {0}, extra = {0};
  body_drop(slot->content);
  free(slot->checksums);
  slot->checksums = NULL;
  if (r->copy_source) {
    object *source;
    slot->content = NULL;
    if (!copy_source_find(r, &source)) { answer_error(reply, r, 404, "NoSuchKey"); return; }
    int64_t first = r->range_first >= 0 ? r->range_first : 0;
    int64_t end = r->range_first >= 0 ? r->range_last + 1 : source->content->size;
    if (end > source->content->size) { answer_error(reply, r, 416, "InvalidRange"); return; }
    slot->content = body_slice(source->content, first, end);
    if (slot->content->bytes)
      EVP_Digest(slot->content->bytes, (size_t)(end - first), came->md5, NULL, EVP_md5(), NULL);
    etag_of(came, slot->etag);
    text_format(&xml, "<CopyPartResult><LastModified>2026-01-01T00:00:00.000Z</LastModified>"
                "<ETag>&quot;%s&quot;</ETag></CopyPartResult>", slot->etag);
    answer_xml(reply, 200, &xml);
  } else {
    slot->content = body_hold(came->content);
    etag_of(came, slot->etag);
    slot->checksums = r->checksums.length ? strdup(r->checksums.data) : NULL;
    text_format(&extra, "ETag: \"%s\"\r\n%s", slot->etag, slot->checksums ? slot->checksums : "");
    answer_head(reply, 200, extra.data, 0);
  }
  text_free(&xml);
  text_free(&extra);
}

/* The part numbers of a CompleteMultipartUpload document; -1 when one of them was never uploaded. */
static int named_parts(upload *u, const char *document, int numbers[MAXIMUM_PARTS]) {
  int count = 0;
  for (const char *at = strstr(document, "<PartNumber>"); at; at = strstr(at, "<PartNumber>")) {
    at += 12;
    int number = atoi(at);
    if (number < 1 || number >= u->part_limit || !u->parts[number].content || count == MAXIMUM_PARTS) return -1;
    numbers[count++] = number;
  }
  return count > 0 ? count : -1;
}

static void joined_etag(upload *u, const int *numbers, int count, char etag[48]) {
  text all = {0}, hex = {0};
  uint8_t digest[16];
  for (int i = 0; i < count; i++)
    if (!text_unhex(&all, u->parts[numbers[i]].etag, 32)) abort();
  EVP_Digest(all.data, all.length, digest, NULL, EVP_md5(), NULL);
  text_hex(&hex, digest, 16);
  snprintf(etag, 48, "%s-%d", hex.data, count);
  text_free(&all);
  text_free(&hex);
}

static void complete_upload(upload *u, const request *r, const arrival *came, answer *reply) {
  static int numbers[MAXIMUM_PARTS];
  char etag[48];
  text xml = {0};
  int count = named_parts(u, came->document.data ? came->document.data : "", numbers);
  if (count < 0) { answer_error(reply, r, 400, "InvalidPart"); return; }
  joined_etag(u, numbers, count, etag);
  object *made = object_put(u->where, u->key, u->key_length);
  object_fill(made, body_join(u->parts, numbers, count), etag, u->headers, r->checksums.data);
  text_string(&xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  text_format(&xml, "<CompleteMultipartUploadResult><Bucket>%s</Bucket><Key>", u->where->name);
  text_xml(&xml, u->key, u->key_length, false);
  text_format(&xml, "</Key><ETag>&quot;%s&quot;</ETag></CompleteMultipartUploadResult>", etag);
  answer_xml(reply, 200, &xml);
  text_free(&xml);
  upload_free(u);
}

static void list_parts(upload *u, answer *reply) {
  text xml = {0};
  text_format(&xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListPartsResult><UploadId>%s</UploadId>"
              "<IsTruncated>false</IsTruncated>", u->id);
  for (int number = 1; number < u->part_limit; number++) {
    if (!u->parts[number].content) continue;
    text_format(&xml, "<Part><PartNumber>%d</PartNumber><LastModified>2026-01-01T00:00:00.000Z</LastModified>"
                "<ETag>&quot;%s&quot;</ETag><Size>%lld</Size></Part>", number, u->parts[number].etag,
                (long long)u->parts[number].content->size);
  }
  text_string(&xml, "</ListPartsResult>");
  answer_xml(reply, 200, &xml);
  text_free(&xml);
}

void handle_uploads_listing(bucket *where, answer *reply) {
  text xml = {0};
  text_format(&xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListMultipartUploadsResult><Bucket>%s</Bucket>"
              "<IsTruncated>false</IsTruncated>", where->name);
  for (upload *u = uploads; u; u = u->next) {
    if (u->where != where) continue;
    text_string(&xml, "<Upload><Key>");
    text_xml(&xml, u->key, u->key_length, true);
    text_format(&xml, "</Key><UploadId>%s</UploadId><Initiated>2026-01-01T00:00:00.000Z</Initiated></Upload>", u->id);
  }
  text_string(&xml, "<EncodingType>url</EncodingType></ListMultipartUploadsResult>");
  answer_xml(reply, 200, &xml);
  text_free(&xml);
}

/* True when the request belongs to a multipart upload; it is answered then. */
bool handle_multipart(bucket *where, const request *r, arrival *came, answer *reply) {
  text id = {0}, number = {0};
  if (strcmp(r->method, "POST") == 0 && query_has(r, "uploads")) {
    counters.operations[OP_CREATE_UPLOAD]++;
    create_upload(where, r, reply);
    return true;
  }
  if (!query_value(r, "uploadId", &id)) {
    text_free(&id);
    return false;
  }
  upload *u = upload_find(id.data);
  text_free(&id);
  if (!u) {
    counters.operations[OP_OTHER]++;
    answer_error(reply, r, 404, "NoSuchUpload");
  } else if (strcmp(r->method, "PUT") == 0) {
    counters.operations[OP_PART]++;
    query_value(r, "partNumber", &number);
    int value = number.data ? atoi(number.data) : 0;
    if (value < 1 || value > MAXIMUM_PARTS) answer_error(reply, r, 400, "InvalidArgument");
    else upload_part(u, r, value, came, reply);
    text_free(&number);
  } else if (strcmp(r->method, "POST") == 0) {
    counters.operations[OP_COMPLETE]++;
    complete_upload(u, r, came, reply);
  } else if (strcmp(r->method, "DELETE") == 0) {
    counters.operations[OP_ABORT]++;
    upload_free(u);
    answer_head(reply, 204, NULL, 0);
  } else {
    counters.operations[OP_LIST]++;
    list_parts(u, reply);
  }
  return true;
}

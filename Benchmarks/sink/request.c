/* The head of an HTTP request. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sink.h"

void request_reset(request *r) {
  free(r->bucket);
  free(r->key);
  free(r->query);
  free(r->copy_source);
  free(r->if_match);
  text headers = r->headers, checksums = r->checksums;
  text_clear(&headers);
  text_clear(&checksums);
  memset(r, 0, sizeof *r);
  r->headers = headers;
  r->checksums = checksums;
}

static void parse_target(request *r, const char *target, size_t length) {
  const char *question = memchr(target, '?', length);
  size_t path_length = question ? (size_t)(question - target) : length;
  r->query = question ? strndup(question + 1, length - path_length - 1) : strdup("");
  text path = {0};
  text_percent_decode(&path, target, path_length, false);
  if (path.length > 1) {
    char *slash = memchr(path.data + 1, '/', path.length - 1);
    size_t name_length = slash ? (size_t)(slash - path.data - 1) : path.length - 1;
    r->bucket = strndup(path.data + 1, name_length);
    size_t key_length = path.length - 1 - name_length - (slash ? 1 : 0);
    if (key_length > 0) {
      r->key = malloc(key_length + 1);
      memcpy(r->key, slash + 1, key_length + 1);
      r->key_length = key_length;
    }
  }
  text_free(&path);
}

static void parse_range(request *r, const char *value) {
  long long first = -1, last = -1;
  if (sscanf(value, "bytes=%lld-%lld", &first, &last) >= 1) {
    r->range_first = first;
    r->range_last = last;
  }
}

static bool is(const char *name, size_t length, const char *wanted) {
  return strlen(wanted) == length && strncasecmp(name, wanted, length) == 0;
}

static void keep_line(text *lines, const char *name, size_t name_length, const char *value) {
  for (size_t i = 0; i < name_length; i++) {
    char lower = (char)tolower((unsigned char)name[i]);
    text_add(lines, &lower, 1);
  }
  text_format(lines, ": %s\r\n", value);
}

static void parse_amazon_header(request *r, const char *name, size_t length, const char *value) {
  if (length > 11 && strncasecmp(name, "x-amz-meta-", 11) == 0) keep_line(&r->headers, name, length, value);
  else if (is(name, length, "x-amz-checksum-mode")) r->wants_checksum = true;
  else if (is(name, length, "x-amz-checksum-algorithm")) return;
  else if (length > 15 && strncasecmp(name, "x-amz-checksum-", 15) == 0) keep_line(&r->checksums, name, length, value);
  else if (is(name, length, "x-amz-content-sha256")) {
    snprintf(r->sha256, sizeof r->sha256, "%s", value);
    r->streaming = strncmp(value, "STREAMING-", 10) == 0;
  } else if (is(name, length, "x-amz-decoded-content-length")) r->decoded_length = atoll(value);
  else if (is(name, length, "x-amz-copy-source")) r->copy_source = strdup(value);
  else if (is(name, length, "x-amz-copy-source-range")) parse_range(r, value);
  else if (is(name, length, "x-amz-metadata-directive")) r->replaces_metadata = strcasecmp(value, "REPLACE") == 0;
}

static void parse_header(request *r, const char *name, size_t length, const char *value) {
  switch (tolower((unsigned char)name[0])) {
  case 'x': parse_amazon_header(r, name, length, value); break;
  case 'c':
    if (is(name, length, "content-length")) r->length = atoll(value);
    else if (is(name, length, "connection")) r->keep_alive = strcasecmp(value, "close") != 0;
    else if (is(name, length, "content-encoding") && strstr(value, "aws-chunked")) break;
    else if (is(name, length, "content-type") || is(name, length, "content-encoding") ||
             is(name, length, "cache-control") || is(name, length, "content-disposition") ||
             is(name, length, "content-language"))
      keep_line(&r->headers, name, length, value);
    break;
  case 'r': if (is(name, length, "range")) parse_range(r, value); break;
  case 'e': if (is(name, length, "expect")) r->expects_continue = true; break;
  case 't': if (is(name, length, "transfer-encoding")) r->chunked = true; break;
  case 'i':
    if (is(name, length, "if-none-match")) r->if_none_match_any = strcmp(value, "*") == 0;
    else if (is(name, length, "if-match")) r->if_match = strdup(value);
    break;
  default: break;
  }
}

/* `head` ends in the empty line and is changed in the process. False for what is no request. */
bool request_parse(request *r, char *head, size_t length) {
  request_reset(r);
  r->keep_alive = true;
  r->range_first = r->range_last = -1;
  head[length - 1] = 0;
  char *line_end = strstr(head, "\r\n");
  char *space = memchr(head, ' ', length);
  if (!line_end || !space || space > line_end || space - head > 7) return false;
  memcpy(r->method, head, (size_t)(space - head));
  char *target = space + 1;
  char *after = memchr(target, ' ', (size_t)(line_end - target));
  if (!after || target[0] != '/') return false;
  parse_target(r, target, (size_t)(after - target));
  for (char *line = line_end + 2; *line && *line != '\r';) {
    char *end = strstr(line, "\r\n");
    if (!end) break;
    *end = 0;
    char *colon = memchr(line, ':', (size_t)(end - line));
    if (!colon) return false;
    char *value = colon + 1;
    while (*value == ' ') value++;
    parse_header(r, line, (size_t)(colon - line), value);
    line = end + 2;
  }
  return true;
}

static const char *query_find(const request *r, const char *name, size_t *length) {
  size_t name_length = strlen(name);
  for (const char *at = r->query; at && *at;) {
    const char *end = strchr(at, '&');
    size_t pair = end ? (size_t)(end - at) : strlen(at);
    if (pair >= name_length && strncmp(at, name, name_length) == 0 &&
        (pair == name_length || at[name_length] == '=')) {
      *length = pair == name_length ? 0 : pair - name_length - 1;
      return pair == name_length ? at + pair : at + name_length + 1;
    }
    at = end ? end + 1 : NULL;
  }
  return NULL;
}

bool query_has(const request *r, const char *name) {
  size_t length;
  return query_find(r, name, &length) != NULL;
}

/* Sets `value` to the decoded value; false when the parameter is absent. */
bool query_value(const request *r, const char *name, text *value) {
  size_t length;
  const char *found = query_find(r, name, &length);
  text_clear(value);
  if (!found) return false;
  text_percent_decode(value, found, length, true);
  return true;
}

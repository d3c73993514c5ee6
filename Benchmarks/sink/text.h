/* Growing text, and the encodings of URLs and XML. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  char *data; /* always ends in a zero byte once anything was added */
  size_t length, capacity;
} text;

void text_reserve(text *t, size_t extra);
void text_add(text *t, const void *bytes, size_t count);
void text_string(text *t, const char *string);
void text_format(text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_clear(text *t);
void text_free(text *t);

/* Adds bytes for XML; with `as_url` percent-encoded as encoding-type=url has it. */
void text_xml(text *t, const char *bytes, size_t count, bool as_url);
/* Adds the decoded form of XML character data. */
void text_unescape_xml(text *t, const char *bytes, size_t count);
/* Adds the percent-decoded form; `plus_is_space` for query strings. */
void text_percent_decode(text *t, const char *bytes, size_t count, bool plus_is_space);
void text_hex(text *t, const void *bytes, size_t count);
bool text_unhex(text *t, const char *digits, size_t count);

#endif

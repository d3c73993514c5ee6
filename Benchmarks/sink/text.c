#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char digits[] = "0123456789abcdef";

void text_reserve(text *t, size_t extra) {
  size_t needed = t->length + extra + 1;
  if (needed <= t->capacity) return;
  size_t capacity = t->capacity ? t->capacity : 256;
  while (capacity < needed) capacity *= 2;
  t->data = realloc(t->data, capacity);
  if (!t->data) abort();
  t->capacity = capacity;
}

void text_add(text *t, const void *bytes, size_t count) {
  text_reserve(t, count);
  memcpy(t->data + t->length, bytes, count);
  t->length += count;
  t->data[t->length] = 0;
}

void text_string(text *t, const char *string) { text_add(t, string, strlen(string)); }

void text_format(text *t, const char *format, ...) {
  va_list arguments;
  text_reserve(t, 512);
  va_start(arguments, format);
  int count = vsnprintf(t->data + t->length, t->capacity - t->length, format, arguments);
  va_end(arguments);
  if (count < 0) abort();
  if (t->length + (size_t)count + 1 > t->capacity) {
    text_reserve(t, (size_t)count);
    va_start(arguments, format);
    vsnprintf(t->data + t->length, t->capacity - t->length, format, arguments);
    va_end(arguments);
  }
  t->length += (size_t)count;
}

void text_clear(text *t) { t->length = 0; if (t->data) t->data[0] = 0; }

void text_free(text *t) { free(t->data); *t = (text){0}; }

static bool is_unreserved(unsigned char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~' || c == '/' || c == '*';
}

void text_xml(text *t, const char *bytes, size_t count, bool as_url) {
  text_reserve(t, count * 6);
  char *out = t->data + t->length;
  for (size_t i = 0; i < count; i++) {
    unsigned char c = (unsigned char)bytes[i];
    if (is_unreserved(c)) { *out++ = (char)c; continue; }
    if (as_url) {
      *out++ = '%';
      *out++ = "0123456789ABCDEF"[c >> 4];
      *out++ = "0123456789ABCDEF"[c & 15];
    } else if (c == '&') { memcpy(out, "&amp;", 5); out += 5;
    } else if (c == '<') { memcpy(out, "&lt;", 4); out += 4;
    } else if (c == '>') { memcpy(out, "&gt;", 4); out += 4;
    } else if (c < 0x20) { out += sprintf(out, "&#%d;", c);
    } else { *out++ = (char)c; }
  }
  t->length = (size_t)(out - t->data);
  *out = 0;
}

void text_unescape_xml(text *t, const char *bytes, size_t count) {
  static const struct { const char *name; char value; } entities[] = {
    {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''},
  };
  for (size_t i = 0; i < count;) {
    size_t used = 0;
    char value = bytes[i];
    for (size_t e = 0; bytes[i] == '&' && e < 5; e++) {
      size_t length = strlen(entities[e].name);
      if (count - i >= length && memcmp(bytes + i, entities[e].name, length) == 0) {
        value = entities[e].value;
        used = length;
      }
    }
    if (bytes[i] == '&' && used == 0 && i + 2 < count && bytes[i + 1] == '#') {
      char *end = NULL;
      bool hexadecimal = bytes[i + 2] == 'x';
      long number = strtol(bytes + i + 2 + hexadecimal, &end, hexadecimal ? 16 : 10);
      if (end && *end == ';' && number < 128) {
        value = (char)number;
        used = (size_t)(end + 1 - (bytes + i));
      }
    }
    text_add(t, &value, 1);
    i += used ? used : 1;
  }
}

static int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void text_percent_decode(text *t, const char *bytes, size_t count, bool plus_is_space) {
  text_reserve(t, count);
  for (size_t i = 0; i < count; i++) {
    char c = bytes[i];
    if (c == '%' && i + 2 < count && digit_value(bytes[i + 1]) >= 0 && digit_value(bytes[i + 2]) >= 0) {
      c = (char)(digit_value(bytes[i + 1]) << 4 | digit_value(bytes[i + 2]));
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    t->data[t->length++] = c;
  }
  t->data[t->length] = 0;
}

void text_hex(text *t, const void *bytes, size_t count) {
  const unsigned char *in = bytes;
  text_reserve(t, count * 2);
  for (size_t i = 0; i < count; i++) {
    t->data[t->length++] = digits[in[i] >> 4];
    t->data[t->length++] = digits[in[i] & 15];
  }
  t->data[t->length] = 0;
}

bool text_unhex(text *t, const char *hex, size_t count) {
  if (count % 2) return false;
  text_reserve(t, count / 2);
  for (size_t i = 0; i < count; i += 2) {
    int high = digit_value(hex[i]), low = digit_value(hex[i + 1]);
    if (high < 0 || low < 0) return false;
    t->data[t->length++] = (char)(high << 4 | low);
  }
  t->data[t->length] = 0;
  return true;
}

#include "connection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "chunks.h"

enum phase { HEAD, BODY, DELAY, WRITE, CLOSED };
enum { HEAD_LIMIT = 65536, READ_BYTES = 262144, TURN_READS = 16 };

struct connection {
  int fd;
  enum phase phase;
  text in; /* the head, and what came with it */
  request asked;
  arrival came;
  answer reply;
  size_t sent;
  int64_t missing;
  int64_t filled;
  chunk_decoder chunks;
  EVP_MD_CTX *md5, *sha256;
  bool wants_md5, wants_sha256, wants_document;
  int64_t due_ns;
  bool queued;
  connection *next_ready, *next_delayed;
};

static connection *ready_first, *ready_last, *delayed_first, *delayed_last;
static char scratch[READ_BYTES];

static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

connection *connection_open(int fd) {
  connection *made = calloc(1, sizeof *made);
  if (!made) abort();
  made->fd = fd;
  made->md5 = EVP_MD_CTX_new();
  made->sha256 = EVP_MD_CTX_new();
  counters.connections++;
  return made;
}

/* Frees at once unless a queue still holds the connection; the queue frees it then. */
void connection_close(connection *c) {
  if (c->fd >= 0) close(c->fd);
  c->fd = -1;
  bool is_delayed = c->phase == DELAY;
  c->phase = CLOSED;
  if (c->queued || is_delayed) return;
  body_drop(c->came.content);
  body_drop(c->reply.content);
  request_reset(&c->asked);
  text_free(&c->asked.headers);
  text_free(&c->asked.checksums);
  text_free(&c->in);
  text_free(&c->came.document);
  text_free(&c->reply.out);
  EVP_MD_CTX_free(c->md5);
  EVP_MD_CTX_free(c->sha256);
  free(c);
}

void connection_wake(connection *c) {
  if (c->queued || c->phase == DELAY || c->phase == CLOSED) return;
  c->queued = true;
  c->next_ready = NULL;
  if (ready_last) ready_last->next_ready = c; else ready_first = c;
  ready_last = c;
}

int connections_wait_ms(void) {
  if (ready_first) return 0;
  if (!delayed_first) return -1;
  int64_t rest = delayed_first->due_ns - now_ns();
  return rest <= 0 ? 0 : (int)((rest + 999999) / 1000000);
}

/* A piece of the payload, after the decoding of chunks. */
static void take_payload(void *context, const char *bytes, size_t count) {
  connection *c = context;
  if (c->wants_md5) EVP_DigestUpdate(c->md5, bytes, count);
  if (c->wants_sha256) EVP_DigestUpdate(c->sha256, bytes, count);
  if (c->wants_document) text_add(&c->came.document, bytes, count);
  body *content = c->came.content;
  if (content && content->bytes && c->filled + (int64_t)count <= content->size)
    memcpy(content->bytes + c->filled, bytes, count);
  c->filled += (int64_t)count;
}

static void take_body(connection *c, const char *bytes, size_t count) {
  counters.bytes_in += (int64_t)count;
  c->missing -= (int64_t)count;
  if (c->asked.streaming) chunks_feed(&c->chunks, bytes, count, take_payload, c);
  else take_payload(c, bytes, count);
}

static void begin_body(connection *c) {
  const request *r = &c->asked;
  int64_t size = r->streaming ? r->decoded_length : r->length;
  bool is_data = r->key && strcmp(r->method, "PUT") == 0;
  c->missing = r->length;
  c->filled = 0;
  c->chunks = (chunk_decoder){0};
  text_clear(&c->came.document);
  body_drop(c->came.content);
  c->came.content = is_data ? body_new(size, settings.keep && !r->copy_source) : NULL;
  c->came.size = size;
  c->wants_document = !is_data && r->length > 0;
  c->wants_md5 = is_data && settings.md5;
  c->wants_sha256 = settings.verify && strlen(r->sha256) == 64;
  if (c->wants_md5) EVP_DigestInit_ex(c->md5, EVP_md5(), NULL);
  if (c->wants_sha256) EVP_DigestInit_ex(c->sha256, EVP_sha256(), NULL);
  if (r->expects_continue && r->length > 0) send(c->fd, "HTTP/1.1 100 Continue\r\n\r\n", 25, MSG_NOSIGNAL);
}

static bool digests_agree(connection *c) {
  text hex = {0};
  if (c->wants_md5) EVP_DigestFinal_ex(c->md5, c->came.md5, NULL);
  if (!c->wants_sha256) {
    if (c->asked.length > 0) counters.unsigned_payloads++;
    return true;
  }
  EVP_DigestFinal_ex(c->sha256, c->came.sha256, NULL);
  text_hex(&hex, c->came.sha256, 32);
  bool agree = strcasecmp(hex.data, c->asked.sha256) == 0;
  if (agree) counters.verified++;
  text_free(&hex);
  return agree;
}

static void finish_request(connection *c) {
  text_clear(&c->reply.out);
  body_drop(c->reply.content);
  c->reply.content = NULL;
  c->sent = 0;
  if (!digests_agree(c)) answer_error(&c->reply, &c->asked, 400, "XAmzContentSHA256Mismatch");
  else handle(&c->asked, &c->came, &c->reply);
  bool is_administration = c->asked.bucket && c->asked.bucket[0] == '_';
  if (settings.delay_ms == 0 || is_administration) {
    c->phase = WRITE;
    return;
  }
  c->phase = DELAY;
  c->due_ns = now_ns() + (int64_t)settings.delay_ms * 1000000;
  c->next_delayed = NULL;
  if (delayed_last) delayed_last->next_delayed = c; else delayed_first = c;
  delayed_last = c;
}

/* Reads up to the end of the head. False when the socket has no more. */
static bool read_head(connection *c) {
  char *end = c->in.length ? memmem(c->in.data, c->in.length, "\r\n\r\n", 4) : NULL;
  if (!end) {
    ssize_t count = recv(c->fd, scratch, HEAD_LIMIT, 0);
    if (count < 0 && errno == EAGAIN) return false;
    if (count <= 0 || c->in.length > HEAD_LIMIT) { c->phase = CLOSED; return false; }
    text_add(&c->in, scratch, (size_t)count);
    return true;
  }
  size_t head = (size_t)(end - c->in.data) + 4;
  if (!request_parse(&c->asked, c->in.data, head) || c->asked.chunked) { c->phase = CLOSED; return false; }
  begin_body(c);
  size_t rest = c->in.length - head;
  size_t used = (int64_t)rest < c->missing ? rest : (size_t)c->missing;
  take_body(c, c->in.data + head, used);
  memmove(c->in.data, c->in.data + head + used, rest - used);
  c->in.length = rest - used;
  c->phase = BODY;
  return true;
}

static bool read_body(connection *c) {
  if (c->missing == 0) {
    finish_request(c);
    return c->phase != DELAY;
  }
  size_t want = c->missing < READ_BYTES ? (size_t)c->missing : READ_BYTES;
  ssize_t count = recv(c->fd, scratch, want, 0);
  if (count < 0 && errno == EAGAIN) return false;
  if (count <= 0) { c->phase = CLOSED; return false; }
  take_body(c, scratch, (size_t)count);
  return true;
}

static bool write_answer(connection *c) {
  struct iovec pieces[2];
  int used = 0;
  answer *reply = &c->reply;
  if (c->sent < reply->out.length)
    pieces[used++] = (struct iovec){reply->out.data + c->sent, reply->out.length - c->sent};
  if (reply->content && reply->first < reply->end) {
    int64_t available;
    const uint8_t *bytes = body_at(reply->content, reply->first, &available);
    if (available > reply->end - reply->first) available = reply->end - reply->first;
    pieces[used++] = (struct iovec){(void *)bytes, (size_t)available};
  }
  if (used == 0) {
    c->phase = c->asked.keep_alive ? HEAD : CLOSED;
    return c->phase == HEAD;
  }
  struct msghdr message = {.msg_iov = pieces, .msg_iovlen = (size_t)used};
  ssize_t count = sendmsg(c->fd, &message, MSG_NOSIGNAL);
  if (count < 0 && errno == EAGAIN) return false;
  if (count < 0) { c->phase = CLOSED; return false; }
  counters.bytes_out += count;
  size_t head = reply->out.length - c->sent;
  size_t of_head = (size_t)count < head ? (size_t)count : head;
  c->sent += of_head;
  reply->first += count - (ssize_t)of_head;
  return true;
}

/* Goes on until the socket blocks or the turn is over; true when there is more to do at once. */
static bool take_turn(connection *c) {
  for (int turns = 0; turns < TURN_READS; turns++) {
    bool progressed = false;
    if (c->phase == HEAD) progressed = read_head(c);
    else if (c->phase == BODY) progressed = read_body(c);
    else if (c->phase == WRITE) progressed = write_answer(c);
    if (!progressed) return false;
  }
  return true;
}

void connections_run(void) {
  int64_t now = delayed_first ? now_ns() : 0;
  while (delayed_first && delayed_first->due_ns <= now) {
    connection *c = delayed_first;
    delayed_first = c->next_delayed;
    if (!delayed_first) delayed_last = NULL;
    if (c->phase == CLOSED) {
      connection_close(c);
      continue;
    }
    c->phase = WRITE;
    connection_wake(c);
  }
  connection *c = ready_first;
  ready_first = ready_last = NULL;
  while (c) {
    connection *next = c->next_ready;
    c->queued = false;
    bool more = c->phase != CLOSED && take_turn(c);
    if (c->phase == CLOSED) connection_close(c);
    else if (more) connection_wake(c);
    c = next;
  }
}

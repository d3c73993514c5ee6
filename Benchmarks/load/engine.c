#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "load.h"

enum { HEAD_LIMIT = 16384, READ_BYTES = 262144 };

typedef struct {
  int fd;
  bool busy, has_head;
  job current;
  outcome came;
  char head[4096];
  size_t head_length;
  int64_t sent;
  char in[HEAD_LIMIT + 1];
  size_t in_length;
  int64_t missing; /* of the response body; -1 while chunked or unknown */
  bool chunked;
  double began;
} line;

static char scratch[READ_BYTES];

double seconds_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int connect_to(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) { perror("load: connect"); exit(1); }
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

static void begin(line *l, signer *s) {
  job *j = &l->current;
  l->head_length = sign_request(s, l->head, sizeof l->head, j->method, j->path, j->query, j->sha256, j->length);
  l->sent = 0;
  l->in_length = 0;
  l->has_head = l->chunked = false;
  l->missing = 0;
  memset(&l->came, 0, sizeof l->came);
  l->began = seconds_now();
  l->busy = true;
}

/* False when the connection broke. */
static bool send_more(line *l) {
  int64_t all = (int64_t)l->head_length + l->current.length;
  while (l->sent < all) {
    struct iovec pieces[2];
    int used = 0;
    int64_t body_at = l->sent - (int64_t)l->head_length;
    if (body_at < 0) pieces[used++] = (struct iovec){l->head + l->sent, (size_t)-body_at};
    if (body_at < 0) body_at = 0;
    if (l->current.length > body_at)
      pieces[used++] = (struct iovec){(void *)(l->current.body + body_at), (size_t)(l->current.length - body_at)};
    struct msghdr message = {.msg_iov = pieces, .msg_iovlen = (size_t)used};
    ssize_t count = sendmsg(l->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0) return errno == EAGAIN;
    l->sent += count;
  }
  return true;
}

static void read_fields(line *l, char *head) {
  l->came.status = atoi(head + 9);
  for (char *at = strstr(head, "\r\n"); at && at[2]; at = strstr(at + 2, "\r\n")) {
    char *field = at + 2;
    if (strncasecmp(field, "content-length:", 15) == 0) l->missing = atoll(field + 15);
    if (strncasecmp(field, "transfer-encoding:", 18) == 0) l->chunked = true;
    if (strncasecmp(field, "etag:", 5) == 0) sscanf(field + 5, " %79[^\r]", l->came.etag);
  }
  if (strcmp(l->current.method, "HEAD") == 0 || l->came.status == 204) { l->missing = 0; l->chunked = false; }
}

static void take_body(line *l, const char *bytes, size_t count) {
  size_t have = strlen(l->came.text), room = sizeof l->came.text - 1 - have;
  if (room > 0 && !memchr(bytes, 0, count < room ? count : room))
    memcpy(l->came.text + have, bytes, count < room ? count : room);
  l->came.bytes += (int64_t)count;
  l->missing -= (int64_t)count;
}

/* A chunked answer ends where the last chunk's empty line stands; the framing inside is not looked at. */
static bool chunked_done(line *l, const char *bytes, size_t count) {
  if (count >= sizeof l->in) { bytes += count - 8; count = 8; }
  if (l->in_length + count > 8) {
    size_t keep = count >= 8 ? 0 : 8 - count;
    memmove(l->in, l->in + l->in_length - keep, keep);
    l->in_length = keep;
    if (count > 8) { bytes += count - 8; count = 8; }
  }
  memcpy(l->in + l->in_length, bytes, count);
  l->in_length += count;
  return l->in_length >= 5 && memcmp(l->in + l->in_length - 5, "0\r\n\r\n", 5) == 0;
}

/* 1 when the answer is complete, 0 when more must come, -1 when the connection broke. */
static int receive_more(line *l) {
  for (;;) {
    ssize_t count = recv(l->fd, scratch, sizeof scratch, MSG_DONTWAIT);
    if (count < 0) return errno == EAGAIN ? 0 : -1;
    if (count == 0) return -1;
    const char *bytes = scratch;
    size_t rest = (size_t)count;
    while (!l->has_head) {
      size_t room = HEAD_LIMIT - l->in_length, piece = rest < room ? rest : room, before = l->in_length;
      memcpy(l->in + before, bytes, piece);
      l->in_length += piece;
      l->in[l->in_length] = 0;
      char *end = strstr(l->in, "\r\n\r\n");
      if (!end) {
        if (room == piece) return -1;
        rest = 0;
        break;
      }
      size_t used = (size_t)(end + 4 - l->in) - before;
      bytes += used;
      rest -= used;
      end[2] = 0;
      read_fields(l, l->in);
      l->in_length = 0;
      l->has_head = l->came.status >= 200;
      if (!l->has_head && rest == 0) break;
    }
    if (!l->has_head) continue;
    if (rest > 0) take_body(l, bytes, rest);
    if (l->chunked ? rest > 0 && chunked_done(l, bytes, rest) : l->missing <= 0) return 1;
  }
}

static bool step(line *l, signer *s, job_source source, job_sink sink, void *context) {
  for (;;) {
    if (!send_more(l)) return false;
    int received = receive_more(l);
    if (received <= 0) return received == 0;
    sink(context, &l->current, &l->came, seconds_now() - l->began);
    l->busy = source(context, &l->current);
    if (!l->busy) return true;
    begin(l, s);
  }
}

bool run_jobs(signer *s, int port, int concurrency, job_source source, job_sink sink, void *context) {
  line *lines = calloc((size_t)concurrency, sizeof *lines);
  int epoll = epoll_create1(EPOLL_CLOEXEC), busy = 0;
  bool fine = lines != NULL;
  for (int i = 0; fine && i < concurrency; i++) {
    line *l = &lines[i];
    l->fd = -1;
    if (!source(context, &l->current)) continue;
    l->fd = connect_to(port);
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = l};
    epoll_ctl(epoll, EPOLL_CTL_ADD, l->fd, &event);
    begin(l, s);
    busy++;
  }
  while (fine && busy > 0) {
    struct epoll_event events[64];
    int ready = epoll_wait(epoll, events, 64, -1);
    for (int i = 0; i < ready && fine; i++) {
      line *l = events[i].data.ptr;
      if (!l->busy) continue;
      fine = step(l, s, source, sink, context);
      if (!l->busy) busy--;
    }
  }
  for (int i = 0; lines && i < concurrency; i++)
    if (lines[i].fd > 0) close(lines[i].fd);
  close(epoll);
  free(lines);
  return fine;
}

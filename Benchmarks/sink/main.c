/* sink [--port N] [--md5] [--store] [--verify] [--delay-ms N]: prints its port, then serves until killed. */
#include <arpa/inet.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connection.h"

static int listen_on(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int one = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  socklen_t length = sizeof address;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(fd, 4096) < 0) {
    perror("sink: listen");
    exit(1);
  }
  getsockname(fd, (struct sockaddr *)&address, &length);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return fd;
}

static void read_options(int count, char **values, int *port) {
  static const struct option known[] = {
    {"port", 1, 0, 'p'}, {"md5", 0, 0, 'm'}, {"store", 0, 0, 's'}, {"verify", 0, 0, 'v'}, {"delay-ms", 1, 0, 'd'},
    {0},
  };
  for (int c; (c = getopt_long(count, values, "", known, NULL)) != -1;) {
    switch (c) {
    case 'p': *port = atoi(optarg); break;
    case 'm': settings.md5 = true; break;
    case 's': settings.keep = true; break;
    case 'v': settings.verify = true; break;
    case 'd': settings.delay_ms = atoi(optarg); break;
    default: exit(2);
    }
  }
}

static void accept_all(int epoll, int listener) {
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    int one = 1;
    if (fd < 0) return;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    connection *made = connection_open(fd);
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = made};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0) connection_close(made);
  }
}

int main(int count, char **values) {
  int port = 0;
  struct epoll_event events[256];
  read_options(count, values, &port);
  signal(SIGPIPE, SIG_IGN);
  int listener = listen_on(port);
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event first = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &first);
  for (;;) {
    int ready = epoll_wait(epoll, events, 256, connections_wait_ms());
    for (int i = 0; i < ready; i++) {
      if (events[i].data.ptr) connection_wake(events[i].data.ptr);
      else accept_all(epoll, listener);
    }
    connections_run();
  }
}

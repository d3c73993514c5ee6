/* One client connection, driven by edge-triggered events: it reads, answers and writes until the socket blocks. */
#ifndef CONNECTION_H
#define CONNECTION_H

#include "sink.h"

typedef struct connection connection;

connection *connection_open(int fd);
void connection_close(connection *c);
/* Notes that the socket may be ready; the work happens in connections_run. */
void connection_wake(connection *c);
/* How long epoll may wait: 0 while work is queued, until the next delayed answer, or -1. */
int connections_wait_ms(void);
/* Sends what has waited its delay and gives each queued connection a turn. */
void connections_run(void);

#endif

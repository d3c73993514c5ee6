"""Bar 5: sixteen clients, fifty keys, conditional writes and listings, across kills and restarts; then the history of
each key is checked for linearizability, a listing counting as a read of every key.

Each value is written once. A request without an answer may have happened until the daemon was seen dead and not later.
A key's history is cut wherever nothing of it is under way, so that the search stays small.
"""

import random
import threading
import time

import daemon
import s3
import workload
from workload import Violation

BUCKET = "register"
KEYS = [f"key-{number:02}".encode() for number in range(50)]
ABSENT = "absent"


class Operation:
    """What a client did to one key, from `start` to `end`."""

    __slots__ = ("kind", "value", "seen", "start", "end", "is_sure")

    def __init__(self, kind, value=None):
        self.kind, self.value, self.seen = kind, value, None
        self.start, self.end, self.is_sure = time.monotonic(), None, True

    def finish(self):
        self.end = time.monotonic()

    def __repr__(self):
        sure = "" if self.is_sure else "?"
        return f"{self.kind}{sure}({self.value}, {self.seen}) [{self.start:.4f}, {self.end:.4f}]"


def next_state(operation, state):
    """The state after it, where it could happen in `state`; None where it could not."""
    kind, value, seen = operation.kind, operation.value, operation.seen
    if kind == "put":
        return value
    if kind == "create":
        return value if state == ABSENT else None
    if kind == "create refused":
        return state if state != ABSENT else None
    if kind == "swap":
        return value if state == seen else None
    if kind == "swap refused":
        return state if state != seen else None
    if kind == "delete":
        return ABSENT
    return state if state == seen else None  # A read.


def check(key, operations):
    """Raises Violation unless some order of the operations explains what each saw."""
    operations = sorted(operations, key=lambda operation: operation.start)
    states, segment, end = {ABSENT}, [], None
    for operation in operations + [None]:
        if segment and (operation is None or operation.start > end):
            states = explain(key, segment, states)
            segment, end = [], None
        if operation is not None:
            segment.append(operation)
            end = operation.end if end is None else max(end, operation.end)


def explain(key, segment, states):
    """The states in which the segment may end."""
    segment = sorted(segment, key=lambda operation: operation.start)
    count, reached = len(segment), set()
    whole = (1 << count) - 1
    seen = {(0, state) for state in states}
    stack = list(seen)
    while stack:
        if len(seen) > 2_000_000:
            raise Violation(f"{key}: {count} operations at once are too many to explain")
        done, state = stack.pop()
        if done == whole:
            reached.add(state)
            continue
        limit = min(segment[index].end for index in range(count) if not done >> index & 1)
        for index in range(count):
            operation = segment[index]
            if done >> index & 1:
                continue
            if operation.start > limit:
                break
            after = [next_state(operation, state)] + ([] if operation.is_sure else [state])
            for outcome in after:
                point = (done | 1 << index, outcome)
                if outcome is not None and point not in seen:
                    seen.add(point)
                    stack.append(point)
    if not reached:
        raise Violation(f"{key}: nothing explains\n" + "\n".join(map(repr, segment)) + f"\nfrom {states}")
    return reached


class Client(threading.Thread):
    def __init__(self, number, bed, stage, history):
        super().__init__(daemon=True)
        self.random = random.Random(bed.seed * 1000 + number)
        self.number, self.stage, self.history = number, stage, history
        self.count, self.failure, self.client, self.port = 0, None, None, None
        self.known = {}
        #: Requests without an answer: their end is not known before the daemon is.
        self.open = []

    def run(self):
        try:
            while not self.stage.is_over:
                self.connect()
                try:
                    self.once()
                except s3.Broken:
                    self.settle()
        except Exception as error:
            self.failure = error
        finally:
            self.settle()

    def connect(self):
        port = self.stage.port
        if self.client is None or port != self.port:
            self.client, self.port = s3.Client(port, timeout=20), port

    def settle(self):
        """Waits until the daemon that got the open requests is dead, which ends them."""
        self.stage.wait_for_other(self.port, 60 if self.open else 0.005)
        for key, operation in self.open:
            operation.is_sure = False
            operation.finish()
            self.history.add(key, operation)
        self.open = []

    def once(self):
        kind = self.random.choices(
            ["get", "put", "create", "swap", "delete", "list"], [38, 20, 12, 16, 12, 2])[0]
        key = self.random.choice(KEYS)
        self.count += 1
        getattr(self, kind)(key)

    def send(self, key, operation, method, headers=(), body=b""):
        self.open.append((key, operation))
        answer = self.client.request(method, BUCKET, key, headers=headers, body=body)
        operation.finish()
        self.open.pop()
        if answer.status >= 500:
            # It may have happened; but never after the answer.
            operation.is_sure = False
            if operation.kind != "get":
                self.history.add(key, operation)
            return None
        return answer

    def done(self, key, operation):
        self.history.add(key, operation)

    def value(self):
        """A body of its own and its ETag, which is what is compared."""
        return workload.Value(f"c{self.number}-{self.count}", self.random.choice([50, 400, 40_000]))

    def get(self, key):
        operation = Operation("get")
        answer = self.send(key, operation, "GET")
        if answer is None:
            return
        if answer.status not in (200, 404):
            raise Violation(f"GET {key}: {answer}")
        operation.seen = ABSENT if answer.status == 404 else answer.headers["etag"].strip('"')
        self.known[key] = operation.seen
        self.done(key, operation)

    def write(self, key, kind, headers, seen=None):
        value = self.value()
        operation = Operation(kind, value.tag)
        operation.seen = seen
        answer = self.send(key, operation, "PUT", headers, workload.content(value.identity, value.size))
        if answer is None:
            return
        if answer.is_done:
            self.known[key] = value.tag
        elif kind != "put" and answer.status in (412, 404):
            operation.kind += " refused"
        else:
            raise Violation(f"{kind} {key}: {answer}")
        self.done(key, operation)

    def put(self, key):
        self.write(key, "put", {})

    def create(self, key):
        self.write(key, "create", {"if-none-match": "*"})

    def swap(self, key):
        known = self.known.get(key)
        if known and known != ABSENT:
            self.write(key, "swap", {"if-match": f'"{known}"'}, known)

    def delete(self, key):
        operation = Operation("delete")
        answer = self.send(key, operation, "DELETE")
        if answer is not None:
            if answer.status != 204:
                raise Violation(f"DELETE {key}: {answer}")
            self.done(key, operation)

    def list(self, _):
        """One page; it sees one state of the bucket."""
        start = Operation("get")
        listed = self.client.list(BUCKET)
        start.finish()
        for key in KEYS:
            read = Operation("get")
            read.start, read.end = start.start, start.end
            read.seen = listed.get(key, (ABSENT,))[0]
            self.done(key, read)


class History:
    def __init__(self):
        self.by_key = {key: [] for key in KEYS}
        self.change = threading.Condition()
        self.count = 0

    def add(self, key, operation):
        with self.change:
            self.by_key[key].append(operation)
            self.count += 1
            if self.count % 100 == 0:
                self.change.notify_all()

    def wait_for(self, count, seconds):
        with self.change:
            self.change.wait_for(lambda: self.count >= count, seconds)


class Stage:
    """Which daemon is to be asked, and when it is all over."""

    def __init__(self, port):
        self.port, self.is_over = port, False
        self.change = threading.Condition()

    def replace(self, port):
        with self.change:
            self.port = port
            self.change.notify_all()

    def wait_for_other(self, port, seconds):
        with self.change:
            self.change.wait_for(lambda: self.port != port or self.is_over, seconds)


def check_the_checker():
    """Histories that are wrong, each in one way, must be refused, and their like that are right must not."""
    def operation(kind, start, end, value=None, seen=None, is_sure=True):
        made = Operation(kind, value)
        made.seen, made.start, made.end, made.is_sure = seen, start, end, is_sure
        return made
    put = operation("put", 0, 1, "a")
    right = [
        [put, operation("get", 2, 3, seen="a")],
        [put, operation("get", 0.5, 3, seen=ABSENT)],
        [put, operation("put", 2, 5, "b"), operation("get", 3, 4, seen="a"), operation("get", 4.2, 4.5, seen="b")],
        [put, operation("put", 2, 5, "b", is_sure=False), operation("get", 6, 7, seen="a")],
        [put, operation("create refused", 2, 3), operation("swap", 4, 5, "b", "a"), operation("get", 6, 7, seen="b")],
    ]
    wrong = [
        [put, operation("get", 2, 3, seen=ABSENT)],
        [put, operation("delete", 2, 3), operation("get", 4, 5, seen="a")],
        [put, operation("put", 2, 5, "b"), operation("get", 3, 4, seen="b"), operation("get", 4.2, 4.5, seen="a")],
        [put, operation("create", 2, 3, "b")],
        [put, operation("swap", 2, 6, "b", "a"), operation("swap", 2, 6, "c", "a")],
        [put, operation("put", 2, 5, "b", is_sure=False), operation("get", 6, 7, seen="a"),
         operation("get", 8, 9, seen="b")],
    ]
    for history in right:
        check("self", history)
    for history in wrong:
        try:
            check("self", history)
        except Violation:
            continue
        raise Violation(f"the checker passes over {history}")


def run(bed):
    check_the_checker()
    wanted, restarts = bed.size(ci=12_000, full=200_000), bed.size(ci=3, full=20)
    chance = random.Random(bed.seed)
    server = daemon.Daemon(bed.binary, bed.path("store"), bed.path("log")).start()
    server.client().put(BUCKET, None, b"")
    history, stage = History(), Stage(server.port)
    clients = [Client(number, bed, stage, history) for number in range(16)]
    for client in clients:
        client.start()
    deadline = bed.deadline(ci=25)
    done = 0
    while history.count < wanted and not deadline.passed and all(client.is_alive() for client in clients):
        history.wait_for(history.count + 100, 1)
        if done < restarts and history.count > wanted * (done + 1) / (restarts + 1):
            done += 1
            if chance.random() < 0.5:
                server.kill()
            elif server.terminate() != 0:
                raise Violation(f"SIGTERM ends the daemon with {server.process.returncode}: {server.tail()}")
            server.start()
            stage.replace(server.port)
    stage.is_over = True
    for client in clients:
        client.join(60)
        if client.failure:
            raise client.failure
    server.kill()
    for key, operations in history.by_key.items():
        check(key, operations)
    unsure = sum(not operation.is_sure for operations in history.by_key.values() for operation in operations)
    bed.require(done > 0 and history.count > 2000, f"only {history.count} operations and {done} restarts")
    bed.say(f"{history.count} operations on {len(KEYS)} keys, {done} restarts, {unsure} without an answer: linearizable")

"""What clients do to a store, the journal of it, and what must be there afterwards.

Each key belongs to one writer, which does one thing at a time: a key is therefore either what was last acknowledged
or what one of the requests since wanted that had no answer. The journal lies outside of the store; an intention
is written before its request and the acknowledgement after its answer. The harness outlives the daemon and the
file system under test, so its lines need no fsync.
"""

import hashlib
import random
import threading

import s3

BUCKET = "crash"
ABSENT = None
SIZES = [0, 1, 700, 4096, 30_000, 40_000, 150_000, 600_000]


class Violation(Exception):
    """Something that was promised does not hold."""


def content(identity, size):
    """The only body of that identity and size."""
    block = hashlib.sha256(identity.encode()).digest() * 32
    return (block * (size // len(block) + 1))[:size]


class Value:
    """What a write stores: a body and the metadata that names it."""

    __slots__ = ("identity", "size", "tag")

    def __init__(self, identity, size, tag=None):
        self.identity, self.size = identity, size
        self.tag = tag or hashlib.md5(content(identity, size)).hexdigest()

    def __repr__(self):
        return f"{self.identity} ({self.size})"


class Journal:
    """Intentions and acknowledgements of all writers."""

    def __init__(self, path):
        self.file = open(path, "a", encoding="utf-8")
        self.lock = threading.Lock()
        self.acknowledged = 0

    def write(self, *words):
        line = " ".join(str(word) for word in words)
        with self.lock:
            self.file.write(line + "\n")
            self.file.flush()
            if words[0] == "ack":
                self.acknowledged += 1


class KeyState:
    """What is known of one key."""

    def __init__(self):
        self.current = ABSENT
        #: What requests wanted that have no answer yet or never got one, in their order.
        self.pending = []

    @property
    def allowed(self):
        return [self.current] + self.pending


class Model:
    """The keys of all writers."""

    def __init__(self, journal):
        self.journal = journal
        self.keys = {}
        self.touched = set()
        #: The power is gone: an answer that comes now would have reached nobody, and binds nobody. The file system that
        #: is being shut down may even have said that an fsync succeeded.
        self.is_cut = False

    def begin(self, key, value, what):
        state = self.keys.setdefault(key, KeyState())
        self.journal.write("intent", what, key, value)
        state.pending.append(value)
        self.touched.add(key)

    def acknowledge(self, key):
        """The last request happened, and with it everything before."""
        if self.is_cut:
            return self.journal.write("late", key)
        state = self.keys[key]
        state.current, state.pending = state.pending[-1], []
        self.journal.write("ack", key)

    def refuse(self, key):
        """The answer said that nothing happened."""
        if self.is_cut:
            return self.journal.write("late", key)
        self.keys[key].pending.pop()
        self.journal.write("refused", key)

    def settle(self, key, answer):
        """Compares what a GET found with what may be there, which is then what is there for good."""
        state = self.keys[key]
        for value in state.allowed:
            if matches(value, answer):
                state.current, state.pending = value, []
                return
        found = f"{answer} {answer.headers.get('etag')} {answer.headers.get('x-amz-meta-v')} {len(answer.body)} bytes"
        raise Violation(f"{key}: found {found}, allowed {state.allowed}")

    def verify(self, client, keys=None, bucket=BUCKET):
        """GET of the keys, then the listing of everything against the model."""
        for key in sorted(self.keys if keys is None else keys):
            answer = client.get(bucket, key)
            if answer.status not in (200, 404):
                raise Violation(f"{key}: GET answers {answer}")
            self.settle(key, answer)
        listed = client.list(bucket)
        for key, state in self.keys.items():
            if state.pending:
                answer = client.get(bucket, key)
                self.settle(key, answer)
            wanted = None if state.current is ABSENT else (state.current.tag, state.current.size)
            if listed.pop(key, None) != wanted:
                raise Violation(f"{key}: the listing does not say {wanted}")
        if listed:
            raise Violation(f"listed and never written: {sorted(listed)[:5]}")
        self.touched.clear()


def matches(value, answer):
    """True when a GET that was answered so found exactly `value`."""
    if value is ABSENT:
        return answer.status == 404
    if answer.status != 200 or answer.headers.get("etag", "").strip('"') != value.tag:
        return False
    return answer.headers.get("x-amz-meta-v") == value.identity and answer.body == content(value.identity, value.size)


class Writer(threading.Thread):
    """One client that writes its own keys until told to stop or until the daemon is gone."""

    def __init__(self, number, model, daemon, seed, stop, keys=12):
        super().__init__(daemon=True)
        self.random = random.Random(seed)
        self.number, self.model, self.stop, self.keys = number, model, stop, keys
        self.client = daemon.client(timeout=20)
        self.failure = None
        self.round = seed

    def run(self):
        try:
            count = 0
            while not self.stop.is_set():
                count += 1
                self.once(f"w{self.number}-{self.round}-{count}")
        except s3.Broken:
            pass
        except Exception as error:  # Reported by whoever joins the thread.
            self.failure = error
            self.stop.set()
        finally:
            self.client.close()

    def key(self):
        return f"w{self.number}/k{self.random.randrange(self.keys)}".encode()

    def once(self, identity):
        key = self.key()
        size = self.random.choice(SIZES)
        act = self.random.choices(
            ["put", "create", "delete", "multipart", "copy"], [50, 10, 20, 10, 10])[0]
        getattr(self, act)(key, Value(identity, size))

    def take(self, key, answer, what):
        """Notes the answer to a write."""
        if answer.is_done:
            self.model.acknowledge(key)
        elif answer.status in (412, 404):
            self.model.refuse(key)
        elif answer.status >= 500:
            # It may have happened all the same, and be seen only after the next start.
            self.model.journal.write("unsure", key, answer)
        else:
            raise Violation(f"{what} of {key} is answered {answer} {answer.body[:300]}")

    def put(self, key, value, headers=()):
        self.model.begin(key, value, "put")
        body = content(value.identity, value.size)
        self.take(key, self.client.put(BUCKET, key, body, dict(headers, **{"x-amz-meta-v": value.identity})), "put")

    def create(self, key, value):
        """Only where there is nothing: the answer must agree with what is known."""
        before = self.model.keys.get(key, KeyState())
        current, is_sure = before.current, not before.pending
        self.put(key, value, {"if-none-match": "*"})
        state = self.model.keys[key]
        if is_sure and not state.pending and (state.current is value) != (current is ABSENT):
            raise Violation(f"{key}: If-None-Match was decided wrongly over {current}")

    def delete(self, key, _):
        self.model.begin(key, ABSENT, "delete")
        self.take(key, self.client.delete(BUCKET, key), "delete")

    def multipart(self, key, value):
        """An upload of one part: its tag is that of a multipart object."""
        headers = {"x-amz-meta-v": value.identity}
        made = self.client.request("POST", BUCKET, key, query=[("uploads", "")], headers=headers)
        upload = made.text("UploadId")
        if not made.is_done or not upload:
            return
        body = content(value.identity, value.size)
        part = self.client.put(BUCKET, key, body, query=[("partNumber", "1"), ("uploadId", upload)])
        if not part.is_done:
            return
        tag = part.headers["etag"]
        whole = hashlib.md5(bytes.fromhex(tag.strip('"'))).hexdigest() + "-1"
        document = f"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{tag}</ETag></Part>" \
                   "</CompleteMultipartUpload>"
        self.model.begin(key, Value(value.identity, value.size, whole), "complete")
        answer = self.client.request("POST", BUCKET, key, query=[("uploadId", upload)], body=document.encode())
        if answer.status == 200 and answer.code:
            answer = s3.Answer(500, answer.headers, answer.body)
        self.take(key, answer, "complete")

    def copy(self, key, _):
        """A copy of another key of this writer, with its metadata."""
        source = self.key()
        value = self.model.keys.get(source, KeyState()).current
        if source == key or value is ABSENT or self.model.keys[source].pending:
            return
        self.model.begin(key, value, "copy")
        headers = {"x-amz-copy-source": "/" + BUCKET + "/" + s3.quote(source, safe="/")}
        self.take(key, self.client.put(BUCKET, key, b"", headers), "copy")


def run_writers(daemon, model, seed, seconds, count=8, at_end=None):
    """Lets writers work for that long, then calls `at_end`, which ends them (a kill) or nothing, and joins them."""
    stop = threading.Event()
    writers = [Writer(number, model, daemon, seed, stop) for number in range(count)]
    for writer in writers:
        writer.start()
    # Less where one of them has failed.
    stop.wait(seconds)
    if at_end:
        at_end()
    stop.set()
    for writer in writers:
        writer.join(60)
        if writer.is_alive():
            raise Violation("a writer hangs")
    for writer in writers:
        if writer.failure:
            raise writer.failure

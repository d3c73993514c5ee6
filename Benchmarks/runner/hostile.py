"""Hostile load: what idle, slow and stalled connections take from clients that behave."""

import hashlib
import hmac
import os
import socket
import threading
import time
import urllib.parse

import client
import contenders
import measure
import native
import server as servers

IDLE, SLOW_HEADS, SLOW_READERS = 1_000, 200, 50
GOOD = 16
LARGE_BYTES = 64 << 20


class Offenders:
    """Connections that take place and do nothing for it, watched until the server closes them."""

    def __init__(self, port):
        self.port, self.began = port, time.monotonic()
        self.sockets, self.closed = {}, {}

    def open(self, kind, count, first_bytes=b""):
        for _ in range(count):
            line = socket.socket()
            if kind == "slow readers":
                line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.connect(("127.0.0.1", self.port))
            if first_bytes:
                line.sendall(first_bytes)
            line.setblocking(False)
            self.sockets.setdefault(kind, []).append(line)

    def drip(self, stop):
        """Sends each slow head another byte a second."""
        while not stop.wait(1):
            for line in self.sockets.get("slow heads", []):
                try:
                    line.send(b"x")
                except OSError:
                    pass

    def still_open(self, kind, port_states):
        return sum(1 for line in self.sockets.get(kind, []) if line.getsockname()[1] in port_states)

    def close(self):
        for lines in self.sockets.values():
            for line in lines:
                line.close()


def established(pid):
    """The peers' ports of the connections that the process has."""
    inodes = set()
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            target = os.readlink(f"/proc/{pid}/fd/{name}")
        except OSError:
            continue
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    ports = set()
    with open("/proc/net/tcp") as table:
        for line in table.readlines()[1:]:
            fields = line.split()
            if fields[9] in inodes:
                ports.add(int(fields[2].split(":")[1], 16))
    return ports


def rate(load, port, operation, count):
    facts = native.run_load(load, port, operation, bucket="bench", count=count, concurrency=GOOD,
                            **({"size": 4096} if operation == "put" else {}))
    if not facts["fine"]:
        raise RuntimeError(f"{operation}: {facts}")
    return facts["answers"] / facts["seconds"]


def presigned_get(port, key):
    """The bytes of a presigned request (S3 API Reference, "Authenticating Requests: Using Query Parameters")."""
    now = time.gmtime()
    day, date = time.strftime("%Y%m%d", now), time.strftime("%Y%m%dT%H%M%SZ", now)
    scope, host, path = f"{day}/us-east-1/s3/aws4_request", f"127.0.0.1:{port}", f"/bench/{key}"
    credential = urllib.parse.quote(client.KEYS["AWS_ACCESS_KEY_ID"] + "/" + scope, safe="")
    query = (f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={credential}&X-Amz-Date={date}&X-Amz-Expires=3600"
             "&X-Amz-SignedHeaders=host")
    canonical = f"GET\n{path}\n{query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD"
    text = f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    secret = ("AWS4" + client.KEYS["AWS_SECRET_ACCESS_KEY"]).encode()
    for piece in (day, "us-east-1", "s3", "aws4_request"):
        secret = hmac.digest(secret, piece.encode(), "sha256")
    signature = hmac.digest(secret, text.encode(), "sha256").hex()
    return f"GET {path}?{query}&X-Amz-Signature={signature} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()


def run(folders, scratch, count=20_000):
    """Measures good clients alone and beside the offenders; returns lines of text and the failures."""
    os.environ.update(client.KEYS)
    load = native.build("load", scratch)
    program = contenders.find("cairn", folders)
    server = servers.Server("cairn", program, servers.cairn, scratch)
    lines, failures = [], []
    try:
        native.run_load(load, server.port, "bucket", bucket="bench")
        native.run_load(load, server.port, "upload", bucket="bench", prefix="large/", size=LARGE_BYTES,
                        part_size=16 << 20, concurrency=4)
        rate(load, server.port, "put", count)
        alone = {name: rate(load, server.port, name, count) for name in ("put", "get")}
        offenders = Offenders(server.port)
        offenders.open("slow readers", SLOW_READERS, presigned_get(server.port, "large/000000"))
        offenders.open("idle", IDLE)
        offenders.open("slow heads", SLOW_HEADS, b"GET /bench/000000 HTTP/1.1\r\nX: ")
        stop = threading.Event()
        dripping = threading.Thread(target=offenders.drip, args=(stop,))
        dripping.start()
        beside = {name: rate(load, server.port, name, count) for name in ("put", "get")}
        for name in alone:
            share = beside[name] / alone[name]
            lines.append(f"{name}: {alone[name]:.0f}/s alone, {beside[name]:.0f}/s beside them: {share:.0%}")
            if share < 0.8:
                failures.append(f"{name}: good clients keep {share:.0%} of their rate")
        last = {}
        while time.monotonic() - offenders.began < 75:
            ports = established(server.process.pid)
            for kind in offenders.sockets:
                if offenders.still_open(kind, ports) == 0:
                    last.setdefault(kind, time.monotonic() - offenders.began)
            if len(last) == len(offenders.sockets):
                break
            time.sleep(0.5)
        for kind, many in offenders.sockets.items():
            when = f"after {last[kind]:.0f} s" if kind in last else "never"
            lines.append(f"{len(many)} {kind}: all closed {when}")
            if kind not in last or last[kind] > 65:
                failures.append(f"{kind}: closed {when}")
        rss, peak = measure.process_memory_mib(server.process.pid)
        lines.append(f"memory: {rss:.0f} MiB, at most {peak:.0f} MiB")
        if peak > 512:
            failures.append(f"memory: {peak:.0f} MiB")
        stop.set()
        dripping.join()
        offenders.close()
    except (RuntimeError, OSError) as error:
        failures.append(str(error))
    finally:
        server.stop()
    return lines, failures

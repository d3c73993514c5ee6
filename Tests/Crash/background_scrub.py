"""A byte that rots while the daemon runs is found by the daemon itself, named, and never served."""

import os
import re
import urllib.request

import daemon
import s3
import workload
from workload import Violation

BUCKET = "rot"


def run(bed):
    # A pass takes about three seconds at this rate, and the last blob is damaged right after the start.
    server = daemon.Daemon(
        bed.binary, bed.path("store"), bed.path("log"), ["--scrub-rate", "1MiB", "--metrics-listen", "127.0.0.1:0"])
    server.start()
    client = server.client()
    client.put(BUCKET, None, b"")
    for index in range(12):
        answer = client.put(BUCKET, f"k{index:02}".encode(), workload.content(str(index), 256 << 10))
        if not answer.is_done:
            raise Violation(f"{answer}")
    newest = max((os.path.join(place, name) for place, _, names in os.walk(bed.path("store/blobs")) for name in names),
                 key=lambda path: os.stat(path).st_mtime_ns)
    client.close()
    server.terminate()
    server.start()
    flip(newest, 100_000, 4)
    line = daemon.until(
        lambda: next((line for line in server.tail().splitlines() if "damage" in line), None), seconds=60)
    if not line or f"{BUCKET}/k11" not in line or os.path.basename(newest) not in line:
        raise Violation(f"the daemon says nothing of the damage: {server.tail()}")
    if not daemon.until(lambda: "cairn_scrub_damaged 1\n" in metrics(server), seconds=60):
        raise Violation(f"the metrics say nothing of the damage: {metrics(server)[-600:]}")
    client = server.client()
    for index in range(12):
        try:
            answer = client.get(BUCKET, f"k{index:02}".encode())
            is_right = answer.status == 200 and answer.body == workload.content(str(index), 256 << 10)
        except s3.Broken:
            is_right = False
        if is_right != (index != 11) or (index == 11 and answer.status == 200 and len(answer.body) == 256 << 10):
            raise Violation(f"k{index:02}: {answer}")
    client.close()
    if server.terminate() != 0:
        raise Violation(server.tail())
    bed.say(line.strip())


def metrics(server):
    port = int(re.findall(r"metrics on port (\d+)", server.tail())[-1])
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
        return answer.read().decode()


def flip(path, position, bits):
    with open(path, "r+b") as file:
        file.seek(position)
        byte = file.read(1)[0]
        file.seek(position)
        file.write(bytes([byte ^ bits]))
        file.flush()
        os.fsync(file.fileno())

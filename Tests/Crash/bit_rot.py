"""Bar 19: random flips over the blobs and the database of a store that is closed. One scrub finds each, and no answer
of a daemon on such a store is complete and wrong."""

import os
import random
import shutil

import daemon
import s3
import workload
from background_scrub import flip
from workload import Violation

BUCKET = "rot"


def run(bed):
    chance = random.Random(bed.seed)
    store = bed.path("store")
    bodies, details = make(bed, store, bed.size(ci=80, full=1000))
    # Half of the flips one by one, mostly in the database; the other half at once, one in each blob.
    singles = bed.size(ci=24, full=500)
    for number in range(singles):
        target = "metadata.sqlite" if number % 3 else os.path.relpath(chance.choice(blobs(store)), store)
        size = os.path.getsize(os.path.join(store, target))
        place = chance.randrange(size)
        bits = 1 << chance.randrange(8)
        copy = bed.path("copy")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(store, copy)
        flip(os.path.join(copy, target), place, bits)
        what = f"flip {bits} at {place} of {target}"
        status, text = daemon.scrub(bed.binary, copy)
        if status != 13:
            raise Violation(f"{what}: the scrub says {status}: {text}")
        serve(bed, copy, bodies, details, what)
    copy = bed.path("copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(store, copy)
    damaged = blobs(copy)
    for path in damaged:
        flip(path, chance.randrange(os.path.getsize(path)), 1 << chance.randrange(8))
    status, text = daemon.scrub(bed.binary, copy)
    found = len([line for line in text.splitlines() if line.startswith("damaged ")])
    if status != 13 or found != len(damaged):
        raise Violation(f"{found} of {len(damaged)} damaged blobs found, status {status}: {text[-500:]}")
    serve(bed, copy, bodies, details, "all blobs flipped")
    bed.say(f"{singles} single flips and {len(damaged)} at once: all found, nothing wrong served")


def blobs(folder):
    return sorted(os.path.join(place, name)
                  for place, _, names in os.walk(os.path.join(folder, "blobs")) for name in names)


def make(bed, store, count):
    """Objects in files, and as many in the database; what each GET must find."""
    server = daemon.Daemon(bed.binary, store, bed.path("log"), ["--scrub-rate", "0"]).start()
    client = server.client()
    client.put(BUCKET, None, b"")
    bodies, details = {}, {}
    for index in range(2 * count):
        key = f"{'large' if index % 2 else 'small'}/{index:05}".encode()
        body = workload.content(str(index), 33_000 + index % 900 if index % 2 else index % 800)
        answer = client.put(BUCKET, key, body, {"x-amz-meta-v": f"v{index}", "x-amz-tagging": f"t={index}"})
        if not answer.is_done:
            raise Violation(f"{answer}")
        bodies[key], details[key] = body, (answer.headers["etag"], f"v{index}")
    client.close()
    if server.terminate() != 0:
        raise Violation(server.tail())
    return bodies, details


def serve(bed, folder, bodies, details, what):
    """Every object by a daemon: right, or an answer that is not 200, or one that breaks off."""
    server = daemon.Daemon(bed.binary, folder, bed.path("log"), ["--scrub-rate", "0"])
    try:
        server.start()
    except daemon.Failed:
        # Refused to serve it: 13, or 14 where SQLite says no more than that.
        if server.process.returncode not in (13, 14):
            raise
        return
    client = server.client()
    for key, body in bodies.items():
        try:
            answer = client.get(BUCKET, key)
        except s3.Broken:
            continue
        if answer.status == 404:
            raise Violation(f"{what}: {key} is answered 404")
        if answer.status == 200:
            tag, value = details[key]
            if answer.body != body or answer.headers["etag"] != tag or answer.headers.get("x-amz-meta-v") != value:
                raise Violation(f"{what}: {key} is served wrong")
    try:
        listed = client.list(BUCKET)
        if set(listed) != set(bodies):
            raise Violation(f"{what}: the listing differs: {sorted(set(listed) ^ set(bodies))[:3]}")
    except (s3.Broken, s3.Refused):
        pass
    client.close()
    server.terminate()

"""Transitions of lifecycle rules through a running daemon: bodies go to the folder of their class and stay whole."""

import base64
import hashlib
import os

import daemon
import workload
from workload import Violation

BUCKET = "classes"
RULES = (b"<LifecycleConfiguration><Rule><ID>cool</ID><Status>Enabled</Status>"
         b"<Filter><And><Prefix>old/</Prefix><ObjectSizeGreaterThan>0</ObjectSizeGreaterThan></And></Filter>"
         b"<Transition><Days>1</Days><StorageClass>STANDARD_IA</StorageClass></Transition></Rule>"
         b"</LifecycleConfiguration>")


def files(folder):
    return [os.path.join(place, name) for place, _, names in os.walk(os.path.join(folder, "blobs")) for name in names]


def run(bed):
    store, slow = bed.path("store"), bed.path("slow")
    server = daemon.Daemon(
        bed.binary, store, bed.path("log"),
        ["--lifecycle-day", "1", "--storage-class", f"STANDARD_IA={slow}", "--encryption-key", bed.path("key"),
         "--make-encryption-key"]).start()
    client = server.client()
    require(client.put(BUCKET, None, b""))
    wanted = {}
    for key, size, headers in [
            (b"old/small", 900, {}), (b"old/large", 300_000, {}),
            (b"old/sealed", 300_000, {"x-amz-server-side-encryption": "AES256"}), (b"young/kept", 300_000, {})]:
        body = workload.content(key.decode(), size)
        require(client.put(BUCKET, key, body, headers))
        wanted[key] = body
    wanted[b"old/parts"] = multipart(client, b"old/parts")
    # What names its class lies there at once, and so does a copy that does.
    body = workload.content("direct", 50_000)
    require(client.put(BUCKET, b"direct", body, {"x-amz-storage-class": "STANDARD_IA"}))
    require(client.put(BUCKET, b"copied", b"", {
        "x-amz-copy-source": f"/{BUCKET}/young/kept", "x-amz-storage-class": "STANDARD_IA"}))
    wanted[b"direct"], wanted[b"copied"] = body, wanted[b"young/kept"]
    if len(files(slow)) != 2:
        raise Violation(f"{len(files(slow))} files in the class's folder before any transition")
    require(client.request("PUT", BUCKET, query=[("lifecycle", "")], body=RULES, headers=md5(RULES)))

    def moved():
        answers = [client.head(BUCKET, key) for key in wanted if key.startswith(b"old/")]
        return all(answer.headers.get("x-amz-storage-class") == "STANDARD_IA" for answer in answers)
    if not daemon.until(moved, seconds=60):
        raise Violation(f"not moved in a minute: {server.tail()}")
    check(client, wanted)
    client.close()
    # What no row names any more goes at the latest with the next start.
    server.kill()
    server.start()
    client = server.client()
    check(client, wanted)
    if len(files(slow)) != 7 or len(files(store)) != 1:
        raise Violation(f"{len(files(slow))} files in the class's folder, {len(files(store))} in the store's")
    client.close()
    if server.terminate() != 0:
        raise Violation(server.tail())
    status, text = daemon.scrub(bed.binary, store)
    if status != 0:
        raise Violation(text)
    bed.say("4 transitions, 1 put and 1 copy placed by their class; all bodies whole, also after a kill")


def check(client, wanted):
    for key, body in wanted.items():
        answer = client.get(BUCKET, key)
        if answer.status != 200 or answer.body != body:
            raise Violation(f"{key}: {answer}, {len(answer.body)} bytes")


def require(answer):
    if not answer.is_done or answer.code:
        raise Violation(f"{answer} {answer.body[:300]}")
    return answer


def md5(body):
    return {"content-md5": base64.b64encode(hashlib.md5(body).digest()).decode()}


def multipart(client, key):
    upload = require(client.request("POST", BUCKET, key, query=[("uploads", "")])).text("UploadId")
    tags, bodies = [], []
    for number, size in ((1, 5 << 20), (2, 100_000)):
        bodies.append(workload.content(f"part {number}", size))
        answer = require(client.put(BUCKET, key, bodies[-1], query=[("partNumber", str(number)), ("uploadId", upload)]))
        tags.append(answer.headers["etag"])
    document = "<CompleteMultipartUpload>" + "".join(
        f"<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag></Part>" for number, tag in enumerate(tags, 1)
    ) + "</CompleteMultipartUpload>"
    require(client.request("POST", BUCKET, key, query=[("uploadId", upload)], body=document.encode()))
    return b"".join(bodies)

"""Bar 9: hostile keys through every operation: nothing outside of the store's folder is made or changed, no answer is
5xx, and listings return each key byte by byte."""

import hashlib
import os
import random
import urllib.parse

import daemon
import faultpoint
import s3
from workload import Violation

BUCKET = "hostile"
FIXED = [
    b"../outside", b"../../outside", b"/etc/passwd", b"//etc//passwd", b"a/../../b", b"./.", b".", b"..", b"...",
    b"a/./b", b"a//b", b"/", b"//", b"///", b"a/", b"/a", b"%2e%2e/x", b"%2e%2e%2fx", b"..%2f", b"..\\x", b"C:\\x",
    b"\x00", b"a\x00b", b"../\x00", b"\x01\x02\x1f\x7f", b"a\nb", b"a\r\nb", b"\r\n\r\nGET / HTTP/1.1", b"\t", b" ",
    b" a ", b"a ", b"-rf", b"--help", b"~", b"~root", b"$HOME", b"$(reboot)", b"`id`", b"|id", b";id", b"&", b"a&b=c",
    b"a?b", b"?", b"#", b"a#b", b"+", b"a+b", b"%", b"%%", b"%00", b"%zz", b"'", b'"', b"<a>", b"&lt;", b"]]>", b"*",
    b"[a-z]", b"{a,b}", b"\\", b"caf\xc3\xa9", b"cafe\xcc\x81", b"\xff", b"\xff\xfe", b"\xc0\xae\xc0\xae/x", b"\x80",
    b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80\xae", b"\xef\xbb\xbf", "日本".encode(), "😀".encode(),
    b"metadata.sqlite", b"tmp/x", b"blobs/00/x", b"format", b"lock", b"root-credentials", b"cairn-volume", b"CON",
    b"NUL", b"a" * 255, b"a" * 256, b"a" * 1024, b"/" * 1024, b"../" * 341, b"\xff" * 1024, b"a/" * 512, b"soap",
    b"uploads", b"policy", b"versions", b"?uploads", b"x?versionId=null", b"healthz", b"metrics",
]


def keys(chance, count):
    made = list(FIXED)
    pieces = [b"..", b".", b"/", b"\\", b"\x00", b"%2e", b"%2f", b"\n", b"\r", b"\xff", b"\xc3", b"a", b"~", b" ", b"+",
              b"%", b"&", b"?", b"#", b"<", b"\xcc\x81", b"e"]
    while len(made) < count:
        made.append(b"".join(chance.choice(pieces) for _ in range(chance.randrange(1, 24))))
    return list(dict.fromkeys(key for key in made if 0 < len(key) <= 1024))


def run(bed):
    chance = random.Random(bed.seed)
    work = bed.path("work")
    os.makedirs(work + "/store-parent")
    for name in ("outside", "store-parent/outside", "passwd"):
        with open(os.path.join(work, name), "w", encoding="ascii") as file:
            file.write("as it was\n")
    store = work + "/store-parent/store"
    log = bed.path("calls")
    environment = faultpoint.environment(faultpoint.library(bed), store, log)
    server = daemon.Daemon(bed.binary, store, bed.path("log"), environment=environment).start()
    before = tree(work, store)
    probe = Probe(server.client(), chance, 7 if bed.is_full else 2)
    everything = keys(chance, 500)
    if not bed.is_full:
        # All fixed ones, and of the others as many as there is time for.
        everything = everything[:len(FIXED)] + everything[len(FIXED):][:40]
    probe.must("PUT", None)
    for key in everything:
        probe.operations(key)
    probe.listings(everything)
    probe.client.close()
    if server.terminate() != 0:
        raise Violation(server.tail())
    after = tree(work, store)
    if after != before:
        raise Violation(f"changed outside of the store: {set(after.items()) ^ set(before.items())}")
    calls, _, outside = faultpoint.read_log(log)
    if outside or len(calls) < len(everything):
        raise Violation(f"{len(calls)} calls in the store; outside of it: {outside[:5]}")
    bed.say(f"{len(everything)} keys, {probe.count} requests, {len(calls)} changes of files, none outside; "
            f"{probe.refused} requests refused with 4xx")


def tree(folder, without):
    """What is there, but for the store."""
    found = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if os.path.join(place, name) != without]
        for name in names + folders:
            path = os.path.join(place, name)
            facts = os.lstat(path)
            # The folder of the store changes when the store's own folder is made, which happened before.
            found[path] = (facts.st_mode, facts.st_size, facts.st_mtime_ns, facts.st_ino)
    return found


class Probe:
    def __init__(self, client, chance, queries):
        self.client, self.chance, self.queries = client, chance, queries
        self.count, self.refused = 0, 0

    def send(self, method, key, query=(), headers=(), body=b""):
        """Any answer but 5xx, or a connection that is closed without one."""
        self.count += 1
        answer = self.client.request(method, BUCKET, key, query, headers, body)
        if answer.status >= 500:
            raise Violation(f"{method} {key} {query} is answered {answer}")
        if answer.status >= 400:
            self.refused += 1
        return answer

    def must(self, method, key, query=(), headers=(), body=b""):
        answer = self.send(method, key, query, headers, body)
        if not answer.is_done or answer.code:
            raise Violation(f"{method} {key} {query} is answered {answer} {answer.body[:200]}")
        return answer

    def operations(self, key):
        body = hashlib.sha256(key).digest() * 3
        self.must("PUT", key, body=body)
        if self.must("GET", key).body != body:
            raise Violation(f"GET {key} returns another body")
        self.must("HEAD", key)
        self.must("GET", key, headers={"range": "bytes=3-9"})
        source = "/" + BUCKET + "/" + s3.quote(key, safe="/")
        self.must("PUT", b"copy", headers={"x-amz-copy-source": source})
        if self.must("GET", b"copy").body != body:
            raise Violation(f"the copy of {key} is another body")
        self.must("PUT", key, headers={"x-amz-copy-source": f"/{BUCKET}/copy"})
        self.must("PUT", key, [("tagging", "")], body=(
            b"<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>"))
        self.must("GET", key, [("tagging", "")])
        self.must("DELETE", key, [("tagging", "")])
        self.must("GET", key, [("attributes", "")], headers={"x-amz-object-attributes": "ETag,ObjectSize"})
        self.send("GET", key, [("acl", "")])
        self.send("GET", key, [("retention", "")])
        self.send("GET", key, [("legal-hold", "")])
        self.send("GET", key, [("versionId", "null")])
        self.multipart(key, source)
        self.form(key)
        queries = ([("list-type", "2"), ("encoding-type", "url"), ("prefix", key)],
                   [("list-type", "2"), ("encoding-type", "url"), ("start-after", key)],
                   [("encoding-type", "url"), ("marker", key)], [("encoding-type", "url"), ("delimiter", key)],
                   [("versions", ""), ("encoding-type", "url"), ("key-marker", key)],
                   [("uploads", ""), ("encoding-type", "url"), ("prefix", key)],
                   [("list-type", "2"), ("continuation-token", key)])
        for query in self.chance.sample(queries, self.queries):
            self.send("GET", None, query)
        self.send("DELETE", key, [("versionId", key[:64])])

    def multipart(self, key, source):
        upload = self.must("POST", key, [("uploads", "")]).text("UploadId")
        part = self.must("PUT", key, [("partNumber", "1"), ("uploadId", upload)], body=b"part")
        self.must("PUT", key, [("partNumber", "2"), ("uploadId", upload)], {"x-amz-copy-source": source})
        self.must("GET", key, [("uploadId", upload)])
        self.must("DELETE", key, [("uploadId", upload)])
        upload = self.must("POST", key, [("uploads", "")]).text("UploadId")
        part = self.must("PUT", key, [("partNumber", "1"), ("uploadId", upload)], body=b"part of " + key)
        document = f"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{part.headers['etag']}</ETag>" \
                   "</Part></CompleteMultipartUpload>"
        self.must("POST", key, [("uploadId", upload)], body=document.encode())
        self.send("GET", key, [("uploadId", key[:64])])

    def form(self, key):
        """An upload by form without a signature: refused, whatever its key is."""
        edge = b"----edge"
        body = b"".join(
            b"--" + edge + b"\r\nContent-Disposition: form-data; name=\"" + name + b"\"\r\n\r\n" + value + b"\r\n"
            for name, value in ((b"key", key), (b"file", b"content"))) + b"--" + edge + b"--\r\n"
        answer = self.client.request(
            "POST", BUCKET, headers={"content-type": "multipart/form-data; boundary=" + edge.decode()}, body=body,
            signs=False)
        self.count += 1
        if answer.is_done or answer.status >= 500:
            raise Violation(f"a form without a signature for {key} is answered {answer}")

    def listings(self, keys):
        """Byte by byte what was put, in every listing; then all of it deleted."""
        wanted = set(keys) | {b"copy"}
        for page in (1000, 7):
            listed = set(self.client.list(BUCKET, page=page))
            if listed != wanted:
                raise Violation(f"listed: {sorted(listed ^ wanted)[:5]}")
        versions = self.must("GET", None, [("versions", ""), ("encoding-type", "url")])
        found = {urllib.parse.unquote_to_bytes(item["Key"]) for item in s3.contents(versions.body, "Version")}
        if found != set(sorted(wanted)[:1000]):
            raise Violation(f"listed as versions: {sorted(found ^ wanted)[:5]}")
        for key in keys[::2]:
            self.must("DELETE", key)
        rest = set(self.client.list(BUCKET))
        if rest != wanted - set(keys[::2]):
            raise Violation(f"left after deletions: {sorted(rest ^ (wanted - set(keys[::2])))[:5]}")

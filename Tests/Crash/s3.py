"""A small S3 client of our own for the crash tests: Signature Version 4 over a kept socket, keys as bytes.

It shares no code with Cairn on purpose: what it verifies must not be wrong in the same way.
"""

import datetime
import functools
import hashlib
import hmac
import re
import socket
import urllib.parse
import xml.etree.ElementTree as ElementTree

ACCESS, SECRET, REGION = "CRASHTESTKEY00000001", "crash-test-secret-0000000000000001", "us-east-1"


class Broken(Exception):
    """The connection ended before a whole answer was there: nothing is known of the request."""


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def is_done(self):
        return 200 <= self.status < 300

    @property
    def code(self):
        found = re.search(rb"<Code>([A-Za-z0-9]+)</Code>", self.body)
        return found.group(1).decode() if found else ""

    def text(self, name):
        """The text of the first element of that name."""
        found = re.search(rb"<%s>(.*?)</%s>" % (name.encode(), name.encode()), self.body, re.S)
        return found.group(1).decode() if found else None

    def __repr__(self):
        return f"{self.status} {self.code}"


@functools.lru_cache(maxsize=8)
def signing_key(secret, day, region):
    key = ("AWS4" + secret).encode()
    for part in (day, region, "s3", "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def quote(data, safe=""):
    return urllib.parse.quote(data, safe=safe + "-_.~")


class Client:
    """One connection; not for use by two threads at a time."""

    def __init__(self, port, timeout=30.0, access=ACCESS, secret=SECRET):
        self.port, self.timeout, self.access, self.secret = port, timeout, access, secret
        self.socket, self.reader = None, None

    def close(self):
        if self.socket:
            self.reader.close()
            self.socket.close()
        self.socket = self.reader = None

    def request(self, method, bucket="", key=None, query=(), headers=(), body=b"", signs=True):
        """Sends once and reads the answer. Raises Broken when there is none."""
        path = "/" + quote(bucket) + ("" if key is None else "/" + quote(key, safe="/"))
        pairs = sorted((quote(str(name)), quote(value)) for name, value in query)
        text = "&".join(f"{name}={value}" for name, value in pairs)
        fields = {name.lower(): value for name, value in dict(headers).items()}
        fields["host"] = f"127.0.0.1:{self.port}"
        if signs:
            self.sign(method, path, text, fields, body)
        if body or method in ("PUT", "POST"):
            fields["content-length"] = str(len(body))
        head = f"{method} {path}{'?' + text if text else ''} HTTP/1.1\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in fields.items()) + "\r\n"
        return self.exchange(method, head.encode("latin-1") + body)

    def sign(self, method, path, query, fields, body):
        now = datetime.datetime.now(datetime.timezone.utc)
        stamp, day = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
        fields["x-amz-date"] = stamp
        fields["x-amz-content-sha256"] = hashlib.sha256(body).hexdigest()
        names = sorted(fields)
        signed = ";".join(names)
        canonical = "\n".join(
            [method, path, query, "".join(f"{name}:{' '.join(fields[name].split())}\n" for name in names), signed,
             fields["x-amz-content-sha256"]])
        scope = f"{day}/{REGION}/s3/aws4_request"
        text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
        signature = hmac.new(signing_key(self.secret, day, REGION), text.encode(), hashlib.sha256).hexdigest()
        fields["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={self.access}/{scope}, SignedHeaders={signed}, Signature={signature}")

    def exchange(self, method, data):
        try:
            if self.socket is None:
                self.socket = socket.create_connection(("127.0.0.1", self.port), self.timeout)
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.reader = self.socket.makefile("rb", buffering=65536)
            self.socket.sendall(data)
            return self.read(method)
        except (OSError, ValueError) as error:
            self.close()
            raise Broken(str(error)) from error

    def read(self, method):
        line = self.reader.readline(65536)
        if not line.endswith(b"\r\n"):
            raise OSError("no answer")
        status = int(line.split(b" ", 2)[1])
        headers = {}
        while True:
            line = self.reader.readline(65536)
            if not line.endswith(b"\n"):
                raise OSError("cut in the headers")
            if line == b"\r\n":
                break
            name, _, value = line.partition(b":")
            headers[name.strip().lower().decode("latin-1")] = value.strip().decode("latin-1")
        if status == 100:
            return self.read(method)
        body = b""
        if method != "HEAD" and status not in (204, 304):
            body = self.read_body(headers)
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, headers, body)

    def read_body(self, headers):
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = b""
            while True:
                size = int(self.reader.readline(65536).split(b";")[0], 16)
                body += self.exactly(size)
                if self.reader.readline(65536) != b"\r\n":
                    raise OSError("cut in a chunk")
                if size == 0:
                    return body
        if "content-length" in headers:
            return self.exactly(int(headers["content-length"]))
        return self.reader.read()

    def exactly(self, count):
        body = self.reader.read(count)
        if len(body) != count:
            raise OSError("cut in the body")
        return body

    # What most tests do.

    def put(self, bucket, key, body, headers=(), query=()):
        return self.request("PUT", bucket, key, query=query, headers=headers, body=body)

    def get(self, bucket, key, headers=(), query=()):
        return self.request("GET", bucket, key, query=query, headers=headers)

    def head(self, bucket, key):
        return self.request("HEAD", bucket, key)

    def delete(self, bucket, key, query=()):
        return self.request("DELETE", bucket, key, query=query)

    def list(self, bucket, prefix=b"", page=1000):
        """Every key with its ETag and size, by pages; raises Broken, and Refused for another answer than 200."""
        found, token = {}, None
        while True:
            query = [("list-type", "2"), ("encoding-type", "url"), ("max-keys", str(page)), ("prefix", prefix)]
            if token:
                query.append(("continuation-token", token))
            answer = self.request("GET", bucket, query=query)
            if answer.status != 200:
                raise Refused(f"list of {bucket}: {answer}")
            last = None
            for item in contents(answer.body):
                key = urllib.parse.unquote_to_bytes(item["Key"])
                if last is not None and not last < key:
                    raise Refused(f"list of {bucket}: {key} after {last}")
                last = key
                found[key] = (item["ETag"].strip('"'), int(item["Size"]))
            token = answer.text("NextContinuationToken")
            if answer.text("IsTruncated") != "true":
                return found


class Refused(Exception):
    """An answer that the test does not expect."""


def contents(body, name="Contents"):
    """The children of each element of that name, as dictionaries."""
    space = "{http://s3.amazonaws.com/doc/2006-03-01/}"
    for element in ElementTree.fromstring(body).iter():
        if element.tag in (name, space + name):
            yield {child.tag.replace(space, ""): child.text or "" for child in element}

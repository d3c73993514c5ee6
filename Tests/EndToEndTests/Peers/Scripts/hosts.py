"""Buckets in the name of the host. Names below `s3.test` are this machine's, for this process alone."""

import socket

from peer import client, new_bucket, same

resolve = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: resolve(
    "127.0.0.1" if str(host).endswith("s3.test") else host, *rest, **more)

s3, asked = client(style="virtual"), []
s3.meta.events.register("before-send.s3.*", lambda request, **_: asked.append(request.url))
name = new_bucket(s3)
s3.put_object(Bucket=name, Key="a/b c", Body=b"x")
same(s3.get_object(Bucket=name, Key="a/b c")["Body"].read(), b"x")
same(s3.list_objects_v2(Bucket=name)["Contents"][0]["Key"], "a/b c")
assert asked and all(url.startswith(f"http://{name}.s3.test:") for url in asked), asked
# The path names the bucket where the host does not.
same(client(style="path").get_object(Bucket=name, Key="a/b c")["Body"].read(), b"x")
print("passed hosts")

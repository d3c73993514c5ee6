"""The everyday work of minio's Python client, which signs its chunks over http."""

import io
import os
from datetime import timedelta
from urllib.parse import urlparse

import urllib3
from minio import Minio
from minio.commonconfig import ENABLED, CopySource, Filter, Tags
from minio.deleteobjects import DeleteObject
from minio.lifecycleconfig import Expiration, LifecycleConfig, Rule
from minio.versioningconfig import VersioningConfig

url = urlparse(os.environ["AWS_ENDPOINT_URL"])
pool = urllib3.PoolManager(ca_certs=os.environ.get("AWS_CA_BUNDLE"))
client = Minio(
    url.netloc, access_key=os.environ["AWS_ACCESS_KEY_ID"], secret_key=os.environ["AWS_SECRET_ACCESS_KEY"],
    secure=url.scheme == "https", region="us-east-1", http_client=pool)
client.make_bucket("minio-bucket")
assert client.bucket_exists("minio-bucket")
client.put_object("minio-bucket", "a/b c+ü", io.BytesIO(b"hello"), 5, metadata={"who": "me"})
with client.get_object("minio-bucket", "a/b c+ü") as answer:
    assert answer.read() == b"hello"
large = os.urandom(11 << 20)
client.put_object("minio-bucket", "large", io.BytesIO(large), -1, part_size=5 << 20)
stat = client.stat_object("minio-bucket", "large")
assert stat.size == len(large) and stat.etag.endswith("-3")
with client.get_object("minio-bucket", "large", offset=6_000_000, length=1000) as answer:
    assert answer.read() == large[6_000_000:6_001_000]
client.copy_object("minio-bucket", "copy", CopySource("minio-bucket", "a/b c+ü"))
everything = client.list_objects("minio-bucket", recursive=True)
assert [item.object_name for item in everything] == ["a/b c+ü", "copy", "large"]
assert sorted(item.object_name for item in client.list_objects("minio-bucket")) == ["a/", "copy", "large"]
tags = Tags.new_object_tags()
tags["k"] = "v"
client.set_object_tags("minio-bucket", "copy", tags)
assert client.get_object_tags("minio-bucket", "copy") == {"k": "v"}
assert pool.request("GET", client.presigned_get_object("minio-bucket", "copy", timedelta(minutes=1))).data == b"hello"
client.set_bucket_versioning("minio-bucket", VersioningConfig(ENABLED))
version = client.put_object("minio-bucket", "copy", io.BytesIO(b"new"), 3).version_id
assert version and len(list(client.list_objects("minio-bucket", prefix="copy", include_version=True))) == 2
rule = Rule(ENABLED, rule_filter=Filter(prefix="tmp/"), rule_id="r", expiration=Expiration(days=1))
client.set_bucket_lifecycle("minio-bucket", LifecycleConfig([rule]))
assert client.get_bucket_lifecycle("minio-bucket").rules[0].rule_id == "r"
left = [DeleteObject(item.object_name, item.version_id)
        for item in client.list_objects("minio-bucket", recursive=True, include_version=True)]
assert not list(client.remove_objects("minio-bucket", left))
client.remove_bucket("minio-bucket")
print("passed minio")

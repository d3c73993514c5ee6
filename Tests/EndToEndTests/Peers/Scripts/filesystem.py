"""The everyday work of s3fs (fsspec)."""

import os

import s3fs

fs = s3fs.S3FileSystem(endpoint_url=os.environ["AWS_ENDPOINT_URL"], client_kwargs={"region_name": "us-east-1"})
fs.mkdir("s3fs-bucket")
with fs.open("s3fs-bucket/folder/a b+ü.txt", "wb") as file:
    file.write(b"line one\nline two\n")
assert fs.cat("s3fs-bucket/folder/a b+ü.txt") == b"line one\nline two\n"
large = os.urandom(11 << 20)
with fs.open("s3fs-bucket/large", "wb", block_size=5 << 20) as file:
    for start in range(0, len(large), 1 << 20):
        file.write(large[start:start + (1 << 20)])
with fs.open("s3fs-bucket/large", "rb") as file:
    file.seek(6_000_000)
    assert file.read(1000) == large[6_000_000:6_001_000]
assert fs.cat("s3fs-bucket/large") == large
assert fs.info("s3fs-bucket/large")["size"] == len(large)
fs.copy("s3fs-bucket/large", "s3fs-bucket/folder/copy")
fs.mv("s3fs-bucket/folder/copy", "s3fs-bucket/folder/moved")
assert sorted(fs.find("s3fs-bucket")) == [
    "s3fs-bucket/folder/a b+ü.txt", "s3fs-bucket/folder/moved", "s3fs-bucket/large"]
assert fs.ls("s3fs-bucket", detail=False) == ["s3fs-bucket/folder", "s3fs-bucket/large"]
assert fs.glob("s3fs-bucket/folder/*.txt") == ["s3fs-bucket/folder/a b+ü.txt"]
fs.pipe({f"s3fs-bucket/many/{number}": str(number).encode() for number in range(50)})
assert len(fs.ls("s3fs-bucket/many")) == 50
fs.rm("s3fs-bucket/many", recursive=True)
fs.invalidate_cache()
assert not fs.exists("s3fs-bucket/many/1")
fs.rm("s3fs-bucket", recursive=True)
print("passed s3fs")

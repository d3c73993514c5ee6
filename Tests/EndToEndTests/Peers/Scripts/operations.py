"""Every operation of the daemon once through boto3, in the checksum mode that PEER_CHECKSUMS names."""

import datetime
import io

import urllib3
from peer import CA, MODE, client, header, new_bucket, refusal, same

s3 = client()
UTC = datetime.timezone.utc
FIVE = 5 << 20


def buckets():
    name = new_bucket(s3)
    assert name in [found["Name"] for found in s3.list_buckets()["Buckets"]]
    same(s3.head_bucket(Bucket=name)["BucketRegion"], "us-east-1")
    same(s3.get_bucket_location(Bucket=name)["LocationConstraint"], None)
    same(s3.get_bucket_acl(Bucket=name)["Grants"][0]["Permission"], "FULL_CONTROL")
    for get, code in (
        (s3.get_bucket_tagging, "NoSuchTagSet"), (s3.get_bucket_cors, "NoSuchCORSConfiguration"),
        (s3.get_bucket_policy, "NoSuchBucketPolicy"), (s3.get_bucket_website, "NoSuchWebsiteConfiguration"),
        (s3.get_bucket_lifecycle_configuration, "NoSuchLifecycleConfiguration"),
        (s3.get_bucket_encryption, "ServerSideEncryptionConfigurationNotFoundError"),
        (s3.get_public_access_block, "NoSuchPublicAccessBlockConfiguration"),
        (s3.get_bucket_ownership_controls, "OwnershipControlsNotFoundError"),
        (s3.get_object_lock_configuration, "ObjectLockConfigurationNotFoundError"),
        (s3.get_bucket_replication, "ReplicationConfigurationNotFoundError"),
    ):
        same(refusal(get, Bucket=name), (404, code))
    assert "QueueConfigurations" not in s3.get_bucket_notification_configuration(Bucket=name)
    s3.delete_bucket(Bucket=name)
    same(refusal(s3.head_bucket, Bucket=name)[0], 404)


def configurations():
    name = new_bucket(s3)
    tags = [{"Key": "team", "Value": "storage"}]
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tags})
    same(s3.get_bucket_tagging(Bucket=name)["TagSet"], tags)
    s3.delete_bucket_tagging(Bucket=name)
    rule = {"AllowedMethods": ["GET"], "AllowedOrigins": ["https://a.example"]}
    s3.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": [rule]})
    same(s3.get_bucket_cors(Bucket=name)["CORSRules"], [rule])
    s3.delete_bucket_cors(Bucket=name)
    rules = [{"ID": "old", "Status": "Enabled", "Filter": {"Prefix": "tmp/"}, "Expiration": {"Days": 3}}]
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": rules})
    same(s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"], rules)
    assert 'rule-id="old"' in header(s3.put_object(Bucket=name, Key="tmp/a"), "x-amz-expiration")
    s3.delete_bucket_lifecycle(Bucket=name)
    encryption = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration=encryption)
    same(s3.put_object(Bucket=name, Key="sealed", Body=b"x")["ServerSideEncryption"], "AES256")
    same(s3.get_object(Bucket=name, Key="sealed")["Body"].read(), b"x")
    s3.delete_bucket_encryption(Bucket=name)
    block = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=block)
    same(s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"], block)
    s3.delete_public_access_block(Bucket=name)
    controls = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls=controls)
    same(s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"], controls)
    s3.delete_bucket_ownership_controls(Bucket=name)
    policy = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject",'
        '"Resource":"arn:aws:s3:::%s/*"}]}' % name)
    s3.put_bucket_policy(Bucket=name, Policy=policy)
    same(s3.get_bucket_policy(Bucket=name)["Policy"], policy)
    same(s3.get_bucket_policy_status(Bucket=name)["PolicyStatus"]["IsPublic"], True)
    same(client(anonymous=True).get_object(Bucket=name, Key="tmp/a")["ContentLength"], 0)
    s3.delete_bucket_policy(Bucket=name)


def objects():
    name = new_bucket(s3)
    put = s3.put_object(
        Bucket=name, Key="a/ü+ b", Body=b"hello", ContentType="text/x", CacheControl="no-cache",
        ContentDisposition="inline", ContentEncoding="gzip", ContentLanguage="de", Metadata={"who": "me", "none": ""},
        Tagging="k=v", StorageClass="STANDARD_IA")
    same(put["ETag"], '"5d41402abc4b2a76b9719d911017c592"')
    # A checksum that the client adds by itself comes back only where it adds one.
    same("ChecksumCRC32" in put, MODE == "when_supported", "checksum")
    got = s3.get_object(Bucket=name, Key="a/ü+ b")
    same(got["Body"].read(), b"hello")
    same(
        [got[field] for field in ("ContentType", "CacheControl", "ContentDisposition", "ContentEncoding")],
        ["text/x", "no-cache", "inline", "gzip"])
    same((got["ContentLanguage"], got["StorageClass"], got["TagCount"]), ("de", "STANDARD_IA", 1))
    same(got["Metadata"], {"who": "me", "none": ""})
    part = s3.get_object(Bucket=name, Key="a/ü+ b", Range="bytes=1-3")
    same((part["Body"].read(), part["ContentRange"]), (b"ell", "bytes 1-3/5"))
    same(s3.get_object(Bucket=name, Key="a/ü+ b", ResponseContentType="x/y")["ContentType"], "x/y")
    same(refusal(s3.get_object, Bucket=name, Key="a/ü+ b", IfNoneMatch=put["ETag"])[0], 304)
    same(refusal(s3.head_object, Bucket=name, Key="a/ü+ b", IfMatch='"x"')[0], 412)
    same(refusal(s3.put_object, Bucket=name, Key="a/ü+ b", IfNoneMatch="*"), (412, "PreconditionFailed"))
    same(refusal(s3.put_object, Bucket=name, Key="none", IfMatch='"x"'), (404, "NoSuchKey"))
    attributes = s3.get_object_attributes(
        Bucket=name, Key="a/ü+ b", ObjectAttributes=["ETag", "Checksum", "ObjectSize", "StorageClass", "ObjectParts"])
    same((attributes["ObjectSize"], attributes["StorageClass"]), (5, "STANDARD_IA"))
    s3.put_object_tagging(Bucket=name, Key="a/ü+ b", Tagging={"TagSet": [{"Key": "x", "Value": "y"}]})
    same(s3.get_object_tagging(Bucket=name, Key="a/ü+ b")["TagSet"], [{"Key": "x", "Value": "y"}])
    s3.delete_object_tagging(Bucket=name, Key="a/ü+ b")
    same(s3.get_object_acl(Bucket=name, Key="a/ü+ b")["Grants"][0]["Permission"], "FULL_CONTROL")
    source = {"Bucket": name, "Key": "a/ü+ b"}
    s3.copy_object(Bucket=name, Key="copy", CopySource=source)
    same(s3.head_object(Bucket=name, Key="copy")["Metadata"], {"who": "me", "none": ""})
    s3.copy_object(Bucket=name, Key="copy", CopySource=source, MetadataDirective="REPLACE", Metadata={"n": "1"})
    same(s3.head_object(Bucket=name, Key="copy")["Metadata"], {"n": "1"})
    same(refusal(s3.copy_object, Bucket=name, Key="copy", CopySource=f"{name}/copy"), (400, "InvalidRequest"))
    for algorithm in ("CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"):
        answer = s3.put_object(Bucket=name, Key=algorithm, Body=b"sum", ChecksumAlgorithm=algorithm)
        field = "Checksum" + algorithm
        same(s3.head_object(Bucket=name, Key=algorithm, ChecksumMode="ENABLED")[field], answer[field])
        same(s3.get_object(Bucket=name, Key=algorithm)["Body"].read(), b"sum")
    keys = [{"Key": key} for key in ("copy", "a/ü+ b", "never")]
    same(len(s3.delete_objects(Bucket=name, Delete={"Objects": keys})["Deleted"]), 3)
    same(refusal(s3.head_object, Bucket=name, Key="copy")[0], 404)


def listings():
    name = new_bucket(s3)
    for key in ("a", "b/1", "b/2", "b+/x", "ü"):
        s3.put_object(Bucket=name, Key=key, Body=key.encode())
    for call in (s3.list_objects, s3.list_objects_v2):
        page = call(Bucket=name, Delimiter="/")
        same([item["Key"] for item in page["Contents"]], ["a", "ü"])
        same([item["Prefix"] for item in page["CommonPrefixes"]], ["b+/", "b/"])
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=name, PaginationConfig={"PageSize": 2})
    same([item["Key"] for page in pages for item in page["Contents"]], ["a", "b+/x", "b/1", "b/2", "ü"])
    same(s3.list_objects_v2(Bucket=name, StartAfter="b/1", FetchOwner=True)["Contents"][0]["Owner"]["ID"], "cairn")


def multipart():
    name = new_bucket(s3)
    algorithm = {"ChecksumAlgorithm": "SHA256"} if MODE == "when_required" else {}
    upload = s3.create_multipart_upload(Bucket=name, Key="m", Metadata={"a": "b"}, **algorithm)["UploadId"]
    s3.put_object(Bucket=name, Key="source", Body=b"s" * FIVE)
    parts = []
    for number, body in ((1, b"1" * FIVE), (3, b"end")):
        answer = s3.upload_part(Bucket=name, Key="m", UploadId=upload, PartNumber=number, Body=body, **algorithm)
        parts.append({"PartNumber": number, "ETag": answer["ETag"]})
    copied = s3.upload_part_copy(
        Bucket=name, Key="m", UploadId=upload, PartNumber=2, CopySource=f"{name}/source",
        CopySourceRange=f"bytes=0-{FIVE - 1}")
    parts.insert(1, {"PartNumber": 2, "ETag": copied["CopyPartResult"]["ETag"]})
    same([item["Key"] for item in s3.list_multipart_uploads(Bucket=name)["Uploads"]], ["m"])
    same(len(s3.list_parts(Bucket=name, Key="m", UploadId=upload)["Parts"]), 3)
    whole = {"Bucket": name, "Key": "m", "UploadId": upload, "MultipartUpload": {"Parts": parts}}
    done = s3.complete_multipart_upload(IfNoneMatch="*", **whole)
    assert done["ETag"].endswith('-3"')
    # A client that did not get the answer asks again.
    same(s3.complete_multipart_upload(**whole)["ETag"], done["ETag"])
    got = s3.get_object(Bucket=name, Key="m", PartNumber=3)
    same((got["Body"].read(), got["PartsCount"], got["ETag"]), (b"end", 3, done["ETag"]))
    same(s3.get_object(Bucket=name, Key="m")["Body"].read(), b"1" * FIVE + b"s" * FIVE + b"end")
    gone = s3.create_multipart_upload(Bucket=name, Key="gone")["UploadId"]
    s3.abort_multipart_upload(Bucket=name, Key="gone", UploadId=gone)
    same(refusal(s3.list_parts, Bucket=name, Key="gone", UploadId=gone), (404, "NoSuchUpload"))


def versions():
    name = new_bucket(s3)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    same(s3.get_bucket_versioning(Bucket=name)["Status"], "Enabled")
    first, second = [s3.put_object(Bucket=name, Key="v", Body=body)["VersionId"] for body in (b"1", b"2")]
    marker = s3.delete_object(Bucket=name, Key="v")
    assert marker["DeleteMarker"]
    listed = s3.list_object_versions(Bucket=name)
    same([item["VersionId"] for item in listed["Versions"]], [second, first])
    same(listed["DeleteMarkers"][0]["VersionId"], marker["VersionId"])
    same(s3.get_object(Bucket=name, Key="v", VersionId=first)["Body"].read(), b"1")
    s3.delete_object(Bucket=name, Key="v", VersionId=marker["VersionId"])
    same(s3.get_object(Bucket=name, Key="v")["VersionId"], second)


def locks():
    name = new_bucket(s3, ObjectLockEnabledForBucket=True)
    default = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}}
    s3.put_object_lock_configuration(Bucket=name, ObjectLockConfiguration=default)
    same(s3.get_object_lock_configuration(Bucket=name)["ObjectLockConfiguration"], default)
    version = s3.put_object(Bucket=name, Key="l", Body=b"x")["VersionId"]
    same(refusal(s3.delete_object, Bucket=name, Key="l", VersionId=version), (403, "AccessDenied"))
    until = datetime.datetime(2126, 1, 1, tzinfo=UTC)
    s3.put_object_retention(Bucket=name, Key="l", Retention={"Mode": "GOVERNANCE", "RetainUntilDate": until})
    same(s3.get_object_retention(Bucket=name, Key="l")["Retention"]["RetainUntilDate"], until)
    for status in ("ON", "OFF"):
        s3.put_object_legal_hold(Bucket=name, Key="l", LegalHold={"Status": status})
        same(s3.get_object_legal_hold(Bucket=name, Key="l")["LegalHold"]["Status"], status)
    s3.delete_object(Bucket=name, Key="l", VersionId=version, BypassGovernanceRetention=True)


def transfers():
    """The managed transfers: parts side by side, and a stream of unknown length."""
    name = new_bucket(s3)
    body = bytes(range(256)) * (17 << 12)
    s3.upload_fileobj(io.BytesIO(body), name, "large")
    found = io.BytesIO()
    s3.download_fileobj(name, "large", found)
    assert found.getvalue() == body
    s3.copy({"Bucket": name, "Key": "large"}, name, "large copy")
    same(s3.head_object(Bucket=name, Key="large copy")["ContentLength"], len(body))


def presigned():
    name = new_bucket(s3)
    pool = urllib3.PoolManager(ca_certs=CA)
    place = {"Bucket": name, "Key": "p q"}
    url = s3.generate_presigned_url("put_object", Params=place, ExpiresIn=60)
    same(pool.request("PUT", url, body=b"signed").status, 200)
    url = s3.generate_presigned_url("get_object", Params=place, ExpiresIn=60)
    same(pool.request("GET", url).data, b"signed")
    same(pool.request("GET", url.replace("Expires=60", "Expires=61")).status, 403)


for step in (buckets, configurations, objects, listings, multipart, versions, locks, transfers, presigned):
    step()
    print("passed", step.__name__)

"""Access control lists of a daemon that heeds them: forms, CORS and readers without a key, and grants between users."""

import json
import urllib.error
import urllib.request
import uuid

from peer import ENDPOINT, client, new_bucket, refusal, same

iam = client("iam")
ALL = {"Effect": "Allow", "Action": ["s3:*", "sts:*"], "Resource": "*"}


def user(name):
    made = iam.create_user(UserName=name)["User"]
    document = json.dumps({"Version": "2012-10-17", "Statement": [ALL]})
    iam.put_user_policy(UserName=name, PolicyName="all", PolicyDocument=document)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return made["UserId"], (key["AccessKeyId"], key["SecretAccessKey"])


(main_id, main_keys), (other_id, other_keys) = user("main"), user("other")
main, other, nobody = client(keys=main_keys), client(keys=other_keys), client(anonymous=True)


def open_to_all():
    name = new_bucket(main, ACL="public-read-write")
    nobody.put_object(Bucket=name, Key="k", Body=b"x")
    same([item["Key"] for item in nobody.list_objects_v2(Bucket=name)["Contents"]], ["k"])
    same(refusal(nobody.get_object, Bucket=name, Key="k"), (403, "AccessDenied"))
    main.put_object_acl(Bucket=name, Key="k", ACL="public-read")
    same(nobody.get_object(Bucket=name, Key="k")["Body"].read(), b"x")
    same(refusal(nobody.get_object, Bucket=name, Key="none"), (404, "NoSuchKey"))
    same(main.get_bucket_policy_status(Bucket=name)["PolicyStatus"]["IsPublic"], True)
    grants = main.get_bucket_acl(Bucket=name)["Grants"]
    same([(grant["Grantee"]["Type"], grant["Permission"]) for grant in grants],
         [("Group", "READ"), ("Group", "WRITE"), ("CanonicalUser", "FULL_CONTROL")])


def forms():
    name = new_bucket(main, ACL="public-read-write")
    boundary = uuid.uuid4().hex
    fields = {"key": "form.txt", "acl": "public-read", "success_action_redirect": f"{ENDPOINT}/{name}"}
    parts = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in [*fields.items(), ("file", "bar")])
    request = urllib.request.Request(
        f"{ENDPOINT}/{name}", data=(parts + f"--{boundary}--\r\n").encode(),
        headers={"Content-Type": f"multipart/form-data; boundary={boundary}"})
    with urllib.request.urlopen(request) as answer:
        # The redirection lists the bucket, with what it adds to the address.
        same(answer.status, 200)
        assert b"<Key>form.txt</Key>" in answer.read()
    same(nobody.get_object(Bucket=name, Key="form.txt")["Body"].read(), b"bar")
    main.put_bucket_cors(Bucket=name, CORSConfiguration={
        "CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*suffix"]}]})
    request = urllib.request.Request(f"{ENDPOINT}/{name}", headers={"Origin": "foo.suffix"})
    with urllib.request.urlopen(request) as answer:
        same((answer.status, answer.headers["access-control-allow-origin"]), (200, "foo.suffix"))


def grants():
    name = new_bucket(main)
    main.put_object(Bucket=name, Key="k", Body=b"x")
    policy = main.get_bucket_acl(Bucket=name)
    policy = {"Owner": policy["Owner"], "Grants": policy["Grants"]}
    to_other = {"Grantee": {"ID": other_id, "Type": "CanonicalUser"}}
    policy["Grants"].append(dict(to_other, Permission="READ_ACP"))
    main.put_bucket_acl(Bucket=name, AccessControlPolicy=policy)
    same([grant["Grantee"].get("DisplayName") for grant in other.get_bucket_acl(Bucket=name)["Grants"]],
         ["main", "other"])
    same(refusal(other.head_bucket, Bucket=name)[0], 403)
    main.put_bucket_acl(Bucket=name, AccessControlPolicy={"Owner": policy["Owner"], "Grants": []})
    same(main.get_bucket_acl(Bucket=name)["Grants"], [])
    same(refusal(other.get_bucket_acl, Bucket=name), (403, "AccessDenied"))
    main.put_object_acl(Bucket=name, Key="k", GrantFullControl=f"id={main_id}", GrantRead=f"id={other_id}")
    same(other.get_object(Bucket=name, Key="k")["Body"].read(), b"x")
    unknown = dict(to_other, Permission="READ", Grantee={"EmailAddress": "a@example.org", "Type": "AmazonCustomerByEmail"})
    policy["Grants"].append(unknown)
    same(refusal(main.put_bucket_acl, Bucket=name, AccessControlPolicy=policy),
         (400, "UnresolvableGrantByEmailAddress"))


def uploads_of_others():
    name = new_bucket(main, ACL="public-read-write")
    first = main.create_multipart_upload(Bucket=name, Key="a")["UploadId"]
    second = other.create_multipart_upload(Bucket=name, Key="b")["UploadId"]
    for reader in (main, other):
        found = reader.list_multipart_uploads(Bucket=name)["Uploads"]
        same([(upload["UploadId"], upload["Owner"]["ID"]) for upload in found],
             [(first, main_id), (second, other_id)])
    tag = other.upload_part(Bucket=name, Key="b", UploadId=second, PartNumber=1, Body=b"1")["ETag"]
    other.complete_multipart_upload(
        Bucket=name, Key="b", UploadId=second, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": tag}]})
    same(other.get_object(Bucket=name, Key="b")["Body"].read(), b"1")
    same(refusal(other.get_object, Bucket=name, Key="a")[0], 404)


for step in (open_to_all, forms, grants, uploads_of_others):
    step()
    print("passed", step.__name__)

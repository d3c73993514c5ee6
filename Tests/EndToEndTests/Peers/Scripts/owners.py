"""Several owners behind one daemon: users of `iam`, their keys, policies, buckets and objects, roles and sessions."""

import json

from peer import bucket_name, client, new_bucket, refusal, same

root, iam = client(), client("iam")
ALL = {"Effect": "Allow", "Action": ["s3:*", "sts:*"], "Resource": "*"}


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def user(name):
    made = iam.create_user(UserName=name)["User"]
    iam.put_user_policy(UserName=name, PolicyName="all", PolicyDocument=policy(ALL))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return made["UserId"], (key["AccessKeyId"], key["SecretAccessKey"])


(main_id, main_keys), (other_id, other_keys) = user("main"), user("other")
main, other, nobody = client(keys=main_keys), client(keys=other_keys), client(anonymous=True)


def allowing(action, *resources, **more):
    return dict({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": action, "Resource": list(resources)}, **more)


def owners():
    mine, theirs = new_bucket(main), new_bucket(other)
    main.put_object(Bucket=mine, Key="k", Body=b"x")
    owner = {"DisplayName": "main", "ID": main_id}
    same(main.list_buckets()["Owner"], owner)
    # Besides those of root, a user sees its own buckets.
    names = [found["Name"] for found in main.list_buckets()["Buckets"]]
    assert mine in names and theirs not in names, names
    same(main.get_bucket_acl(Bucket=mine)["Owner"], owner)
    same(main.get_object_acl(Bucket=mine, Key="k")["Owner"], owner)
    same(main.list_objects(Bucket=mine)["Contents"][0]["Owner"], owner)
    same(refusal(other.create_bucket, Bucket=mine), (409, "BucketAlreadyExists"))
    for call in (other.list_objects, other.get_bucket_acl, other.delete_bucket):
        same(refusal(call, Bucket=mine), (403, "AccessDenied"))
    source = {"Bucket": mine, "Key": "k"}
    same(refusal(other.copy_object, Bucket=theirs, Key="k", CopySource=source), (403, "AccessDenied"))
    same(refusal(other.get_object, Bucket=mine, Key="k", ExpectedBucketOwner=other_id)[0], 403)
    same(nobody.list_buckets()["Buckets"], [])
    same(refusal(nobody.get_object, Bucket=mine, Key="k"), (403, "AccessDenied"))
    same(refusal(nobody.get_object, Bucket="no-such-bucket-here", Key="k"), (404, "NoSuchBucket"))


def policies():
    name = new_bucket(main)
    bucket, objects = f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"
    main.put_object(Bucket=name, Key="public/a", Tagging="security=public")
    prefix = {"Condition": {"StringLike": {"s3:prefix": "public/*"}}}
    main.put_bucket_policy(Bucket=name, Policy=policy(allowing("s3:ListBucket", bucket, **prefix)))
    same([item["Key"] for item in other.list_objects_v2(Bucket=name, Prefix="public/")["Contents"]], ["public/a"])
    same(refusal(other.list_objects_v2, Bucket=name)[0], 403)
    # Who may list a key learns that it is not there; who may not, does not.
    same(refusal(other.head_object, Bucket=name, Key="public/none")[0], 404)
    same(refusal(other.head_object, Bucket=name, Key="private/none")[0], 403)
    same(refusal(other.head_object, Bucket=name, Key="public/a")[0], 403)
    tagged = {"Condition": {"StringEquals": {"s3:ExistingObjectTag/security": "public"}}}
    main.put_bucket_policy(Bucket=name, Policy=policy(allowing("s3:GetObject", objects, **tagged)))
    main.put_object(Bucket=name, Key="untagged")
    other.get_object(Bucket=name, Key="public/a")
    same(refusal(other.get_object, Bucket=name, Key="untagged")[0], 403)
    main.put_bucket_policy(Bucket=name, Policy=policy(
        {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": objects,
         "Condition": {"Null": {"s3:x-amz-server-side-encryption": "true"}}}))
    same(refusal(main.put_object, Bucket=name, Key="plain")[0], 403)
    main.put_object(Bucket=name, Key="sealed", ServerSideEncryption="AES256")


def objects_of_others():
    """Where the bucket leaves objects to their writers, they are named as owners; else the bucket's owner is."""
    for ownership, acl, theirs in (
        ("ObjectWriter", "bucket-owner-full-control", True), ("BucketOwnerPreferred", "private", True),
        ("BucketOwnerPreferred", "bucket-owner-full-control", False),
        ("BucketOwnerEnforced", "bucket-owner-full-control", False),
    ):
        name = new_bucket(main, ObjectOwnership=ownership)
        everything = allowing("*", f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*")
        main.put_bucket_policy(Bucket=name, Policy=policy(everything))
        expected = other_id if theirs else main_id
        other.put_object(Bucket=name, Key="put", Body=b"1", ACL=acl)
        main.put_object(Bucket=name, Key="source", Body=b"1")
        copies = [("copy", {}), ("sealed", {"ServerSideEncryption": "AES256"}),
                  ("replaced", {"MetadataDirective": "REPLACE", "Metadata": {"a": "b"}})]
        for key, more in copies:
            other.copy_object(Bucket=name, Key=key, CopySource=f"{name}/source", ACL=acl, **more)
        main.copy_object(Bucket=name, Key="back", CopySource=f"{name}/put")
        upload = other.create_multipart_upload(Bucket=name, Key="upload", ACL=acl)["UploadId"]
        same(other.list_parts(Bucket=name, Key="upload", UploadId=upload)["Owner"]["ID"], expected)
        tag = other.upload_part(Bucket=name, Key="upload", UploadId=upload, PartNumber=1, Body=b"1")["ETag"]
        other.complete_multipart_upload(
            Bucket=name, Key="upload", UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": tag}]})
        for key in ["put", "upload"] + [key for key, _ in copies]:
            same(other.get_object_acl(Bucket=name, Key=key)["Owner"]["ID"], expected, f"{ownership} {key}")
            assert "owner" not in str(other.head_object(Bucket=name, Key=key)["ResponseMetadata"]["HTTPHeaders"])
        same(other.get_object_acl(Bucket=name, Key="back")["Owner"]["ID"], main_id)
    same(refusal(other.put_object, Bucket=name, Key="k", ACL="private"), (400, "AccessControlListNotSupported"))


def administration():
    keys = iam.list_access_keys(UserName="other")["AccessKeyMetadata"]
    same([key["AccessKeyId"] for key in keys], [other_keys[0]])
    same(iam.get_user(UserName=other_id)["User"]["UserName"], "other")
    twice = policy(dict(ALL, Sid="one"), dict(ALL, Sid="one"))
    same(refusal(iam.put_user_policy, UserName="other", PolicyName="p", PolicyDocument=twice)[0], 400)
    deny = policy({"Effect": "Deny", "Action": "s3:ListAllMyBuckets", "Resource": "*"})
    iam.put_user_policy(UserName="other", PolicyName="deny", PolicyDocument=deny)
    same(sorted(iam.list_user_policies(UserName="other")["PolicyNames"]), ["all", "deny"])
    same(refusal(other.list_buckets), (403, "AccessDenied"))
    iam.delete_user_policy(UserName="other", PolicyName="deny")
    other.list_buckets()
    same(refusal(iam.get_user_policy, UserName="other", PolicyName="deny"), (404, "NoSuchEntity"))
    same(refusal(client("iam", keys=other_keys).create_user, UserName="x")[0], 403)
    key = iam.create_access_key()["AccessKey"]
    same(client(keys=(key["AccessKeyId"], key["SecretAccessKey"])).list_buckets()["Owner"]["ID"], "cairn")
    iam.delete_access_key(AccessKeyId=key["AccessKeyId"])


def groups():
    iam.create_user(UserName="member")
    keys = iam.create_access_key(UserName="member")["AccessKey"]
    member = client(keys=(keys["AccessKeyId"], keys["SecretAccessKey"]))
    same(iam.list_open_id_connect_providers()["OpenIDConnectProviderList"], [])
    group = iam.create_group(GroupName="staff", Path="/p/")["Group"]
    iam.add_user_to_group(GroupName="staff", UserName="member")
    same(refusal(member.list_buckets), (403, "AccessDenied"))
    iam.put_group_policy(GroupName="staff", PolicyName="all", PolicyDocument=policy(ALL))
    same(json.dumps(iam.get_group_policy(GroupName="staff", PolicyName="all")["PolicyDocument"]), policy(ALL))
    member.list_buckets()
    iam.delete_group_policy(GroupName="staff", PolicyName="all")
    same(refusal(member.list_buckets), (403, "AccessDenied"))
    read_only = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    iam.attach_group_policy(GroupName="staff", PolicyArn=read_only)
    attached = iam.list_attached_group_policies(GroupName="staff")["AttachedPolicies"]
    same(attached, [{"PolicyName": "AmazonS3ReadOnlyAccess", "PolicyArn": read_only}])
    member.list_buckets()
    same(refusal(member.create_bucket, Bucket=bucket_name()), (403, "AccessDenied"))
    iam.update_group(GroupName="staff", NewGroupName="crew")
    found = iam.get_group(GroupName="crew")
    same((found["Group"]["GroupId"], found["Users"][0]["UserName"]), (group["GroupId"], "member"))
    same([item["GroupName"] for item in iam.list_groups_for_user(UserName="member")["Groups"]], ["crew"])
    same([item["GroupName"] for item in iam.list_groups()["Groups"]], ["crew"])


def sessions():
    sts = client("sts", keys=other_keys)
    same(sts.get_caller_identity()["Arn"], "arn:aws:iam:::user/other")
    found = sts.get_session_token()["Credentials"]
    temporary = client(keys=(found["AccessKeyId"], found["SecretAccessKey"]), token=found["SessionToken"])
    name = new_bucket(temporary)
    assert name in [item["Name"] for item in other.list_buckets()["Buckets"]]
    trust = policy({"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam:::user/{other_id}"},
                    "Action": "sts:AssumeRole"})
    role = iam.create_role(RoleName="reader", AssumeRolePolicyDocument=trust)["Role"]
    same(role["Arn"], "arn:aws:iam:::role/reader")
    reading = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "*", "Principal": "*"}
    iam.put_role_policy(RoleName="reader", PolicyName="p", PolicyDocument=policy(reading))
    named = policy(dict(reading, Principal={"AWS": "arn:aws:iam:::user/other"}))
    same(refusal(iam.put_role_policy, RoleName="reader", PolicyName="q", PolicyDocument=named)[0], 400)
    found = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="session")["Credentials"]
    reader = client(keys=(found["AccessKeyId"], found["SecretAccessKey"]), token=found["SessionToken"])
    shared = new_bucket(root)
    same(reader.list_objects_v2(Bucket=shared)["KeyCount"], 0)
    same(refusal(reader.head_object, Bucket=shared, Key="none")[0], 404)
    same(refusal(reader.put_object, Bucket=shared, Key="k")[0], 403)
    same(refusal(reader.create_bucket, Bucket=shared + "-x")[0], 403)
    # Without a policy a role speaks for who takes it, in their own buckets.
    role = iam.create_role(RoleName="empty", AssumeRolePolicyDocument=trust)["Role"]
    found = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="session")["Credentials"]
    taken = client(keys=(found["AccessKeyId"], found["SecretAccessKey"]), token=found["SessionToken"])
    taken.put_object(Bucket=name, Key="k", Body=b"x")
    same(refusal(taken.list_buckets), (403, "AccessDenied"))
    same(refusal(taken.get_bucket_location, Bucket=shared), (403, "AccessDenied"))
    iam.update_role(RoleName="empty", Description="d", MaxSessionDuration=7200)
    same(iam.get_role(RoleName="empty")["Role"]["Description"], "d")


for step in (owners, policies, objects_of_others, administration, groups, sessions):
    step()
    print("passed", step.__name__)

"""What the scripts of this folder share: clients of the endpoint that the environment names, and assertions."""

import os
import random
import string

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
CA = os.environ.get("AWS_CA_BUNDLE")
MODE = os.environ.get("PEER_CHECKSUMS", "when_supported")


def client(service="s3", keys=None, token=None, anonymous=False, style="path"):
    """A client of the endpoint, as root unless `keys` name somebody else. Nothing is tried twice."""
    config = {"retries": {"max_attempts": 1}, "connect_timeout": 10, "read_timeout": 60}
    if service == "s3":
        config["s3"] = {"addressing_style": style}
        # What is presigned is signed with an older scheme otherwise, which the daemon does not speak.
        config["signature_version"] = "s3v4"
        config["request_checksum_calculation"] = config["response_checksum_validation"] = MODE
    if anonymous:
        config["signature_version"] = UNSIGNED
    extra = {}
    if keys:
        extra = {"aws_access_key_id": keys[0], "aws_secret_access_key": keys[1], "aws_session_token": token}
    return boto3.client(
        service, endpoint_url=ENDPOINT, region_name="us-east-1", verify=CA or True, config=Config(**config), **extra)


def bucket_name():
    return "peer-" + "".join(random.choice(string.ascii_lowercase) for _ in range(12))


def new_bucket(s3, **options):
    name = bucket_name()
    s3.create_bucket(Bucket=name, **options)
    return name


def refusal(call, *arguments, **options):
    """Status and code of the error that the call ends with."""
    try:
        call(*arguments, **options)
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]
    raise AssertionError(f"{call.__name__} was not refused")


def header(answer, name):
    return answer["ResponseMetadata"]["HTTPHeaders"].get(name)


def same(found, wanted, what=""):
    assert found == wanted, f"{what}: found {found!r}, wanted {wanted!r}"

"""Uploads by whoever does not sign, where a list permits them: the object belongs to no account."""

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from types_boto3_s3 import S3Client

from tests.cloud.forms import submit
from tests.cloud.world import BUCKET, Key, last, presigned
from trainer.cloud.client import CloudClient
from trainer.s3.acl import ANONYMOUS_USER

OPEN = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": f"arn:aws:s3:::{BUCKET}/*"}
DENY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:GetObject",
    "Resource": f"arn:aws:s3:::{BUCKET}/denied/*",
}


@pytest.fixture
def owner(cloud: CloudClient, s3_client: Callable[..., S3Client]) -> S3Client:
    """The administrator, whose bucket everyone may write to."""
    credentials = cloud.ready.credentials
    s3 = s3_client(Key(credentials.access_key_id, credentials.secret_access_key))
    s3.delete_public_access_block(Bucket=BUCKET)
    own(s3, "ObjectWriter")
    s3.put_bucket_acl(Bucket=BUCKET, ACL="public-read-write")
    return s3


@pytest.fixture
def anyone(cloud: CloudClient) -> S3Client:
    """A client that does not sign."""
    config = Config(signature_version=UNSIGNED, s3={"addressing_style": "path"}, retries={"max_attempts": 1})
    return boto3.client("s3", endpoint_url=cloud.ready.endpoint, region_name="us-east-1", config=config)


def own(s3: S3Client, ownership: Any) -> None:
    s3.put_bucket_ownership_controls(
        Bucket=BUCKET, OwnershipControls={"Rules": [{"ObjectOwnership": ownership}]}
    )


def refused(call: Callable[..., Any], **arguments: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(Bucket=BUCKET, **arguments)
    return str(caught.value.response["Error"]["Code"])


def text(s3: S3Client, key: str) -> bytes:
    return s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()


def test_the_owner_is_whoever_does_not_sign(owner: S3Client, anyone: S3Client) -> None:
    anyone.put_object(Bucket=BUCKET, Key="left", Body=b"left here")
    assert text(anyone, "left") == b"left here"
    assert refused(owner.get_object, Key="left") == "AccessDenied"
    assert refused(owner.get_object_acl, Key="left") == "AccessDenied"
    assert refused(owner.put_object_acl, Key="left", ACL="public-read") == "AccessDenied"
    owner.delete_object(Bucket=BUCKET, Key="left")
    assert refused(anyone.get_object, Key="left") == "NoSuchKey"


def test_the_lists_that_are_read_name_the_anonymous_user(owner: S3Client, anyone: S3Client) -> None:
    anyone.put_object(Bucket=BUCKET, Key="a b&c", Body=b"x")
    owner.put_object(Bucket=BUCKET, Key="mine", Body=b"x")
    listed = anyone.get_object_acl(Bucket=BUCKET, Key="a b&c")
    assert listed["Owner"]["ID"] == listed["Grants"][0]["Grantee"]["ID"] == ANONYMOUS_USER
    for objects in (
        owner.list_objects(Bucket=BUCKET)["Contents"],
        owner.list_objects_v2(Bucket=BUCKET, FetchOwner=True)["Contents"],
        owner.list_object_versions(Bucket=BUCKET)["Versions"],
    ):
        owners = {found["Key"]: found["Owner"]["ID"] for found in objects}
        assert owners["a b&c"] == ANONYMOUS_USER
        assert owners["mine"] != ANONYMOUS_USER


def test_the_way_back_to_the_bucket_owner(owner: S3Client, anyone: S3Client) -> None:
    anyone.put_object(Bucket=BUCKET, Key="left", Body=b"left here")
    anyone.put_object_acl(Bucket=BUCKET, Key="left", ACL="bucket-owner-full-control")
    assert text(owner, "left") == b"left here"
    assert anyone.get_object_acl(Bucket=BUCKET, Key="left")["Owner"]["ID"] == ANONYMOUS_USER
    source: Any = {"Bucket": BUCKET, "Key": "left"}
    owner.copy_object(Bucket=BUCKET, Key="left", CopySource=source, StorageClass="STANDARD")
    assert owner.get_object_acl(Bucket=BUCKET, Key="left")["Owner"]["ID"] != ANONYMOUS_USER
    assert refused(anyone.get_object, Key="left") == "AccessDenied"


def test_the_bucket_owner_prefers_what_is_given_up(owner: S3Client, anyone: S3Client) -> None:
    own(owner, "BucketOwnerPreferred")
    anyone.put_object(Bucket=BUCKET, Key="given", Body=b"x", ACL="bucket-owner-full-control")
    anyone.put_object(Bucket=BUCKET, Key="read", Body=b"y", ACL="bucket-owner-read")
    assert text(owner, "given") == b"x"
    assert refused(anyone.get_object, Key="given") == "AccessDenied"
    assert text(owner, "read") == b"y"
    assert refused(owner.put_object_acl, Key="read", ACL="private") == "AccessDenied"


def test_everything_is_the_bucket_owners_once_lists_are_disabled(owner: S3Client, anyone: S3Client) -> None:
    anyone.put_object(Bucket=BUCKET, Key="left", Body=b"left here")
    owner.put_bucket_acl(Bucket=BUCKET, ACL="private")
    own(owner, "BucketOwnerEnforced")
    assert text(owner, "left") == b"left here"
    assert refused(anyone.get_object, Key="left") == "AccessDenied"


def test_a_bucket_policy_denies_but_does_not_allow(
    cloud: CloudClient, owner: S3Client, anyone: S3Client, bob: Key, s3_client: Callable[..., S3Client]
) -> None:
    anyone.put_object(Bucket=BUCKET, Key="denied/a", Body=b"x")
    anyone.put_object(Bucket=BUCKET, Key="open/a", Body=b"x")
    policy = {"Version": "2012-10-17", "Statement": [OPEN, DENY]}
    owner.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))
    assert refused(anyone.get_object, Key="denied/a") == "AccessDenied"
    assert text(anyone, "open/a") == b"x"
    assert refused(s3_client(bob).get_object, Key="open/a") == "AccessDenied"
    assert "does not belong to the bucket's account" in str(last(cloud)["trail"])


def test_an_account_lets_its_users_through_by_their_own_policies(
    cloud: CloudClient, owner: S3Client, anyone: S3Client, ann: Key, bob: Key
) -> None:
    anyone.put_object(Bucket=BUCKET, Key="public", Body=b"x", ACL="public-read")
    assert cloud.send("GET", presigned(cloud, ann, "public")).status == 200
    assert cloud.send("GET", presigned(cloud, bob, "public")).code == "AccessDenied"
    assert cloud.send("GET", presigned(cloud, cloud.ready.credentials, "public")).status == 200


def test_ignored_public_lists_keep_strangers_out(owner: S3Client, anyone: S3Client) -> None:
    anyone.put_object(Bucket=BUCKET, Key="left", Body=b"x", ACL="public-read")
    settings: Any = {"IgnorePublicAcls": True}
    owner.put_public_access_block(Bucket=BUCKET, PublicAccessBlockConfiguration=settings)
    assert refused(anyone.get_object, Key="left") == "AccessDenied"
    assert refused(anyone.put_object, Key="more", Body=b"x") == "AccessDenied"


def test_a_form_without_signing_fields_makes_such_an_object(
    cloud: CloudClient, owner: S3Client, anyone: S3Client
) -> None:
    fields = {"key": "by-form.txt", "acl": "public-read", "Content-Type": "text/plain"}
    assert submit(cloud, fields, b"bar").status == 204
    assert text(owner, "by-form.txt") == b"bar"
    assert anyone.get_object_acl(Bucket=BUCKET, Key="by-form.txt")["Owner"]["ID"] == ANONYMOUS_USER


def test_what_nobody_can_begin_without_signing(cloud: CloudClient, owner: S3Client, anyone: S3Client) -> None:
    with pytest.raises(ClientError, match=r"Anonymous users cannot initiate multipart uploads. {2}Please"):
        anyone.create_multipart_upload(Bucket=BUCKET, Key="parts")
    owner.put_object(Bucket=BUCKET, Key="source", Body=b"x", ACL="public-read")
    source: Any = {"Bucket": BUCKET, "Key": "source"}
    assert refused(anyone.copy_object, Key="copy", CopySource=source) == "AccessDenied"
    upload = owner.create_multipart_upload(Bucket=BUCKET, Key="parts")["UploadId"]
    part: Any = {"Key": "parts", "UploadId": upload, "PartNumber": 1, "Body": b"x"}
    assert refused(anyone.upload_part, **part) == "NotImplemented"


def test_writing_over_it_makes_it_somebodys_again(owner: S3Client, anyone: S3Client) -> None:
    anyone.put_object(Bucket=BUCKET, Key="left", Body=b"1")
    owner.put_object(Bucket=BUCKET, Key="left", Body=b"2")
    assert text(owner, "left") == b"2"
    assert refused(anyone.get_object, Key="left") == "AccessDenied"


def test_versions_have_owners_of_their_own(owner: S3Client, anyone: S3Client) -> None:
    owner.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    left = anyone.put_object(Bucket=BUCKET, Key="v", Body=b"left")["VersionId"]
    owner.put_object(Bucket=BUCKET, Key="v", Body=b"mine")
    assert text(owner, "v") == b"mine"
    assert refused(owner.get_object, Key="v", VersionId=left) == "AccessDenied"
    assert anyone.get_object(Bucket=BUCKET, Key="v", VersionId=left)["Body"].read() == b"left"


def test_its_tags_are_the_bucket_owners_too(cloud: CloudClient, owner: S3Client, anyone: S3Client) -> None:
    anyone.put_object(Bucket=BUCKET, Key="tagged", Body=b"1", Tagging="a=b")
    assert owner.get_object_tagging(Bucket=BUCKET, Key="tagged")["TagSet"] == [{"Key": "a", "Value": "b"}]
    assert refused(anyone.get_object_tagging, Key="tagged") == "AccessDenied"


def test_a_copy_reads_as_its_source_lets_it(owner: S3Client, anyone: S3Client) -> None:
    anyone.put_object(Bucket=BUCKET, Key="left", Body=b"left here")
    source: Any = {"Bucket": BUCKET, "Key": "left"}
    assert refused(owner.copy_object, Key="taken", CopySource=source) == "AccessDenied"
    owner.put_object(Bucket=BUCKET, Key="mine", Body=b"mine")
    owner.copy_object(Bucket=BUCKET, Key="left", CopySource={"Bucket": BUCKET, "Key": "mine"})
    assert text(owner, "left") == b"mine"


def test_who_may_write_writes_over_everything_and_deletes_what_is_theirs(
    owner: S3Client, anyone: S3Client
) -> None:
    """That it may be written over is what the public S3 tests expect (test_object_anon_put_write_access)."""
    owner.put_object(Bucket=BUCKET, Key="mine", Body=b"mine")
    assert refused(anyone.delete_object, Key="mine") == "AccessDenied"
    anyone.put_object(Bucket=BUCKET, Key="mine", Body=b"x")
    assert text(anyone, "mine") == b"x"
    assert refused(owner.get_object, Key="mine") == "AccessDenied"
    anyone.delete_object(Bucket=BUCKET, Key="mine")


def test_a_policy_for_uploads_alone_lets_nobody_set_more(owner: S3Client, anyone: S3Client) -> None:
    owner.put_bucket_acl(Bucket=BUCKET, ACL="private")
    policy = {"Version": "2012-10-17", "Statement": [{**OPEN, "Action": "s3:PutObject"}]}
    owner.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))
    anyone.put_object(Bucket=BUCKET, Key="plain", Body=b"x")
    assert refused(anyone.put_object, Key="listed", Body=b"x", ACL="public-read") == "AccessDenied"
    assert refused(anyone.put_object, Key="tagged", Body=b"x", Tagging="a=b") == "AccessDenied"
    held: Any = {"ObjectLockLegalHoldStatus": "ON"}
    assert refused(anyone.put_object, Key="held", Body=b"x", **held) == "AccessDenied"


def test_the_list_that_is_read_can_be_written_back(owner: S3Client, anyone: S3Client) -> None:
    anyone.put_object(Bucket=BUCKET, Key="left", Body=b"x", ACL="bucket-owner-full-control")
    listed = anyone.get_object_acl(Bucket=BUCKET, Key="left")
    assert len(listed["Grants"]) == 2
    policy: Any = {"Owner": listed["Owner"], "Grants": listed["Grants"]}
    anyone.put_object_acl(Bucket=BUCKET, Key="left", AccessControlPolicy=policy)
    assert text(owner, "left") == b"x"


def test_the_bucket_owner_deletes_it_with_a_bypass_too(owner: S3Client, anyone: S3Client) -> None:
    anyone.put_object(Bucket=BUCKET, Key="left", Body=b"x")
    owner.delete_object(Bucket=BUCKET, Key="left", BypassGovernanceRetention=True)


def test_lists_name_the_bucket_owner_once_they_are_disabled(owner: S3Client, anyone: S3Client) -> None:
    anyone.put_object(Bucket=BUCKET, Key="left", Body=b"x")
    owner.put_bucket_acl(Bucket=BUCKET, ACL="private")
    own(owner, "BucketOwnerEnforced")
    listed = owner.get_object_acl(Bucket=BUCKET, Key="left")
    assert [grant["Grantee"]["ID"] for grant in listed["Grants"]] == [listed["Owner"]["ID"]]

"""Access control lists, Object Ownership and Block Public Access of a real bucket, by boto3 and by URL."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from types_boto3_s3 import S3Client

from tests.cloud.forms import form, submit
from tests.cloud.world import ACCOUNT, BUCKET, Key, document, last, presigned
from trainer.cloud.client import CloudClient

ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers"
OPEN = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/*"}


@pytest.fixture
def s3(cloud: CloudClient, s3_client: Callable[..., S3Client]) -> S3Client:
    credentials = cloud.ready.credentials
    return s3_client(Key(credentials.access_key_id, credentials.secret_access_key))


@pytest.fixture
def with_lists(s3: S3Client) -> S3Client:
    """ACLs enabled, Block Public Access off."""
    s3.delete_public_access_block(Bucket=BUCKET)
    s3.put_bucket_ownership_controls(
        Bucket=BUCKET, OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
    )
    return s3


def refused(call: Callable[..., Any], **arguments: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def block(s3: S3Client, **on: bool) -> None:
    names = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    settings: Any = {name: on.get(name, False) for name in names}
    s3.put_public_access_block(Bucket=BUCKET, PublicAccessBlockConfiguration=settings)


def plain(cloud: CloudClient, key: str) -> int:
    return cloud.send("GET", cloud.object_url(BUCKET, key)).status


def test_a_new_bucket_takes_no_lists(s3: S3Client) -> None:
    expected = ("AccessControlListNotSupported", "The bucket does not allow ACLs")
    assert refused(s3.put_object, Bucket=BUCKET, Key="a", Body=b"a", ACL="public-read") == expected
    assert refused(s3.put_bucket_acl, Bucket=BUCKET, ACL="private") == expected
    s3.put_object(Bucket=BUCKET, Key="a", Body=b"a", ACL="bucket-owner-full-control")
    grants = s3.get_object_acl(Bucket=BUCKET, Key="a")["Grants"]
    assert [grant["Permission"] for grant in grants] == ["FULL_CONTROL"]
    assert refused(s3.create_bucket, Bucket="others", ACL="public-read")[0] == (
        "InvalidBucketAclWithObjectOwnership"
    )


def test_public_read_by_a_canned_list_a_header_and_a_body(cloud: CloudClient, with_lists: S3Client) -> None:
    s3 = with_lists
    s3.put_object(Bucket=BUCKET, Key="canned", Body=b"1", ACL="public-read")
    s3.put_object(Bucket=BUCKET, Key="header", Body=b"2", GrantRead=f'uri="{ALL_USERS}"')
    s3.put_object(Bucket=BUCKET, Key="body", Body=b"3")
    assert [plain(cloud, key) for key in ("canned", "header", "body")] == [200, 200, 403]
    listed: Any = s3.get_object_acl(Bucket=BUCKET, Key="body")
    grant = {"Grantee": {"Type": "Group", "URI": ALL_USERS}, "Permission": "READ"}
    policy: Any = {"Owner": listed["Owner"], "Grants": [*listed["Grants"], grant]}
    s3.put_object_acl(Bucket=BUCKET, Key="body", AccessControlPolicy=policy)
    assert plain(cloud, "body") == 200
    assert s3.get_object_acl(Bucket=BUCKET, Key="body")["Grants"][1]["Permission"] == "READ"
    s3.put_object_acl(Bucket=BUCKET, Key="body", ACL="private")
    assert plain(cloud, "body") == 403


def test_a_form_and_a_url_carry_a_list_too(cloud: CloudClient, with_lists: S3Client) -> None:
    admin = cloud.ready.credentials
    for name, fields in (("a", {"acl": "public-read"}), ("b", {"x-amz-grant-read": f'uri="{ALL_USERS}"'})):
        assert submit(cloud, form(cloud, admin, fields, object_key=name)).status == 204
        assert plain(cloud, name) == 200
    assert submit(cloud, form(cloud, admin, object_key="own")).status == 204
    assert plain(cloud, "own") == 403
    hoisted = presigned(cloud, admin, "c", method="PUT", query=(("x-amz-acl", "public-read"),))
    assert cloud.send("PUT", hoisted, body=b"1").status == 200
    assert plain(cloud, "c") == 200
    block(with_lists, BlockPublicAcls=True)
    answer = submit(cloud, form(cloud, admin, {"acl": "public-read"}))
    assert (answer.status, "BlockPublicAcls" in (answer.message or "")) == (403, True)
    assert cloud.send("PUT", hoisted, body=b"1").status == 403


def test_an_object_does_not_inherit_the_list_of_its_bucket(cloud: CloudClient, with_lists: S3Client) -> None:
    s3 = with_lists
    s3.put_bucket_acl(Bucket=BUCKET, ACL="public-read")
    assert cloud.send("GET", f"{cloud.ready.endpoint}/{BUCKET}?list-type=2").status == 200
    s3.put_object(Bucket=BUCKET, Key="own", Body=b"1")
    s3.copy_object(Bucket=BUCKET, Key="copied", CopySource=f"{BUCKET}/coffee.jpg")
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key="parts")["UploadId"]
    part = s3.upload_part(Bucket=BUCKET, Key="parts", UploadId=upload, PartNumber=1, Body=b"1")
    parts: Any = {"Parts": [{"ETag": part["ETag"], "PartNumber": 1}]}
    s3.complete_multipart_upload(Bucket=BUCKET, Key="parts", UploadId=upload, MultipartUpload=parts)
    assert [plain(cloud, key) for key in ("own", "copied", "parts")] == [403, 403, 403]
    opened = s3.create_multipart_upload(Bucket=BUCKET, Key="open", ACL="public-read")["UploadId"]
    part = s3.upload_part(Bucket=BUCKET, Key="open", UploadId=opened, PartNumber=1, Body=b"1")
    parts = {"Parts": [{"ETag": part["ETag"], "PartNumber": 1}]}
    s3.complete_multipart_upload(Bucket=BUCKET, Key="open", UploadId=opened, MultipartUpload=parts)
    assert plain(cloud, "open") == 200


def test_a_bucket_that_everyone_may_write_to(cloud: CloudClient, with_lists: S3Client, bob: Key) -> None:
    with_lists.put_bucket_acl(Bucket=BUCKET, ACL="public-read-write")
    assert cloud.send("PUT", cloud.object_url(BUCKET, "x"), {}, b"x").status == 200
    assert last(cloud)["decided_by"] == "store"
    assert cloud.send("PUT", presigned(cloud, bob, "x", method="PUT"), body=b"x").status == 200


def test_disabling_lists_takes_what_they_gave(cloud: CloudClient, with_lists: S3Client) -> None:
    s3 = with_lists
    s3.put_object(Bucket=BUCKET, Key="open", Body=b"1", ACL="public-read")
    s3.put_bucket_acl(Bucket=BUCKET, ACL="public-read")
    enforced: Any = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    code, _ = refused(s3.put_bucket_ownership_controls, Bucket=BUCKET, OwnershipControls=enforced)
    assert code == "InvalidBucketAclWithObjectOwnership"
    s3.put_bucket_acl(Bucket=BUCKET, ACL="private")
    s3.put_bucket_ownership_controls(Bucket=BUCKET, OwnershipControls=enforced)
    assert plain(cloud, "open") == 403
    assert len(s3.get_object_acl(Bucket=BUCKET, Key="open")["Grants"]) == 1


def test_block_public_acls(cloud: CloudClient, with_lists: S3Client) -> None:
    s3 = with_lists
    s3.put_object(Bucket=BUCKET, Key="before", Body=b"1", ACL="public-read")
    block(s3, BlockPublicAcls=True)
    code, message = refused(s3.put_object_acl, Bucket=BUCKET, Key="before", ACL="public-read")
    assert code == "AccessDenied"
    assert message.endswith(
        "because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access."
    )
    assert last(cloud)["decided_by"] == "judge"
    assert refused(s3.put_object, Bucket=BUCKET, Key="x", Body=b"", ACL="public-read")[0] == "AccessDenied"
    assert refused(s3.put_bucket_acl, Bucket=BUCKET, ACL="public-read")[0] == "AccessDenied"
    s3.put_object(Bucket=BUCKET, Key="x", Body=b"", ACL="private")
    assert plain(cloud, "before") == 200


def test_ignore_public_acls(cloud: CloudClient, with_lists: S3Client) -> None:
    s3 = with_lists
    block(s3, IgnorePublicAcls=True)
    s3.put_object(Bucket=BUCKET, Key="open", Body=b"1", ACL="public-read")
    assert plain(cloud, "open") == 403
    assert len(s3.get_object_acl(Bucket=BUCKET, Key="open")["Grants"]) == 1, "what is in force is told"
    block(s3)
    assert plain(cloud, "open") == 200
    assert len(s3.get_object_acl(Bucket=BUCKET, Key="open")["Grants"]) == 2


def test_block_public_policy(cloud: CloudClient, s3: S3Client) -> None:
    code, message = refused(s3.put_bucket_policy, Bucket=BUCKET, Policy=document(OPEN))
    assert code == "AccessDenied"
    assert "prevented by the BlockPublicPolicy setting" in message
    assert message.startswith(f"User: arn:aws:iam::{ACCOUNT}:user/administrator is not authorized")
    fixed = {**OPEN, "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}
    s3.put_bucket_policy(Bucket=BUCKET, Policy=document(fixed))
    wide = {**OPEN, "Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/1"}}}
    assert refused(s3.put_bucket_policy, Bucket=BUCKET, Policy=document(wide))[0] == "AccessDenied"
    block(s3, BlockPublicAcls=True, IgnorePublicAcls=True)
    s3.put_bucket_policy(Bucket=BUCKET, Policy=document(OPEN))
    assert plain(cloud, "coffee.jpg") == 200


def test_restrict_public_buckets(cloud: CloudClient, s3: S3Client, bob: Key) -> None:
    block(s3)
    s3.put_bucket_policy(Bucket=BUCKET, Policy=document(OPEN))
    assert plain(cloud, "coffee.jpg") == 200
    block(s3, RestrictPublicBuckets=True)
    assert plain(cloud, "coffee.jpg") == 403
    [permission] = [entry for entry in last(cloud)["trail"] if entry["check"] == "permission"]
    assert permission["outcome"] == "failed"
    assert "RestrictPublicBuckets" in permission["says"]
    assert cloud.send("GET", presigned(cloud, bob)).status == 200, "an authorized user of the account"

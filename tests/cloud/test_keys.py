"""SSE-KMS on a real bucket with real keys, by boto3 and by URL; and what is relied on of moto's KMS."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from types_boto3_s3 import S3Client

from tests.cloud.forms import form, stored, submit
from tests.cloud.world import ACCOUNT, BUCKET, Key, last, presigned, put_policy, session_of
from trainer.cloud.account import policy_of
from trainer.cloud.client import CloudClient
from trainer.cloud.keys import MANAGED, key_of, kms
from trainer.cloud.process import CloudProcess
from trainer.labs.administrator import Administrator
from trainer.s3.signing import presign_v4

USE = ["kms:Decrypt", "kms:GenerateDataKey"]
KMS = {"x-amz-server-side-encryption": "aws:kms"}
ARN_HEADER = "x-amz-server-side-encryption-aws-kms-key-id"


@pytest.fixture
def invoices(cloud: CloudClient) -> str:
    """The ARN of a key `alias/invoices` that trainer-private encrypts new objects under."""
    administrator = Administrator(cloud)
    key_id = administrator.set_kms_key("invoices", None, None)
    administrator.set_encryption(BUCKET, "invoices")
    return f"arn:aws:kms:us-east-1:{ACCOUNT}:key/{key_id}"


@pytest.fixture
def s3(cloud: CloudClient, s3_client: Callable[..., S3Client]) -> S3Client:
    credentials = cloud.ready.credentials
    return s3_client(Key(credentials.access_key_id, credentials.secret_access_key), "s3v4")


def client_of(cloud: CloudClient, service: Any, key: Key) -> Any:
    return boto3.client(
        service,
        endpoint_url=cloud.ready.endpoint,
        region_name="us-east-1",
        aws_access_key_id=key.access_key_id,
        aws_secret_access_key=key.secret_access_key,
        aws_session_token=key.session_token,
    )


def may(cloud: CloudClient, actions: list[str], resource: str = "*") -> None:
    put_policy(cloud, "user/ann", "key", {"Effect": "Allow", "Action": actions, "Resource": resource})


def key_policy(*statements: dict[str, Any]) -> dict[str, Any]:
    allowing = [{"Effect": "Allow", "Resource": "*", **statement} for statement in statements]
    return {"Version": "2012-10-17", "Statement": allowing}


def test_a_form_and_a_url_ask_for_a_key_too(cloud: CloudClient, ann: Key, invoices: str) -> None:
    Administrator(cloud).set_encryption(BUCKET, None)
    fields = {"x-amz-server-side-encryption": "aws:kms", ARN_HEADER: invoices}
    put = presigned(cloud, ann, "c", method="PUT", query=tuple(fields.items()))
    assert submit(cloud, form(cloud, ann, fields)).status == 403
    assert cloud.send("PUT", put, body=b"1").status == 403
    may(cloud, USE, invoices)
    assert submit(cloud, form(cloud, ann, fields)).status == 204
    assert stored(cloud).headers[ARN_HEADER] == invoices
    assert cloud.send("PUT", put, body=b"1").headers[ARN_HEADER] == invoices
    assert submit(cloud, form(cloud, ann, version="v2", fields=fields)).code == "InvalidArgument"


def test_a_bucket_in_a_region_without_keys_is_not_modelled(cloud: CloudClient, ann: Key) -> None:
    Administrator(cloud).make_bucket("far-away", "eu-central-1")
    put_policy(cloud, "user/ann", "far", {"Effect": "Allow", "Action": "*", "Resource": "*"})
    url = presign_v4(ann, "PUT", cloud.object_url("far-away", "k"), region="eu-central-1",
                     now=cloud.clock().now, expires=60, headers=KMS)  # fmt: skip
    assert cloud.send("PUT", url, KMS, b"1").status == 501
    assert last(cloud)["decided_by"] == "not-modelled"


def test_the_signers_own_permission_decides_at_each_use(cloud: CloudClient, ann: Key, invoices: str) -> None:
    put, get = presigned(cloud, ann, "k", method="PUT"), presigned(cloud, ann, "k")
    answer = cloud.send("PUT", put, body=b"1")
    assert (answer.status, answer.code) == (403, "AccessDenied")
    assert f"kms:GenerateDataKey on resource: {invoices} because no identity-based" in (answer.message or "")
    assert last(cloud)["decided_by"] == "judge"
    may(cloud, ["kms:GenerateDataKey"], invoices)
    answer = cloud.send("PUT", put, body=b"1")
    assert (answer.status, answer.headers[ARN_HEADER]) == (200, invoices)
    answer = cloud.send("GET", get)
    assert f"kms:Decrypt on resource: {invoices} because no identity-based" in (answer.message or "")
    may(cloud, USE, invoices)
    answer = cloud.send("GET", get)
    assert (answer.status, answer.body) == (200, b"1")
    assert answer.headers["x-amz-server-side-encryption"] == "aws:kms"


def test_what_was_stored_before_is_not_encrypted_under_the_key(
    cloud: CloudClient, ann: Key, invoices: str
) -> None:
    assert cloud.send("GET", presigned(cloud, ann)).status == 200


def test_an_upload_names_its_own_key(cloud: CloudClient, ann: Key) -> None:
    arn = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/{Administrator(cloud).set_kms_key('own', None, None)}"
    may(cloud, USE, arn)
    headers = {**KMS, ARN_HEADER: "alias/own"}
    answer = cloud.send("PUT", presigned(cloud, ann, "k", method="PUT", headers=headers), headers, b"1")
    assert (answer.status, answer.headers[ARN_HEADER]) == (200, arn)
    may(cloud, USE, "arn:aws:kms:us-east-1:123456789012:key/another")
    assert cloud.send("GET", presigned(cloud, ann, "k")).status == 403
    unknown = {**KMS, ARN_HEADER: "alias/nothing"}
    answer = cloud.send("PUT", presigned(cloud, ann, "k", method="PUT", headers=unknown), unknown, b"1")
    assert (answer.status, answer.code) == (400, "KMS.NotFoundException")


def test_the_key_that_aws_manages_is_for_whoever_may_use_s3(
    cloud: CloudClient, ann: Key, invoices: str
) -> None:
    answer = cloud.send("PUT", presigned(cloud, ann, "k", method="PUT", headers=KMS), KMS, b"1")
    assert answer.status == 200
    assert answer.headers[ARN_HEADER] != invoices, "aws:kms without a key is not the bucket's key"
    assert cloud.send("GET", presigned(cloud, ann, "k")).status == 200
    put_policy(cloud, "user/ann", "deny", {"Effect": "Deny", "Action": "kms:*", "Resource": "*"})
    assert cloud.send("GET", presigned(cloud, ann, "k")).status == 403


def test_an_upload_that_asks_for_s3s_own_key_gets_it(cloud: CloudClient, ann: Key, invoices: str) -> None:
    headers = {"x-amz-server-side-encryption": "AES256"}
    put = presigned(cloud, ann, "k", method="PUT", headers=headers)
    answer = cloud.send("PUT", put, headers, b"1")
    assert (answer.status, answer.headers["x-amz-server-side-encryption"]) == (200, "AES256")
    assert cloud.send("GET", presigned(cloud, ann, "k")).status == 200


def test_a_session_of_a_role_and_a_key_policy(cloud: CloudClient, ann: Key, invoices: str) -> None:
    may(cloud, USE)
    assert cloud.send("PUT", presigned(cloud, ann, "k", method="PUT"), body=b"1").status == 200
    url = presigned(cloud, session_of(cloud, ann, 900), "k")
    assert cloud.send("GET", url).status == 403
    role = f"arn:aws:iam::{ACCOUNT}:role/reporter"
    policy = key_policy(
        {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*"},
        {"Principal": {"AWS": role}, "Action": "kms:Decrypt"},
    )
    Administrator(cloud).set_kms_key("invoices", policy, None)
    assert cloud.send("GET", url).status == 200


def test_disabled_enabled_and_about_to_be_deleted(cloud: CloudClient, ann: Key, invoices: str) -> None:
    may(cloud, USE)
    url = presigned(cloud, ann, "k")
    assert cloud.send("PUT", presigned(cloud, ann, "k", method="PUT"), body=b"1").status == 200
    administrator = Administrator(cloud)
    administrator.set_kms_key("invoices", None, "disabled")
    assert cloud.send("GET", url).code == "KMS.DisabledException"
    administrator.set_kms_key("invoices", None, "enabled")
    assert cloud.send("GET", url).status == 200
    assert cloud.call_kms("ScheduleKeyDeletion", {"KeyId": invoices}).status == 200
    assert cloud.send("GET", url).code == "KMS.KMSInvalidStateException"


def test_multipart_and_copy(cloud: CloudClient, s3: S3Client, ann: Key, invoices: str) -> None:
    own = client_of(cloud, "s3", ann)
    begin = {"Bucket": BUCKET, "Key": "parts"}
    with pytest.raises(ClientError, match="kms:GenerateDataKey"):
        own.create_multipart_upload(**begin)
    may(cloud, ["kms:GenerateDataKey"])
    upload = own.create_multipart_upload(**begin)["UploadId"]
    with pytest.raises(ClientError, match="kms:Decrypt"):
        own.upload_part(**begin, UploadId=upload, PartNumber=1, Body=b"1")
    may(cloud, USE)
    part = own.upload_part(**begin, UploadId=upload, PartNumber=1, Body=b"1")
    parts = {"Parts": [{"ETag": part["ETag"], "PartNumber": 1}]}
    own.complete_multipart_upload(**begin, UploadId=upload, MultipartUpload=parts)
    head = own.head_object(**begin)
    assert (head["ServerSideEncryption"], head["SSEKMSKeyId"]) == ("aws:kms", invoices)
    copied = own.copy_object(Bucket=BUCKET, Key="copied", CopySource=f"{BUCKET}/parts")
    assert copied["SSEKMSKeyId"] == invoices
    may(cloud, ["kms:GenerateDataKey"])
    with pytest.raises(ClientError, match="kms:Decrypt"):
        own.copy_object(Bucket=BUCKET, Key="copied", CopySource=f"{BUCKET}/parts")


def test_boto3_governs_keys(cloud: CloudClient, bob: Key) -> None:
    client = client_of(cloud, "kms", cloud.ready.credentials)
    key_id = client.create_key(Description="of the lab")["KeyMetadata"]["KeyId"]
    client.create_alias(AliasName="alias/lab", TargetKeyId=key_id)
    assert client.describe_key(KeyId="alias/lab")["KeyMetadata"]["KeyId"] == key_id
    assert key_id in [key["KeyId"] for key in client.list_keys()["Keys"]]
    policy = json.loads(client.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"])
    assert policy["Statement"][0]["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    closed = key_policy({"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/bob"}, "Action": "kms:*"})
    document = json.dumps(closed)
    client.put_key_policy(KeyId=key_id, PolicyName="default", Policy=document)
    with pytest.raises(ClientError) as caught:
        client.describe_key(KeyId=key_id)
    assert caught.value.response["Error"]["Code"] == "AccessDeniedException"
    assert client_of(cloud, "kms", bob).describe_key(KeyId=key_id)["KeyMetadata"]["KeyId"] == key_id
    with pytest.raises(ClientError) as caught:
        client_of(cloud, "kms", bob).put_key_policy(KeyId=key_id, PolicyName="default", Policy="{}")
    assert caught.value.response["Error"]["Code"] == "MalformedPolicyDocumentException"


def test_using_a_key_directly_is_not_modelled(cloud: CloudClient, invoices: str) -> None:
    answer = cloud.call_kms("Encrypt", {"KeyId": invoices, "Plaintext": "MQ=="})
    assert answer.status == 501
    assert last(cloud)["decided_by"] == "not-modelled"


def test_the_managed_keys_policy_cannot_be_changed(cloud: CloudClient) -> None:
    open_to_all = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*"}],
    }
    asked = {"KeyId": MANAGED, "PolicyName": "default", "Policy": json.dumps(open_to_all)}
    answer = cloud.call_kms("PutKeyPolicy", asked)
    assert json.loads(answer.body)["__type"] == "AccessDeniedException"


def test_reset_forgets_the_first_key_of_all(tmp_path: Path) -> None:
    """Of a process of its own: there nobody has asked for a key before this one is made."""
    with CloudProcess.start(log=tmp_path / "cloud.log") as process:
        credentials = process.client.ready.credentials
        kms = client_of(process.client, "kms", Key(credentials.access_key_id, credentials.secret_access_key))
        kms.create_key()
        assert len(kms.list_keys()["Keys"]) == 1
        process.client.reset()
        assert kms.list_keys()["Keys"] == []


def test_reset_forgets_keys(cloud: CloudClient, invoices: str) -> None:
    cloud.reset()
    assert cloud.call_kms("DescribeKey", {"KeyId": "alias/invoices"}).status == 400


class TestWhatIsReliedOnOfMoto:
    def test_a_key_by_each_of_its_names(self) -> None:
        kms().reset()
        made = kms().create_key(None, "ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT", "", None)
        kms().create_alias(made.id, "alias/k")
        found = key_of(made.id)
        assert found
        assert found.arn == f"arn:aws:kms:us-east-1:{ACCOUNT}:key/{made.id}"
        assert (found.aliases, found.state, found.name) == (("alias/k",), "Enabled", "alias/k")
        assert found.policy == policy_of(found.arn, "resource", made.policy)
        alias_arn = f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/k"
        assert key_of(found.arn) == key_of("alias/k") == key_of(alias_arn) == found
        assert key_of("alias/none") is None
        assert key_of("arn:aws:kms:eu-west-1:123456789012:key/k") is None
        kms().disable_key(made.id)
        assert (key_of(made.id) or found).state == "Disabled"

    def test_the_managed_key_is_made_when_it_is_first_asked_for(self) -> None:
        kms().reset()
        managed = key_of(MANAGED)
        assert managed
        assert managed.policy.document["Id"] == "auto-s3-2"
        assert key_of(MANAGED) == managed

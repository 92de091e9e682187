"""boto3 as students use it, against the gate."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session
from types_boto3_s3 import S3Client
from types_boto3_s3.type_defs import CreateBucketConfigurationTypeDef

from tests.cloud.world import ACCOUNT, BUCKET, Key, last
from trainer.cloud.client import CloudClient

Clients = Callable[..., S3Client]


@pytest.fixture
def administrator(cloud: CloudClient, s3_client: Clients) -> S3Client:
    return s3_client(cloud.ready.credentials)


@pytest.fixture
def administrator_over_tls(cloud: CloudClient) -> S3Client:
    """A client that believes it speaks TLS, so that it sends trailing checksums; its bytes go over HTTP."""
    key = cloud.ready.credentials

    def send(request: Any, **_: Any) -> Any:
        request.url = request.url.replace("https:", "http:", 1)
        return URLLib3Session().send(request)

    client: Any = boto3.client(
        "s3",
        endpoint_url=cloud.ready.endpoint.replace("http:", "https:"),
        region_name="us-east-1",
        aws_access_key_id=key.access_key_id,
        aws_secret_access_key=key.secret_access_key,
        config=Config(s3={"addressing_style": "path"}),
    )
    client.meta.events.register("before-send.s3", send)
    made: S3Client = client
    return made


def code_of(error: pytest.ExceptionInfo[ClientError]) -> tuple[int, str]:
    answer = error.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"]


def test_put_get_head_copy_list_and_delete(administrator: S3Client) -> None:
    administrator.put_object(
        Bucket=BUCKET, Key="a.txt", Body=b"one", ContentType="text/plain", Metadata={"k": "v"}
    )
    got = administrator.get_object(Bucket=BUCKET, Key="a.txt")
    assert got["Body"].read() == b"one"
    assert (got["ContentType"], got["Metadata"]) == ("text/plain", {"k": "v"})
    assert administrator.head_object(Bucket=BUCKET, Key="a.txt")["ContentLength"] == 3
    administrator.copy_object(Bucket=BUCKET, Key="b é.txt", CopySource={"Bucket": BUCKET, "Key": "a.txt"})
    listed = administrator.list_objects_v2(Bucket=BUCKET, Prefix="b")
    assert [found["Key"] for found in listed["Contents"]] == ["b é.txt"]
    administrator.delete_object(Bucket=BUCKET, Key="a.txt")
    with pytest.raises(ClientError) as error:
        administrator.get_object(Bucket=BUCKET, Key="a.txt")
    assert code_of(error) == (404, "NoSuchKey")


def test_ann_may_read_and_write_objects_and_no_more(ann: Key, s3_client: Clients) -> None:
    client = s3_client(ann)
    client.put_object(Bucket=BUCKET, Key="ann.txt", Body=b"hers")
    assert client.get_object(Bucket=BUCKET, Key="ann.txt")["Body"].read() == b"hers"
    with pytest.raises(ClientError) as error:
        client.delete_object(Bucket=BUCKET, Key="ann.txt")
    assert code_of(error) == (403, "AccessDenied")
    assert f"User: arn:aws:iam::{ACCOUNT}:user/ann is not authorized to perform: s3:DeleteObject" in str(
        error.value
    )


def test_bob_is_denied(bob: Key, s3_client: Clients, cloud: CloudClient) -> None:
    with pytest.raises(ClientError) as error:
        s3_client(bob).get_object(Bucket=BUCKET, Key="coffee.jpg")
    assert code_of(error) == (403, "AccessDenied")
    assert last(cloud)["principal"] == f"arn:aws:iam::{ACCOUNT}:user/bob"
    assert last(cloud)["decided_by"] == "judge"


def test_an_upload_in_parts(administrator: S3Client, tmp_path: Path) -> None:
    content = bytes(range(256)) * 40_000
    (tmp_path / "large.bin").write_bytes(content)
    administrator.upload_file(str(tmp_path / "large.bin"), BUCKET, "large.bin")
    administrator.download_file(BUCKET, "large.bin", str(tmp_path / "back.bin"))
    assert (tmp_path / "back.bin").read_bytes() == content


@pytest.mark.parametrize(
    "key",
    [
        "with space",
        "a+b",
        "100%",
        "a//b",
        "/leading",
        "ünïcödé/日本",
        "q?x=1&y",
        "a#b",
        "..",
        "s3.cn-north-1.amazonaws.com",
    ],
)
def test_unusual_keys_name_the_object_that_was_stored(administrator: S3Client, key: str) -> None:
    administrator.put_object(Bucket=BUCKET, Key=key, Body=key.encode())
    assert administrator.get_object(Bucket=BUCKET, Key=key)["Body"].read() == key.encode()
    assert key in [found["Key"] for found in administrator.list_objects_v2(Bucket=BUCKET)["Contents"]]
    administrator.delete_object(Bucket=BUCKET, Key=key)


def test_a_client_of_another_region_is_led_to_the_buckets_own(
    cloud: CloudClient, administrator: S3Client
) -> None:
    frankfurt: CreateBucketConfigurationTypeDef = {"LocationConstraint": "eu-central-1"}
    administrator.create_bucket(Bucket="frankfurt", CreateBucketConfiguration=frankfurt)
    assert administrator.head_bucket(Bucket="frankfurt")["BucketRegion"] == "eu-central-1"
    assert [line["status"] for line in cloud.journal()[-2:]] == [400, 200]
    administrator.put_object(Bucket="frankfurt", Key="map.txt", Body=b"a map")
    assert administrator.get_object(Bucket="frankfurt", Key="map.txt")["Body"].read() == b"a map"
    assert administrator.get_bucket_location(Bucket="frankfurt")["LocationConstraint"] == "eu-central-1"


def test_a_new_bucket_is_private_and_its_region_is_kept(administrator: S3Client) -> None:
    administrator.create_bucket(
        Bucket="made-here", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    blocked = administrator.get_public_access_block(Bucket="trainer-private")[
        "PublicAccessBlockConfiguration"
    ]
    assert set(blocked.values()) == {True}
    found = {bucket["Name"] for bucket in administrator.list_buckets()["Buckets"]}
    assert found == {"trainer-private", "made-here"}


def test_versions_and_delete_markers(administrator: S3Client) -> None:
    administrator.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    first = administrator.put_object(Bucket=BUCKET, Key="v.txt", Body=b"1")["VersionId"]
    administrator.put_object(Bucket=BUCKET, Key="v.txt", Body=b"2")
    marker = administrator.delete_object(Bucket=BUCKET, Key="v.txt")["VersionId"]
    with pytest.raises(ClientError) as error:
        administrator.get_object(Bucket=BUCKET, Key="v.txt")
    assert code_of(error) == (404, "NoSuchKey")
    assert administrator.get_object(Bucket=BUCKET, Key="v.txt", VersionId=first)["Body"].read() == b"1"
    with pytest.raises(ClientError) as error:
        administrator.get_object(Bucket=BUCKET, Key="v.txt", VersionId=marker)
    assert code_of(error)[0] == 405


def test_a_range_is_answered_by_the_store(administrator: S3Client, cloud: CloudClient) -> None:
    got = administrator.get_object(Bucket=BUCKET, Key="videos/premium.mp4", Range="bytes=15-28")
    assert got["ResponseMetadata"]["HTTPStatusCode"] == 206
    assert got["Body"].read() == b"frame 00000001"
    assert (last(cloud)["range"], last(cloud)["decided_by"]) == ("bytes=15-28", "store")
    with pytest.raises(ClientError) as error:
        administrator.get_object(Bucket=BUCKET, Key="coffee.jpg", Range="bytes=9000-")
    assert code_of(error) == (416, "InvalidRange")


def test_an_upload_in_chunks_as_botocore_frames_it_over_tls(
    cloud: CloudClient, administrator_over_tls: S3Client
) -> None:
    content = bytes(range(256)) * 1000
    administrator_over_tls.put_object(Bucket=BUCKET, Key="chunks.bin", Body=BytesIO(content))
    line = last(cloud)
    payload = next(entry for entry in line["trail"] if entry["check"] == "payload")
    assert (line["status"], payload["expected"]) == (200, "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
    got = administrator_over_tls.get_object(Bucket=BUCKET, Key="chunks.bin")
    assert got["Body"].read() == content


def test_version_2_of_a_bucket_by_its_path(cloud: CloudClient, ann: Key, s3_client: Clients) -> None:
    """botocore signs the path of a bucket with a slash at its end, and sends it without one."""
    url = s3_client(cloud.ready.credentials, "s3").generate_presigned_url(
        "list_objects", Params={"Bucket": BUCKET}
    )
    assert f"/{BUCKET}?" in url
    assert "AWSAccessKeyId=" in url
    assert cloud.send("GET", url).status == 200
    assert cloud.send("GET", url.replace("&Expires=1", "&Expires=2")).code == "SignatureDoesNotMatch"
    refused = s3_client(ann, "s3").generate_presigned_url("list_objects", Params={"Bucket": BUCKET})
    assert cloud.send("GET", refused).code == "AccessDenied"

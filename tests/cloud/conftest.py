from collections.abc import Callable

import boto3
import pytest
from botocore.config import Config
from types_boto3_s3 import S3Client

from tests.cloud.world import Key, key_of, session_of
from tests.cloud_fixture import cloud, cloud_process
from trainer.cloud.client import CloudClient

__all__ = ["cloud", "cloud_process"]


@pytest.fixture
def ann(cloud: CloudClient) -> Key:
    """A key of the user who may read and write the objects of trainer-private."""
    return key_of(cloud, "ann")


@pytest.fixture
def bob(cloud: CloudClient) -> Key:
    """A key of the user who may do nothing."""
    return key_of(cloud, "bob")


@pytest.fixture
def reporter(cloud: CloudClient, ann: Key) -> Key:
    """A session of fifteen minutes of the role that may read."""
    return session_of(cloud, ann, seconds=900)


@pytest.fixture
def s3_client(cloud: CloudClient) -> Callable[..., S3Client]:
    """boto3's client for a key."""

    def make(key: Key, signature_version: str | None = None) -> S3Client:
        return boto3.client(
            "s3",
            endpoint_url=cloud.ready.endpoint,
            region_name="us-east-1",
            aws_access_key_id=key.access_key_id,
            aws_secret_access_key=key.secret_access_key,
            aws_session_token=key.session_token,
            config=Config(
                s3={"addressing_style": "path"},
                retries={"max_attempts": 1},
                signature_version=signature_version,
            ),
        )

    return make

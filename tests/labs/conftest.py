"""One local cloud for the tests of this folder, rebuilt before each."""

import pytest

from tests.cloud_fixture import cloud, cloud_process
from trainer.cloud.client import CloudClient

__all__ = ["cloud", "cloud_process"]


@pytest.fixture
def client(cloud: CloudClient) -> CloudClient:
    return cloud

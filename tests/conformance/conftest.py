import pytest

from tests.cloud_fixture import cloud, cloud_process
from tests.conformance.local_cloud import LocalCloud
from trainer.cloud.process import CloudProcess

__all__ = ["cloud", "cloud_process"]


@pytest.fixture(scope="session")
def local_cloud(cloud_process: CloudProcess) -> LocalCloud:
    """The local cloud that every case runs against."""
    return LocalCloud(cloud_process.client)

"""A running local cloud for tests: import `cloud` and `cloud_process` into a conftest.py."""

from collections.abc import Iterator

import pytest

from trainer.cloud.client import CloudClient
from trainer.cloud.process import CloudProcess


@pytest.fixture(scope="session")
def cloud_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudProcess]:
    """One process for all tests of a folder."""
    with CloudProcess.start(log=tmp_path_factory.mktemp("cloud") / "cloud.log") as process:
        yield process


@pytest.fixture
def cloud(cloud_process: CloudProcess) -> CloudClient:
    """The client of a cloud in its standard world, the clock at real time."""
    cloud_process.client.reset()
    return cloud_process.client

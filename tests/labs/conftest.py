"""One local cloud for the tests of this folder, rebuilt before each."""

from collections.abc import Iterator

import pytest

from trainer.cloud.client import CloudClient
from trainer.cloud.process import CloudProcess


@pytest.fixture(scope="session")
def lab_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudProcess]:
    with CloudProcess.start(log=tmp_path_factory.mktemp("cloud") / "cloud.log") as process:
        yield process


@pytest.fixture
def client(lab_cloud: CloudProcess) -> CloudClient:
    lab_cloud.client.reset()
    return lab_cloud.client

"""Fixtures for pytest, so that another project can test its own pre-signed URLs on the local S3.

from trainer.cloud.testing import local_s3, local_s3_process  # in conftest.py

def test_a_link_ends(local_s3):
    url = my_app.link(local_s3.client("s3"), "trainer-private", "coffee.jpg", seconds=300)
    assert local_s3.get(url).status == 200
    local_s3.advance(301)
    assert local_s3.get(url).code == "AccessDenied"
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from trainer.cloud.client import CloudClient, HttpAnswer
from trainer.cloud.process import CloudProcess
from trainer.errors import CloudError
from trainer.s3.signing import Credentials

__all__ = ["LocalS3", "local_s3", "local_s3_process"]


class LocalS3:
    """A local S3 in its standard world, its clock at real time; it is rebuilt before each test."""

    def __init__(self, cloud: CloudClient) -> None:
        self.cloud = cloud
        """Everything else: clock, journal, judging, raw requests."""
        self._keys: dict[str, Credentials] = {}

    @property
    def endpoint(self) -> str:
        """The URL to give to a client as its endpoint."""
        return self.cloud.ready.endpoint

    def credentials(self, user: str = "administrator") -> Credentials:
        """Return a long-term key: the administrator's, or one made for a user such as `ann`.

        Raises CloudError for a user that is not there.
        """
        if user == "administrator":
            return self.cloud.ready.credentials
        if user not in self._keys:
            made = self.cloud.call("iam", {"Action": "CreateAccessKey", "UserName": user})
            if made.status != 200:
                raise CloudError(f"no key could be made for {user!r}: {made.code}, {made.message}")
            secret = made.element("SecretAccessKey") or ""
            self._keys[user] = Credentials(made.element("AccessKeyId") or "", secret)
        return self._keys[user]

    def client(self, service: str, user: str = "administrator", **options: Any) -> Any:
        """Return boto3's client of a service, signing Version 4 in path style; `options` go to boto3."""
        import boto3
        from botocore.config import Config

        key = self.credentials(user)
        ours = Config(signature_version="s3v4" if service == "s3" else None, s3={"addressing_style": "path"})
        theirs = options.pop("config", None)
        where = {"region_name": self.cloud.ready.region, "endpoint_url": self.endpoint}
        session: Any = boto3.Session(key.access_key_id, key.secret_access_key, key.session_token)
        return session.client(service, **where | options, config=ours.merge(theirs) if theirs else ours)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> HttpAnswer:
        """Send a GET as somebody who has nothing but the URL."""
        return self.cloud.send("GET", url, headers)

    def put(self, url: str, body: bytes, headers: Mapping[str, str] | None = None) -> HttpAnswer:
        """Send a PUT as somebody who has nothing but the URL."""
        return self.cloud.send("PUT", url, headers, body)

    def advance(self, seconds: float) -> None:
        """Move the clock of S3, and of no one else; a URL that is signed after that is already so old."""
        self.cloud.advance(seconds)

    @property
    def journal(self) -> list[dict[str, Any]]:
        """Every request so far with the trail of checks, oldest first."""
        return self.cloud.journal()


@pytest.fixture(scope="session")
def local_s3_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudProcess]:
    """Run one local S3 for the whole test session."""
    with CloudProcess.start(log=tmp_path_factory.mktemp("local-s3") / "cloud.log") as process:
        yield process


@pytest.fixture
def local_s3(local_s3_process: CloudProcess) -> LocalS3:
    """Return the local S3 in its standard world."""
    local_s3_process.client.reset()
    return LocalS3(local_s3_process.client)

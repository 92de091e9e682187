"""The fixtures for other projects: used by one, in a pytest run of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from trainer.cloud.testing import LocalS3, local_s3, local_s3_process
from trainer.errors import CloudError

__all__ = ["local_s3", "local_s3_process"]

CONFTEST = "from trainer.cloud.testing import local_s3, local_s3_process\n"

THREE_LINES = """\
def test_a_link_ends(local_s3):
    url = local_s3.client("s3").generate_presigned_url(
        "get_object", Params={"Bucket": "trainer-private", "Key": "coffee.jpg"}, ExpiresIn=300)
    assert local_s3.get(url).status == 200
    local_s3.advance(301)
    assert local_s3.get(url).code == "AccessDenied"
    assert [line["status"] for line in local_s3.journal] == [200, 403]

def test_the_next_test_begins_anew(local_s3):
    assert local_s3.journal == []
    assert abs(local_s3.cloud.clock().offset) < 1
"""


def test_another_project_uses_them(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_links.py").write_text(THREE_LINES)
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", tmp_path, tmp_path],
        cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert "2 passed" in ran.stdout, ran.stdout + ran.stderr


def test_a_users_key_signs_with_the_users_rights(local_s3: LocalS3) -> None:
    put = {"Bucket": "trainer-private", "Key": "a.txt"}
    url = local_s3.client("s3", "ann").generate_presigned_url("put_object", Params=put)
    assert local_s3.put(url, b"hers").status == 200
    url = local_s3.client("s3", "bob").generate_presigned_url("put_object", Params=put)
    assert local_s3.put(url, b"his").code == "AccessDenied"
    assert local_s3.journal[-1]["principal"].endswith(":user/bob")


def test_options_reach_boto3(local_s3: LocalS3) -> None:
    from botocore.config import Config

    old = local_s3.client("s3", config=Config(signature_version="s3"))
    get = {"Bucket": "trainer-private", "Key": "coffee.jpg"}
    assert "AWSAccessKeyId=" in old.generate_presigned_url("get_object", Params=get)
    assert local_s3.client("iam").list_users()["Users"]


def test_a_user_who_is_not_there(local_s3: LocalS3) -> None:
    with pytest.raises(CloudError, match="no key could be made for 'eve': NoSuchEntity"):
        local_s3.credentials("eve")

"""The aws command line, as students use it, against the gate."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cloud.world import BUCKET, Key
from trainer.cloud.client import CloudClient

AWS = shutil.which("aws", path=str(Path(sys.executable).parent))

pytestmark = pytest.mark.skipif(AWS is None, reason="the extra `cli` is not installed")


def aws(cloud: CloudClient, key: Key, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "AWS_ENDPOINT_URL": cloud.ready.endpoint,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": key.access_key_id,
        "AWS_SECRET_ACCESS_KEY": key.secret_access_key,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    if key.session_token:
        environment["AWS_SESSION_TOKEN"] = key.session_token
    command = [AWS or "aws", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)


def test_copying_up_and_down(cloud: CloudClient, ann: Key, tmp_path: Path) -> None:
    (tmp_path / "up.txt").write_text("by the command line")
    up = aws(cloud, ann, tmp_path, "s3", "cp", str(tmp_path / "up.txt"), f"s3://{BUCKET}/up.txt")
    assert up.returncode == 0, up.stderr
    down = aws(cloud, ann, tmp_path, "s3", "cp", f"s3://{BUCKET}/up.txt", "-")
    assert down.stdout == "by the command line", down.stderr


def test_presign(cloud: CloudClient, ann: Key, tmp_path: Path) -> None:
    made = aws(cloud, ann, tmp_path, "s3", "presign", f"s3://{BUCKET}/coffee.jpg", "--expires-in", "60")
    url = made.stdout.strip()
    assert cloud.send("GET", url).status == 200
    cloud.advance(61)
    assert cloud.send("GET", url).status == 403


def test_listing_is_denied_in_its_words(cloud: CloudClient, ann: Key, tmp_path: Path) -> None:
    listed = aws(cloud, ann, tmp_path, "s3", "ls", f"s3://{BUCKET}/")
    assert listed.returncode != 0
    assert "AccessDenied" in listed.stderr


def test_iam_and_sts(cloud: CloudClient, tmp_path: Path) -> None:
    key = cloud.ready.credentials
    users = aws(cloud, key, tmp_path, "iam", "list-users", "--query", "Users[].UserName", "--output", "text")
    assert users.stdout.split() == ["administrator", "ann", "bob"], users.stderr
    identity = aws(cloud, key, tmp_path, "sts", "get-caller-identity", "--query", "Arn", "--output", "text")
    assert identity.stdout.strip().endswith(":user/administrator"), identity.stderr

"""The command that runs the cases against any S3, here the local cloud as one that is not ours."""

import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

from tests.conformance.local_cloud import LocalCloud

ROOT = Path(__file__).parents[2]


def run(target: LocalCloud, *more: str) -> subprocess.CompletedProcess[str]:
    ready = target.client.ready
    return run_against(ready.endpoint, target.bucket, ready.access_key_id, ready.secret_access_key, *more)


def run_against(
    endpoint: str, bucket: str, access_key_id: str, secret: str, *more: str
) -> subprocess.CompletedProcess[str]:
    key = ["--access-key-id", access_key_id, "--secret-access-key", secret]
    command = [sys.executable, "-m", "tests.conformance", "--endpoint", endpoint, "--bucket", bucket]
    return subprocess.run(
        [*command, *key, *more], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


def test_it_runs_what_it_can_and_says_what_it_cannot(local_cloud: LocalCloud) -> None:
    local_cloud.client.reset()
    ended = run(local_cloud, "--only", "query_v4/")
    lines = ended.stdout.splitlines()
    assert ended.returncode == 0, [line for line in lines if line.startswith("FALLS SHORT")]
    assert any(line.startswith("holds       query_v4/01-expired: GET, signed by botocore") for line in lines)
    assert "not run     query_v4/25-session-expired: a URL for a week" in ended.stdout
    assert "it needs a user or a session besides the key given" in ended.stdout
    held = sum(line.startswith("holds") for line in lines)
    assert held > 100
    assert lines[-1].startswith(f"{len(lines) - 1} cases: {held} holds, 0 FALLS SHORT, ")


def test_it_runs_the_upload_forms_too(local_cloud: LocalCloud) -> None:
    local_cloud.client.reset()
    ended = run(local_cloud, "--only", "post/")
    assert ended.returncode == 0, [line for line in ended.stdout.splitlines() if line.startswith("FALLS")]
    assert ended.stdout.count("holds       post/") > 60
    assert "it needs a user or a session besides the key given" in ended.stdout


@pytest.mark.parametrize("folder", ["cors/", "limits/", "post/ok"])
def test_it_leaves_nothing_behind(local_cloud: LocalCloud, folder: str) -> None:
    local_cloud.client.reset()
    ended = run(local_cloud, "--only", folder)
    assert ended.returncode == 0, ended.stderr
    uploads = [line for line in local_cloud.client.journal() if line["method"] in ("PUT", "POST")]
    stored = {line["key"] for line in uploads if line["status"] < 300}
    deleted = {line["key"] for line in local_cloud.client.journal() if line["method"] == "DELETE"}
    assert stored - {None} <= deleted
    local_cloud.client.reset()


def test_a_key_that_may_not_store_objects(local_cloud: LocalCloud) -> None:
    ended = run(local_cloud, "--only", "query_v4/18", "--secret-access-key", "another")
    assert (ended.returncode, ended.stdout) == (1, "")
    [line] = ended.stderr.splitlines()
    assert "403 SignatureDoesNotMatch" in line
    assert line.endswith("check bucket and key")


def test_what_falls_short_is_told() -> None:
    """moto without the gate is an S3 that looks at no signature."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        client = boto3.client(
            "s3",
            endpoint_url=endpoint,
            region_name="us-east-1",
            aws_access_key_id="AKIAEXAMPLE",
            aws_secret_access_key="secret",
        )
        client.create_bucket(Bucket="conformance")
        ended = run_against(endpoint, "conformance", "AKIAEXAMPLE", "secret", "--only", "query_v4/01-expired")
    finally:
        server.stop()
    lines = ended.stdout.splitlines()
    assert ended.returncode == 1
    assert any(
        line.startswith("FALLS SHORT query_v4/01-expired: GET") and "status 200" in line for line in lines
    )
    assert "0 holds" in lines[-1]


def test_a_name_of_no_case(local_cloud: LocalCloud) -> None:
    ended = run(local_cloud, "--only", "nothing of this name")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "no case is named 'nothing of this name'" in ended.stderr

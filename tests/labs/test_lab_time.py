"""The aws command, boto3 and the clock of a lab: by lab time, on the loopback, without real credentials."""

import json
import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.labs.labs import write_lab
from trainer.cloud.client import CloudClient
from trainer.labs.administrator import Administrator
from trainer.labs.definition import load_lab
from trainer.labs.environment import prepare
from trainer.labs.profiles import make_keys
from trainer.labs.shims.clock import seconds, told

Shell = Callable[..., str]

PRESIGN = "aws s3 presign s3://trainer-private/coffee.jpg --expires-in 300"

BOTO3 = """
import boto3, sys
from botocore.config import Config
session = boto3.Session(profile_name=sys.argv[1])
s3 = session.client("s3", config=Config(signature_version=sys.argv[2]) if sys.argv[2] else None)
what = {"Bucket": "trainer-private", "Key": "coffee.jpg"}
print(s3.generate_presigned_url("get_object", Params=what, ExpiresIn=300))
"""


@pytest.fixture
def environment(client: CloudClient, tmp_path: Path) -> dict[str, str]:
    return prepare(tmp_path, client.ready)


@pytest.fixture
def sh(environment: dict[str, str], tmp_path: Path) -> Shell:
    """Return a function that runs a line of sh as the lab's console would."""

    def run(line: str, code: int = 0) -> str:
        ran = subprocess.run(
            ["/bin/sh", "-c", line], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
        )
        assert ran.returncode == code, ran.stdout + ran.stderr
        return (ran.stdout + ran.stderr).strip()

    return run


def answer(client: CloudClient, url: str) -> tuple[int, str | None]:
    got = client.send("GET", url)
    return got.status, got.code


def boto3_url(sh: Shell, folder: Path, profile: str = "default", version: str = "") -> str:
    (folder / "sign.py").write_text(BOTO3)
    return sh(f"python sign.py {profile} '{version}'")


def test_aws_signs_version_4_with_the_path_style(client: CloudClient, sh: Shell) -> None:
    url = sh(PRESIGN)
    assert url.startswith(
        f"{client.ready.endpoint}/trainer-private/coffee.jpg?X-Amz-Algorithm=AWS4-HMAC-SHA256"
    )
    assert answer(client, url) == (200, None)
    assert client.journal()[-1]["expires_in"] == 300


@pytest.mark.parametrize("jump", [7 * 86_400, -86_400])
def test_aws_signs_by_lab_time_after_a_jump(client: CloudClient, sh: Shell, jump: int) -> None:
    client.advance(jump)
    url = sh(PRESIGN)
    signed = datetime.strptime(parse_qs(urlsplit(url).query)["X-Amz-Date"][0], "%Y%m%dT%H%M%S%z")
    assert abs((signed - client.clock().now).total_seconds()) < 30
    assert answer(client, url) == (200, None)
    client.advance(301)
    assert answer(client, url) == (403, "AccessDenied")


def test_aws_makes_header_signed_requests_after_a_jump(client: CloudClient, sh: Shell) -> None:
    client.advance(86_400)
    assert "coffee.jpg" in sh("aws s3 ls s3://trainer-private/")
    sh("aws s3 cp s3://trainer-private/coffee.jpg got.jpg")


@pytest.mark.parametrize("version", ["", "s3v4", "s3"])
def test_boto3_signs_by_lab_time_after_a_jump(
    client: CloudClient, sh: Shell, tmp_path: Path, version: str
) -> None:
    client.advance(3 * 86_400)
    url = boto3_url(sh, tmp_path, version=version)
    assert ("AWSAccessKeyId" in url) == (version == "s3")
    assert answer(client, url) == (200, None)
    client.advance(301)
    assert answer(client, url) == (403, "AccessDenied")


@pytest.mark.parametrize(
    ("region", "version"),
    [("", "v2"), ("us-east-1", "v2"), ("eu-west-1", "v2"), ("us-east-2", "v4"), ("eu-central-1", "v4")],
)
def test_the_profile_old_signs_as_a_client_does_by_itself(
    client: CloudClient, sh: Shell, tmp_path: Path, region: str, version: str
) -> None:
    client.advance(3 * 86_400)
    where = f"--region {region}" if region else ""
    code = BOTO3.replace("profile_name=sys.argv[1]", f"profile_name='old', region_name={region or None!r}")
    (tmp_path / "sign.py").write_text(code)
    for url in (sh(f"{PRESIGN} --profile old {where}"), sh("python sign.py old ''")):
        assert ("AWSAccessKeyId=" in url, "X-Amz-Signature=" in url) == (version == "v2", version == "v4")
        if version == "v2":
            assert answer(client, url) == (200, None)
            assert client.journal()[-1]["auth"] == "query-v2"
        else:
            assert f"%2F{region}%2Fs3%2F" in url
    if version == "v2":
        client.advance(301)
        assert answer(client, url) == (403, "AccessDenied")


def test_the_profile_old_can_be_told_to_sign_version_4(
    client: CloudClient, sh: Shell, tmp_path: Path
) -> None:
    sh("aws configure set profile.old.s3.signature_version s3v4")
    assert "X-Amz-Signature=" in sh(f"{PRESIGN} --profile old")
    prepare(tmp_path, client.ready)
    assert "AWSAccessKeyId=" in sh(f"{PRESIGN} --profile old")


def test_curl_has_no_progress_meter(client: CloudClient, sh: Shell) -> None:
    assert sh(f'URL=$({PRESIGN}); curl -o coffee.jpg "$URL"') == ""
    assert sh("curl http://127.0.0.1:1/", code=7)


def test_a_session_of_the_profile_ends_by_lab_time_and_the_next_is_a_new_one(
    client: CloudClient, sh: Shell
) -> None:
    presign = "aws s3 presign s3://trainer-private/invoices/jan.pdf --expires-in 604800 --profile reporter"
    url = sh(presign)
    assert answer(client, url) == (200, None)
    client.advance(901)
    assert answer(client, url) == (400, "ExpiredToken")
    # The command keeps its session in a file: whether it still lasts is a question of lab time too.
    assert answer(client, sh(presign)) == (200, None)


def test_a_session_of_boto3_ends_by_lab_time(client: CloudClient, sh: Shell, tmp_path: Path) -> None:
    client.advance(-7200)
    url = boto3_url(sh, tmp_path, "reporter")
    assert answer(client, url) == (200, None)
    assert client.journal()[-1]["access_key_id"].startswith("ASIA")


def test_a_python_that_is_running_notices_a_jump(client: CloudClient, sh: Shell, tmp_path: Path) -> None:
    jump = "import subprocess; subprocess.run(['clock', '+1h'], check=True)\n"
    line = 'print(s3.generate_presigned_url("get_object", Params=what, ExpiresIn=300))\n'
    (tmp_path / "both.py").write_text(BOTO3 + jump + line)
    urls = [line for line in sh("python3 both.py default s3v4").splitlines() if line.startswith("http")]
    assert [answer(client, url)[0] for url in urls] == [403, 200]


def test_only_botocore_is_shifted(client: CloudClient, sh: Shell) -> None:
    client.advance(86_400)
    told = sh("python -c 'import botocore.auth, datetime; print(datetime.datetime.now().timestamp())'")
    assert abs(float(told) - datetime.now(UTC).timestamp()) < 60


def test_nothing_of_the_users_own_is_in_the_environment(
    client: CloudClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_CA_BUNDLE",
        "HTTP_PROXY", "https_proxy", "PYTHONPATH", "PYTHONSTARTUP", "BASH_ENV", "MY_SECRET",
    ):  # fmt: skip
        monkeypatch.setenv(name, "my-real-secret")
    monkeypatch.setenv("HOME", "/home/my-real-secret")
    given = prepare(tmp_path, client.ready)
    assert "my-real-secret" not in json.dumps(given)
    assert given["HOME"] == str(tmp_path / "home")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        assert Path(given[name]).is_relative_to(tmp_path)
    assert given["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
    assert given["PATH"].split(os.pathsep)[0] == str(tmp_path / "bin")


def test_the_files_are_the_users_alone(environment: dict[str, str]) -> None:
    assert Path(environment["AWS_SHARED_CREDENTIALS_FILE"]).stat().st_mode & 0o077 == 0


def test_who_signs_is_the_labs_administrator(client: CloudClient, sh: Shell) -> None:
    key = sh("aws configure get aws_access_key_id")
    assert key == client.ready.access_key_id
    arn = json.loads(sh("aws sts get-caller-identity"))["Arn"]
    assert arn.endswith(":user/administrator")


def test_preparing_again_forgets_sessions_and_keeps_files(
    client: CloudClient, sh: Shell, tmp_path: Path
) -> None:
    sh(f"{PRESIGN} --profile reporter; echo mine > note.txt")
    assert list(tmp_path.glob("home/.aws/cli/cache/*"))
    prepare(tmp_path, client.ready)
    assert not list(tmp_path.glob("home/.aws/cli/cache/*"))
    assert (tmp_path / "note.txt").exists()


def test_without_the_aws_command_it_is_said_how_to_get_it(
    client: CloudClient, sh: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    prepare(tmp_path, client.ready)
    said = sh("aws s3 ls", code=127)
    assert len(said.splitlines()) == 1
    assert "pip install 'saa-trainer[cli]'" in said


def test_without_a_cloud_nothing_is_signed_by_the_wrong_time(
    environment: dict[str, str], tmp_path: Path
) -> None:
    gone = {**environment, "TRAINER_LAB_ENDPOINT": "http://127.0.0.1:1"}
    ran = subprocess.run(
        ["/bin/sh", "-c", PRESIGN], cwd=tmp_path, env=gone, capture_output=True, text=True, timeout=60
    )
    assert ran.returncode != 0
    assert "X-Amz-Signature" not in ran.stdout
    assert "open the lab again" in ran.stderr


def test_each_profile_of_a_lab_signs_with_its_own_key(client: CloudClient, tmp_path: Path) -> None:
    lab = load_lab(write_lab(tmp_path / "labs", ("minutes: 5", "minutes: 5\nprofiles: [ann, ann-2, bob]")))
    keys = make_keys(lab.profiles, Administrator(client))
    environment = prepare(tmp_path / "lab", client.ready, lab, keys)
    client.advance(86_400)
    got = {}
    for profile in ("default", "ann", "ann-2", "bob"):
        command = ["aws", "s3", "presign", "s3://trainer-private/coffee.jpg", "--profile", profile]
        url = subprocess.check_output(command, env=environment, text=True, timeout=60).strip()
        got[parse_qs(urlsplit(url).query)["X-Amz-Credential"][0].partition("/")[0]] = answer(client, url)
    assert got == {
        client.ready.access_key_id: (200, None),
        keys["ann", 1].access_key_id: (200, None),
        keys["ann", 2].access_key_id: (200, None),
        keys["bob", 1].access_key_id: (403, "AccessDenied"),
    }


def test_a_long_session_of_the_role_is_kept_until_a_new_world(client: CloudClient, tmp_path: Path) -> None:
    lab = load_lab(write_lab(tmp_path / "labs", ("minutes: 5", "minutes: 5\nsession_lasts: 3600")))
    environment = prepare(tmp_path / "lab", client.ready, lab, {})
    command = ["aws", "s3", "presign", "s3://trainer-private/coffee.jpg", "--profile", "reporter"]

    def signer() -> str:
        url = subprocess.check_output(command, env=environment, text=True, timeout=60).strip()
        assert client.send("GET", url).status == 200
        return str(client.journal()[-1]["access_key_id"])

    first = signer()
    assert signer() == first
    client.advance(3590)
    assert signer() != first
    client.reset()
    prepare(tmp_path / "lab", client.ready, lab, {})
    assert signer() != first


def test_the_files_of_a_lab_are_laid_down_anew_and_the_students_stay(
    client: CloudClient, tmp_path: Path
) -> None:
    change = ("minutes: 5", 'minutes: 5\nfiles: {deny.json: {Version: "2012-10-17", Statement: []}}')
    lab = load_lab(write_lab(tmp_path / "labs", change))
    prepare(tmp_path, client.ready, lab, {})
    assert json.loads((tmp_path / "deny.json").read_text()) == {"Version": "2012-10-17", "Statement": []}
    (tmp_path / "deny.json").write_text("spoilt")
    (tmp_path / "urls").write_text("mine")
    prepare(tmp_path, client.ready, lab, {})
    assert json.loads((tmp_path / "deny.json").read_text())["Statement"] == []
    assert (tmp_path / "urls").read_text() == "mine"


def test_curl_draws_no_progress_meter(client: CloudClient, sh: Shell) -> None:
    assert "Total" not in sh(f'curl -o x "$({PRESIGN})"')
    assert "Failed to connect" in sh("curl http://127.0.0.1:1/", code=7), "errors are still told"


def test_the_clock_as_a_policy_writes_it(client: CloudClient, sh: Shell) -> None:
    client.advance(86_400)
    told_time = datetime.fromisoformat(sh("clock iso"))
    assert abs((told_time - client.clock().now).total_seconds()) < 30
    assert "T" in sh("clock iso")


def test_the_clock_command(client: CloudClient, sh: Shell) -> None:
    assert sh("clock").endswith("Z")
    assert sh("clock +5m1s").endswith("Z, 5 min 1 s ahead of real time")
    assert abs(client.clock().offset - 301) < 1
    assert sh("clock -10m1s").endswith("5 min behind real time")
    assert sh("clock reset").endswith("Z")
    assert client.clock().offset == 0
    assert "is no move of the clock" in sh("clock 5m", code=2)
    assert "too many words" in sh("clock + 5m", code=2)


@pytest.mark.parametrize(
    ("text", "moved"),
    [("+5m1s", 301), ("-1h", -3600), ("+90", 90), ("+7d", 604_800), ("+1h30m", 5400), ("+1H", 3600)],
)
def test_a_move_is_read(text: str, moved: int) -> None:
    assert seconds(text) == moved


def test_told_far_from_now(client: CloudClient) -> None:
    assert "7 d ahead of real time" in told(client.advance(604_800))

"""The process: how it starts, how it ends, and what it keeps away from."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cloud.world import presigned
from trainer.cloud.client import CloudClient, Ready
from trainer.cloud.process import CloudProcess
from trainer.errors import CloudError

SERVE = [sys.executable, "-m", "trainer.cloud.serve"]


def wait_for_end(pid: int, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_start_and_stop(tmp_path: Path) -> None:
    with CloudProcess.start(log=tmp_path / "deep" / "cloud.log") as process:
        assert process.alive
        assert process.exit_code is None
        assert process.ready.endpoint.startswith("http://127.0.0.1:")
        assert process.client.clock().offset == 0
    assert not process.alive
    assert process.exit_code == 0
    process.stop()
    assert (tmp_path / "deep" / "cloud.log").read_text() == ""
    with pytest.raises(CloudError, match="got no answer from the local cloud"):
        process.client.clock()


def test_a_taken_port_is_one_line(cloud_process: CloudProcess, tmp_path: Path) -> None:
    port = int(cloud_process.ready.endpoint.rpartition(":")[2])
    with pytest.raises(CloudError) as error:
        CloudProcess.start(log=tmp_path / "cloud.log", port=port)
    message = str(error.value)
    assert f"port {port}" in message
    assert "--port" in message
    assert str(tmp_path / "cloud.log") in message
    assert "\n" not in message


def test_the_ready_line_and_sigint() -> None:
    with subprocess.Popen(
        [*SERVE, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stderr
        line = json.loads(process.stdout.readline())
        assert set(line) == {
            "endpoint",
            "region",
            "account",
            "access_key_id",
            "secret_access_key",
            "control_token",
        }
        assert (line["region"], line["account"]) == ("us-east-1", "123456789012")
        client = CloudClient(Ready.from_json(json.dumps(line)))
        identity = client.call("sts", {"Action": "GetCallerIdentity"})
        assert identity.element("Arn") == "arn:aws:iam::123456789012:user/administrator"
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert process.stdout.read() == ""
        assert process.stderr.read() == ""


def test_sigterm_ends_it_with_a_download_under_way(tmp_path: Path) -> None:
    with CloudProcess.start(log=tmp_path / "cloud.log") as process:
        client = process.client
        with client.open(
            "GET", presigned(client, client.ready.credentials, "videos/premium.mp4")
        ) as download:
            assert len(download.read(1000)) == 1000
            os.kill(process.pid, signal.SIGTERM)
            assert wait_for_end(process.pid)
        process.stop()
        assert process.exit_code == 0


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    parent = (
        "import sys, time\nfrom pathlib import Path\nfrom trainer.cloud.process import CloudProcess\n"
        f"process = CloudProcess.start(log=Path({str(tmp_path / 'cloud.log')!r}))\n"
        "print(process.pid, flush=True)\ntime.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout
        pid = int(killed.stdout.readline())
        assert Path(f"/proc/{pid}").exists()
        killed.kill()
        assert wait_for_end(pid), "the cloud outlived its parent"


def test_for_people_it_says_what_to_export() -> None:
    with subprocess.Popen(SERVE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said = "".join(process.stdout.readline() for _ in range(7))
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
    assert "export AWS_ENDPOINT_URL=http://127.0.0.1:" in said
    assert "export AWS_SECRET_ACCESS_KEY=" in said
    assert "export AWS_DEFAULT_REGION=us-east-1 AWS_REGION=us-east-1\n" in said


def test_it_listens_on_the_loopback_alone(cloud_process: CloudProcess) -> None:
    port = int(cloud_process.ready.endpoint.rpartition(":")[2])
    listening = [
        line.split()[1]
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        if Path(table).exists()
        for line in Path(table).read_text().splitlines()[1:]
        if line.split()[3] == "0A"
    ]
    assert [address for address in listening if int(address.rpartition(":")[2], 16) == port] == [
        f"0100007F:{port:04X}"
    ]


def test_it_never_sees_real_credentials_nor_connects_elsewhere(tmp_path: Path) -> None:
    credentials = tmp_path / "credentials"
    credentials.write_text(
        "[default]\naws_access_key_id = AKIAREALREALREALREAL\naws_secret_access_key = real\n"
    )
    program = (
        "import os, socket, sys\n"
        "connect = socket.socket.connect\n"
        "def only_here(self, address):\n"
        "    assert address[0] in ('127.0.0.1', '::1'), address\n"
        "    return connect(self, address)\n"
        "socket.socket.connect = only_here\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
        "import threading, trainer.cloud.serve as serve\n"
        "def leave():\n"
        "    import signal\n"
        "    sys.stdin.readline()\n"
        "    kept = {n: v for n, v in os.environ.items() if n.startswith(('AWS_', 'MOTO_'))}\n"
        "    assert 'real' not in ' '.join(kept.values()), kept\n"
        "    import boto3\n"
        "    assert boto3.Session().get_credentials() is None\n"
        f"    assert {str(credentials)!r} not in opened\n"
        "    assert not [name for name in opened if '/.aws/' in name], opened\n"
        "    print('CLEAN', flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "threading.Thread(target=leave, daemon=True).start()\n"
        "sys.exit(serve.main(['--json']))\n"
    )
    environment = {
        **os.environ,
        "HOME": str(tmp_path),
        "AWS_SHARED_CREDENTIALS_FILE": str(credentials),
        "AWS_ACCESS_KEY_ID": "AKIAREALREALREALREAL",
        "AWS_SECRET_ACCESS_KEY": "real",
        "MOTO_ACCOUNT_ID": "999999999999",
    }
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout
        assert json.loads(process.stdout.readline())["account"] == "123456789012"
        said, complained = process.communicate("look\n", timeout=60)
    assert process.returncode == 0, complained
    assert said == "CLEAN\n", complained

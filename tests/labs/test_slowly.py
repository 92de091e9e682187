"""The slow client: it holds a transfer open in earnest, and takes a refusal for what it is."""

import subprocess
import threading
from pathlib import Path

import pytest

from trainer.cloud.client import CloudClient
from trainer.labs.environment import prepare
from trainer.labs.shims.slowly import RATE, fetch
from trainer.labs.urls import presigned
from trainer.scenario.steps import Presign


def film(client: CloudClient, expires: int = 60) -> str:
    step = Presign("GET", "trainer-private", "videos/premium.mp4", expires)
    return presigned(client, client.ready.credentials, step).url


def test_the_server_waits_for_the_reader(client: CloudClient, tmp_path: Path) -> None:
    """Held at its first pause, the transfer is still under way however long the reader takes."""
    held, go_on = threading.Event(), threading.Event()

    def pause(seconds: float) -> None:
        held.set()
        assert go_on.wait(30)

    reader = threading.Thread(target=fetch, args=(client, film(client), tmp_path / "film", pause))
    reader.start()
    assert held.wait(30)
    assert client.journal() == []
    client.advance(61)
    assert client.journal() == []
    go_on.set()
    reader.join(30)
    (line,) = client.journal()
    assert (line["status"], line["bytes_sent"]) == (200, 3_000_000)
    assert line["lab_at"] < line["finished_lab_at"]
    assert (tmp_path / "film").stat().st_size == 3_000_000


def test_the_pauses_make_the_rate(client: CloudClient, tmp_path: Path) -> None:
    pauses: list[float] = []
    answer, received = fetch(client, film(client), tmp_path / "film", pauses.append)
    assert (answer.status, received) == (200, 3_000_000)
    assert sum(pauses) == pytest.approx(3_000_000 / RATE)


def test_a_refusal_is_told_and_leaves_no_file(client: CloudClient, tmp_path: Path) -> None:
    url = film(client)
    client.advance(61)
    ran = subprocess.run(
        ["slowly", url, "film"], cwd=tmp_path, env=(given := prepare(tmp_path, client.ready)),
        executable=f"{tmp_path}/bin/slowly", capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 1
    assert ran.stderr == "slowly: 403 AccessDenied: Request has expired\n"
    assert not (tmp_path / "film").exists()
    assert given["TRAINER_LAB_ENDPOINT"] == client.ready.endpoint


def test_wrong_usage_is_told(client: CloudClient, tmp_path: Path) -> None:
    given = prepare(tmp_path, client.ready)
    ran = subprocess.run([f"{tmp_path}/bin/slowly"], env=given, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 2
    assert ran.stderr.startswith('slowly: say a URL and a file: slowly "$URL" FILE gets')

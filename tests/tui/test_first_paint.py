"""What a start imports before its first paint: nothing that takes long, and no YAML is parsed."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tui.stage import COURSE

HEAVY = {
    "boto3", "botocore", "moto", "yaml", "pydantic", "fsrs", "flask", "werkzeug", "http.client",
    "trainer.yaml", "trainer.content.compile", "trainer.cloud.client", "trainer.labs.runner",
}  # fmt: skip

PROBE = """
import sys
from pathlib import Path
from trainer.tui import opening as room

class Probe(room.TrainerApp):
    def run(self):
        return super().run(headless=True, size=(80, 24))

    def after_first_paint(self):
        strips = self.screen._compositor.render_strips()
        text = "\\n".join("".join(segment.text for segment in strip) for strip in strips)
        Path(sys.argv[4]).write_text(" ".join(sys.modules) + "\\nSCREEN\\n" + text)
        self.exit(0)

room.TrainerApp = Probe
sys.exit(room.open_and_run(sys.argv[1], bank_folders=[Path(sys.argv[2])], data_dir=Path(sys.argv[3])))
"""


@pytest.mark.parametrize(("start", "says"), [("study", "question 1 of 4"), ("home", "half a minute")])
def test_the_first_paint_needs_nothing_heavy(
    start: str, says: str, compiled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAINER_CACHE_DIR", str(compiled))
    seen = tmp_path / "seen"
    arguments = [start, str(COURSE), str(tmp_path), str(seen)]
    ran = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    modules, screen = seen.read_text().split("\nSCREEN\n")
    assert says in screen
    loaded = set(modules.split())
    assert "textual" in loaded
    assert loaded & HEAVY == set()

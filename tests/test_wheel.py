"""The built wheel, installed in a venv of its own: what is shipped works, not what lies in the checkout."""

import json
import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(command: Sequence[str | Path], cwd: Path, stdin: str = "") -> str:
    """Run a command with an empty home and nothing of the checkout on its paths, and return its stdout."""
    home = cwd / "home"
    home.mkdir(exist_ok=True)
    kept = {
        name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_", "SSL_", "HTTP"))
    }
    ran = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=900,
        env={**kept, "PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8"},
    )
    assert ran.returncode == 0, f"{command}\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, install it and what it depends on into an empty venv, and return that venv's bin."""
    folder = tmp_path_factory.mktemp("wheel")
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    run([*pip, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder, ROOT], folder)
    (wheel,) = folder.glob("saa_trainer-*.whl")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    pins = ROOT / "requirements" / "run.txt"
    into: list[str | Path] = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    run([*into, "--require-hashes", "-r", pins], folder)
    run([*into, "--no-deps", wheel], folder)
    run([python, "-m", "pip", "check"], folder)
    return python.parent


def test_the_program_comes_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    where = run([installed / "python", "-c", "import trainer; print(trainer.__file__)"], tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parent)


def test_its_content_loads(installed: Path, tmp_path: Path) -> None:
    assert run([installed / "trainer", "bank", "check"], tmp_path) is not None
    questions = [
        json.loads(line)
        for line in run([installed / "trainer", "bank", "list", "--json"], tmp_path).splitlines()
    ]
    assert len(questions) >= 16
    assert sum("proof" in question for question in questions) >= 10


def test_a_deck_is_begun_and_checked(installed: Path, tmp_path: Path) -> None:
    run([installed / "trainer", "bank", "new", "--into", "mine/notes.yaml", "--no-edit"], tmp_path)
    assert "warning[draft]" in run([installed / "trainer", "bank", "check", "mine"], tmp_path)
    assert "Breaks it:" in run([installed / "trainer", "bank", "explain", "L06"], tmp_path)
    assert json.loads(run([installed / "trainer", "bank", "coverage", "--json"], tmp_path))["questions"] >= 16


def test_a_question_is_answered_and_kept(installed: Path, tmp_path: Path) -> None:
    # More letters than a question of several answers wants are refused, the ones after them are taken.
    told = run([installed / "trainer", "study", "--plain", "--limit", "1"], tmp_path, stdin="a\nb\nc\n\n")
    assert "A  " in told
    (row,) = [
        json.loads(line) for line in run([installed / "trainer", "progress", "export"], tmp_path).splitlines()
    ]
    assert row["type"] == "answer"
    assert row["chosen"]


def test_the_labs_solution_passes(installed: Path, tmp_path: Path) -> None:
    lines = run([installed / "trainer", "lab", "check", "--json"], tmp_path).splitlines()
    labs = {lab["lab"]: lab for lab in map(json.loads, lines)}
    assert labs["expire"]["holds"]
    assert labs["expire"]["checks"] >= labs["expire"]["steps"] >= 4


def test_questions_are_imported_beside_it_and_exported_for_anki(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("> [!question]- Who keeps the keys of the cellar?\n> The cellarer.\n")
    trainer = installed / "trainer"
    assert "1 of 1" in run([trainer, "bank", "import", "note.md", "--into", "mine.yaml"], tmp_path)
    assert "Who keeps the keys" in (tmp_path / "mine.yaml").read_text()
    run([trainer, "bank", "export", "--format", "apkg", "--out", "all.apkg"], tmp_path)
    assert (tmp_path / "all.apkg").read_bytes().startswith(b"PK")
    into_the_program = [str(trainer), "bank", "import", "note.md", "--into", "of-my-own"]
    ran = subprocess.run(into_the_program, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "lies in the program itself" in ran.stderr

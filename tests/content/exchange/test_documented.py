"""The page on import and export: its commands say what it shows."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from trainer.content.exchange.csv_table import COLUMNS, LATER_COLUMNS, OF_OPTION, RIGHT
from trainer.content.exchange.formats import EXPORTED, IMPORTED

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "import-export.md").read_text("utf-8")
FILE = re.compile(r"^`([\w.]+)`:\n\n```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, str]]]:
    """Run the page from its beginning to its end; return its folder, and what each block shows and gets."""
    folder = tmp_path_factory.mktemp("page")
    for name, text in FILE.findall(PAGE):
        (folder / name).write_text(text, "utf-8")
    (deck,) = re.findall(
        r"^```yaml\n(.*?)^```$", (DOCS / "writing-questions.md").read_text("utf-8"), re.S | re.M
    )
    (folder / "field-notes.yaml").write_text(deck, "utf-8")
    return folder, [(block, shown(block, folder)) for block in CONSOLE.findall(PAGE)]


def shown(block: str, folder: Path) -> str:
    command = block.splitlines()[0].removeprefix("$ trainer ")
    ran = subprocess.run(
        [sys.executable, "-m", "trainer", *command.split()],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"},
        timeout=60,
    )
    return f"$ trainer {command}\n{ran.stdout}"


def test_each_command_says_what_the_page_shows(told: tuple[Path, list[tuple[str, str]]]) -> None:
    _, blocks = told
    assert len(blocks) >= 4
    for block, output in blocks:
        assert block == output


def test_the_deck_has_the_card_that_the_page_shows(told: tuple[Path, list[tuple[str, str]]]) -> None:
    folder, _ = told
    (card,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    assert card in (folder / "ovens.yaml").read_text("utf-8")


def test_the_page_names_every_format_and_column() -> None:
    rows = {
        row[1]: row for row in re.findall(r"^(\| `([\w-]+)` \| (yes)? ?\| (yes)? ?\|.*)$", PAGE, re.MULTILINE)
    }
    assert {name for name, row in rows.items() if row[2]} == set(IMPORTED)
    assert {name for name, row in rows.items() if row[3]} == set(EXPORTED)
    named = set(re.findall(r"`(\w+)`", PAGE))
    assert {*COLUMNS, *LATER_COLUMNS, RIGHT, *(f"{name}_1" for name in OF_OPTION)} <= named

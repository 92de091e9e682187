"""The page on dissecting: its example prints what the page says, and no field or option is left out."""

import os
import re
import subprocess
import sys
from pathlib import Path

from trainer.commands import dissect as command

PAGE = (Path(__file__).parents[2] / "docs" / "dissect.md").read_text("utf-8")
SCRIPTS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
PRINTED = re.findall(r"^```text\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def still(text: str) -> str:
    """Return a text without what depends on the day it is printed."""
    text = re.sub(r"expired \d+ years ago", "expired", text)
    return re.sub(r"(?m)^  now .*$", "  now", text)


def test_the_example_prints_what_the_page_says(tmp_path: Path) -> None:
    program = tmp_path / "trainer"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m trainer "$@"\n')
    program.chmod(0o755)
    environ = {"PATH": f"{tmp_path}{os.pathsep}/usr/bin:/bin", "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    ran = subprocess.run(
        ["sh", "-ec", "\n".join(SCRIPTS)], capture_output=True, text=True, cwd=tmp_path, env=environ
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert len(SCRIPTS) == len(PRINTED) == 2
    first, second = PRINTED
    assert still(ran.stdout).startswith(still(first))
    assert still(second) in still(ran.stdout)[len(still(first)) :]


def test_every_field_and_option_is_described() -> None:
    from tests.plain.test_dissect import FIELDS

    for name in FIELDS:
        assert f"`{name}`" in PAGE, name
    for parameter in command.params:
        for option in parameter.opts:
            if option.startswith("--") and option not in ("--plain", "--data-dir", "--bank", "--version"):
                assert option in PAGE, option

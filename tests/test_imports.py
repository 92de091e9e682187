"""What a start imports is watched here, because a stopwatch on a shared machine proves little."""

import subprocess
import sys

import pytest

HEAVY = ("boto3", "botocore", "moto", "yaml", "pydantic", "fsrs", "flask", "werkzeug")


def modules_after(code: str) -> set[str]:
    """Run code in a fresh interpreter and return the names in its sys.modules."""
    program = f"import sys\n{code}\nprint('\\nMODULES', *sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(ran.stdout.rpartition("MODULES")[2].split())


def test_a_heavy_import_is_seen() -> None:
    assert "yaml" in modules_after("import yaml")


def test_help_imports_neither_textual_nor_anything_heavy() -> None:
    loaded = modules_after(
        "from trainer.commands import trainer\n"
        "try: trainer.main(['--help'], prog_name='trainer')\n"
        "except SystemExit: pass"
    )
    assert "click" in loaded
    assert loaded.isdisjoint({*HEAVY, "textual", "sqlite3", "rich"})


@pytest.mark.parametrize("more", ["", ", '--json'"])
def test_dissecting_a_url_imports_little(more: str) -> None:
    loaded = modules_after(
        f"sys.argv = ['trainer', 'dissect', 'https://b.s3.amazonaws.com/k?X-Amz-Date=1'{more}]\n"
        "from trainer.cli import main\n"
        "try: main()\n"
        "except SystemExit as ended: assert ended.code == 0"
    )
    assert "trainer.s3.risks" in loaded
    # Click, dataclasses and inspect alone take as long to load as all the rest.
    heavy = {*HEAVY, "textual", "sqlite3", "rich", "click", "dataclasses", "inspect"}
    assert loaded.isdisjoint({*heavy, "pathlib", "base64", "trainer.s3.upload_form"})


def test_a_start_without_options_does_not_wait_for_the_parser_of_options() -> None:
    loaded = modules_after("import trainer.cli, trainer.tui.opening, trainer.tui.study")
    assert "textual" in loaded
    assert loaded.isdisjoint({*HEAVY, "click", "hashlib"})


@pytest.mark.parametrize(
    "module",
    ["trainer.sessions.study", "trainer.sessions.home", "trainer.content.bank", "trainer.progress.log"],
)
def test_opening_a_session_imports_nothing_heavy(module: str) -> None:
    assert modules_after(f"import {module}").isdisjoint({*HEAVY, "textual"})


def test_what_draws_numbers_is_loaded_for_the_first_question_that_has_some() -> None:
    loaded = modules_after("import trainer.cli, trainer.tui.opening, trainer.tui.study")
    assert "trainer.study.drawing" in loaded
    assert loaded.isdisjoint(
        {"trainer.study.parametric", "trainer.study.template", "trainer.study.expression"}
    )


def test_drawing_numbers_imports_nothing_heavy() -> None:
    assert modules_after("import trainer.study.parametric").isdisjoint({*HEAVY, "textual", "ast"})


@pytest.mark.parametrize("module", ["trainer.cloud.client", "trainer.cloud.process", "trainer.labs.runner"])
def test_the_clouds_client_side_needs_no_server(module: str) -> None:
    assert modules_after(f"import {module}").isdisjoint(
        {"boto3", "botocore", "moto", "flask", "werkzeug", "textual"}
    )

"""Upload forms in a scenario, against a real cloud; the docs' examples do the rest."""

import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from trainer.cloud.client import CloudClient
from trainer.labs.results import StepResult
from trainer.labs.runner import Runner
from trainer.scenario.parse import parse
from trainer.tui.proof_text import curl_form


@pytest.fixture
def runner(client: CloudClient) -> Iterator[Runner]:
    with Runner(client) as runner:
        yield runner


def holds(runner: Runner, *steps: dict[str, Any]) -> tuple[StepResult, ...]:
    """Run a scenario that must hold and return its results."""
    ran = runner.run(parse(list(steps)))
    assert ran.holds, ran.says
    return ran.results


def form(**fields: Any) -> dict[str, Any]:
    return {"form": {"expires": 300, **({} if "prefix" in fields else {"object": "u/a.txt"}), **fields}}


def submit(status: int, **fields: Any) -> dict[str, Any]:
    return {"submit": {**fields, "expect": {"status": status, **fields.pop("expect", {})}}}


def test_what_is_told_of_it(runner: Runner) -> None:
    results = holds(
        runner,
        form(prefix="u/", name="photos"),
        submit(204, filename="cat.jpg"),
        form(),
        submit(204, form="photos"),
    )
    assert [result.title for result in results] == [
        "sign a form for u/*", "submit the form", "sign a form for a.txt", "submit the form photos",
    ]  # fmt: skip
    assert results[0].verb == "form"
    assert results[0].detail.startswith("for 300 s from ")
    assert results[1].detail == "204 No Content, as expected"
    line = results[1].line
    assert line is not None
    assert (line["auth"], line["key"], line["url_id"] is None) == ("post-v4", "u/cat.jpg", False)


@pytest.mark.parametrize("version", ["v4", "v2"])
def test_the_current_principal_signs(runner: Runner, version: str) -> None:
    results = holds(
        runner,
        {"as": "ann"},
        form(version=version),
        submit(204),
        {"as": "bob"},
        form(version=version),
        submit(403, expect={"check": "permission"}),
        {"as": {"role": "reporter", "lasts": 900}},
        form(version=version, expires=3600),
        {"clock": {"advance": 901}},
        submit(400, expect={"code": "ExpiredToken", "check": "session token"}),
    )
    assert results[2].line
    assert results[2].line["auth"] == f"post-{version}"


def test_a_smallest_or_a_largest_size_alone(runner: Runner) -> None:
    small, large = {"code": "EntityTooSmall"}, {"code": "EntityTooLarge"}
    holds(runner, form(min_size=3), submit(400, size=2, expect=small), submit(204, size=3))
    holds(runner, form(max_size=3), submit(204, size=0), submit(400, size=4, expect=large))


def test_a_form_that_never_was_open(runner: Runner) -> None:
    holds(runner, form(expires=-1), submit(403, expect={"check": "policy"}))


def test_a_redirect_is_an_answer(runner: Runner) -> None:
    results = holds(runner, form(fields={"success_action_redirect": "http://example.com/"}), submit(303))
    assert results[1].answer
    assert results[1].answer.headers["location"].startswith("http://example.com/?bucket=trainer-private&key=")


@pytest.mark.parametrize("content", ["plain", 'a "quoted"; \\ text', "@home\r\n", "it's\n<here", ""])
def test_the_copied_command_sends_the_same(runner: Runner, client: CloudClient, content: str) -> None:
    made = form(prefix="u/", fields={"x-amz-meta-odd": "a;b=\"c\"@'d'"})
    result = holds(runner, made, submit(204, body=content, filename='odd "; name.txt'))[1]
    assert result.sent
    assert result.sent.form
    command = curl_form(result.sent.url, result.sent.form)
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    assert " 204 " in ran.stdout
    first, again = client.journal()[-2:]
    assert first["url_id"] == again["url_id"]
    assert first["key"].replace("%22", '"') == again["key"].replace("%22", '"')
    holds(runner, {"expect": {"object": again["key"], "body": content}})


def test_the_copied_command_keeps_what_stands_after_the_file(runner: Runner) -> None:
    result = holds(runner, form(), submit(400, after_file="key"))[1]
    assert result.sent
    assert result.sent.form
    command = curl_form(result.sent.url, result.sent.form)
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    assert "Bucket POST must contain a field named 'key'." in ran.stdout

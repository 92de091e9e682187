"""The page on the scenario language: each example is a scenario that holds, and no verb is left out."""

import re
from pathlib import Path
from typing import Any

import pytest

from trainer import yaml
from trainer.cloud.client import CloudClient
from trainer.labs.runner import Runner
from trainer.scenario.parse import VERBS, parse

PAGE = Path(__file__).parents[2] / "docs" / "scenario-language.md"
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def steps_of(example: str) -> list[dict[str, Any]]:
    document = yaml.read(example)
    assert not document.mistakes
    steps: list[dict[str, Any]] = document.data
    return steps


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_holds(client: CloudClient, example: str) -> None:
    with Runner(client) as runner:
        run = runner.run(parse(steps_of(example)))
    assert run.holds, run.says


def test_every_verb_is_shown() -> None:
    assert {next(iter(step)) for example in EXAMPLES for step in steps_of(example)} == set(VERBS)

"""Thousands of made-up policies and requests, decided by our engine and by one that others wrote."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.iam import simulator
from tests.iam.cases import ACTIONS, KEYS, OPERATORS, Case, cases
from tests.iam.compare import Comparison, compare, ours
from tests.iam.differences import DIFFERENCES, difference
from tests.iam.shown import SHOWN

SEED = 3
COUNT = 5_000
AT_LEAST = 2_000
"""Cases that have to be compared, after the documented differences have taken theirs out."""


@pytest.fixture(scope="module")
def made() -> list[Case]:
    return list(cases(SEED, COUNT))


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("iam-simulate")
    try:
        simulator.install(folder)
    except simulator.NotInstalledError as error:
        pytest.skip(f"iam-simulate is not there to compare with: {error}")
    return folder


@pytest.fixture(scope="module")
def comparison(installed: Path, made: list[Case]) -> Comparison:
    return compare(installed, made)


def test_both_decide_alike(comparison: Comparison) -> None:
    told = [
        f"{decision.effect} ({decision.says}), iam-simulate: {theirs}\n{case}"
        for case, decision, theirs in comparison.differing
    ]
    assert not told, f"{len(told)} cases are decided in two ways, such as\n" + "\n\n".join(told[:3])


def test_enough_is_compared_and_of_every_kind(comparison: Comparison) -> None:
    assert comparison.compared.total() >= AT_LEAST
    assert min(comparison.compared[effect] for effect in simulator.EFFECTS.values()) >= AT_LEAST // 10


def test_every_difference_is_really_one(installed: Path) -> None:
    """A predicate under which both agree throughout would hide what it claims to explain."""
    assert {name: difference(case) for name, case in SHOWN.items()} == {name: name for name in DIFFERENCES}
    theirs = simulator.decisions(installed, list(SHOWN.values()))
    for name, case, decision in zip(SHOWN, SHOWN.values(), theirs, strict=True):
        assert ours(case).effect != decision, name


def test_the_cases_reach_every_operator_key_and_action(made: list[Case]) -> None:
    used = {word for case in made for word in _words(case)}
    operators = {operator for names, _ in OPERATORS.values() for operator in names}
    elements = {"Principal", "NotPrincipal", "NotAction", "NotResource", "Null"}
    forms = {"ForAllValues", "ForAnyValue", "IfExists"}
    assert (operators | elements | forms | KEYS.keys() | ACTIONS.keys()) - used == set()


def _words(case: Case) -> Iterator[str]:
    yield case.action
    for document in (*case.identity, case.boundary, case.session, case.resource_policy):
        for statement in document["Statement"] if document else ():
            yield from statement
            for operator, block in statement.get("Condition", {}).items():
                yield from block
                form, _, name = operator.rpartition(":")
                yield from (form, name.removesuffix("IfExists"))
                yield "IfExists" if name.endswith("IfExists") else ""


def test_the_same_seed_makes_the_same_cases(made: list[Case]) -> None:
    assert list(cases(SEED, 20)) == made[:20]

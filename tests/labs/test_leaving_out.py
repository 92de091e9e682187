"""No check passes by itself and nothing in a solution is idle, seen by leaving parts of solutions out."""

from pathlib import Path

import pytest

from tests.labs.labs import write_lab
from tests.labs.leaving_out import Done, Trial
from trainer.cloud.client import CloudClient
from trainer.labs.definition import (
    AnswerPattern,
    Check,
    LabStep,
    RequestPattern,
    find_lab,
    lab_names,
    load_lab,
)
from trainer.scenario import steps as s

LOOKED_AT_OTHERWISE = ("dissect", "generate")
"""Labs that give URLs, ask for answers, or let one request pass several checks: see test_checks_alone."""

LABS = [name for name in lab_names() if name not in LOOKED_AT_OTHERWISE]
STEPS = [(name, step.id) for name in LABS for step in find_lab(name).steps]

APART = 5
"""Seconds: a shorter move of the clock keeps two moments in different seconds, and may not be needed."""


@pytest.fixture
def trial(client: CloudClient, lab: str) -> Trial:
    return Trial(find_lab(lab), client)


@pytest.mark.parametrize(("lab", "step_id"), STEPS)
def test_each_check_can_fail_alone(trial: Trial, step_id: str) -> None:
    """What passes a check is left out: that check stays open, and none but those which refer to it."""
    step = next(step for step in trial.lab.steps if step.id == step_id)
    for check in step.checks:
        done = without_what_passes(trial, step, check)
        assert check.id in done.unpassed, check.id
        also = {other.id for other in step.checks if other.id in done.unpassed} - {check.id}
        assert also <= depending_on(check.id, step), f"{check.id} fails only together with {also}"


@pytest.mark.parametrize(("lab", "step_id"), STEPS)
def test_nothing_in_a_solution_is_idle(trial: Trial, step_id: str) -> None:
    """Without any one part of it a check stays open, or a cell of the matrix empty, or it cannot go on."""
    step = next(step for step in trial.lab.steps if step.id == step_id)
    whole = trial.without(step, ())
    assert whole is not None
    assert not whole.unpassed
    for place, part in enumerate(step.solution):
        if isinstance(part, s.ExpectObject) or is_short_move(part):
            continue
        done = trial.without(step, [place])
        needed = done is None or done.unpassed or done.cells < whole.cells
        assert needed, f"nobody misses solution[{place}] of {step.id}: {part}"


def without_what_passes(trial: Trial, step: LabStep, check: Check) -> Done:
    """Leave out, one after the other, whatever passes a check, until nothing does."""
    if isinstance(check.wants, AnswerPattern):
        done = trial.without(step, (), [check.id])
        assert done is not None
        return done
    left_out: set[int] = set()
    while True:
        done = trial.without(step, left_out)
        assert done is not None, f"{check.id} cannot be left out alone"
        if check.id in done.unpassed:
            return done
        if check.id not in done.passed_by:
            return without_one_place(trial, step, check)
        left_out.add(done.passed_by[check.id])


def without_one_place(trial: Trial, step: LabStep, check: Check) -> Done:
    """Leave out the one place of the solution on which a check of the store depends."""
    tried = [trial.without(step, [place]) for place in range(len(step.solution))]
    found = [done for done in tried if done and check.id in done.unpassed]
    assert found, f"{check.id} passes whatever is left out"
    return min(found, key=lambda done: len(done.unpassed))


def depending_on(check_id: str, step: LabStep) -> set[str]:
    """Return the checks that refer to a check, directly or through others."""
    found: set[str] = set()
    for check in step.checks:
        match check.wants:
            case RequestPattern() as wants if {check_id, *found} & set(wants.refers_to):
                found.add(check.id)
            case AnswerPattern() as wants if wants.of in {check_id, *found}:
                found.add(check.id)
    return found


def is_short_move(part: s.Step) -> bool:
    return isinstance(part, s.AdvanceClock) and abs(part.seconds) < APART


@pytest.mark.parametrize(
    "change",
    [
        # A second check that every request passes which passes the first.
        (
            "      - id: stored\n",
            "      - {id: late2, says: Again, request: {status: 403}}\n      - id: stored\n",
        ),
        # A check of the store that holds from the start.
        (
            "{object: note.txt, body: hello}\n      - id: who",
            "{object: coffee.jpg, exists: true}\n      - id: who",
        ),
    ],
)
def test_a_check_that_cannot_fail_alone_is_found(
    client: CloudClient, tmp_path: Path, change: tuple[str, str]
) -> None:
    lab = load_lab(write_lab(tmp_path, change))
    with pytest.raises(AssertionError, match=r"only together with|whatever is left out"):
        test_each_check_can_fail_alone(Trial(lab, client), "second")


def test_an_idle_part_of_a_solution_is_found(client: CloudClient, tmp_path: Path) -> None:
    lab = load_lab(
        write_lab(tmp_path, ("- put: {object: note.txt", "- fetch: {}\n      - put: {object: note.txt"))
    )
    with pytest.raises(AssertionError, match="nobody misses"):
        test_nothing_in_a_solution_is_idle(Trial(lab, client), "second")

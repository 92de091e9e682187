"""The author's self-tests: the proofs of the bank and the labs, run on a local cloud of their own."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TextIO

from trainer.cloud.client import CloudClient
from trainer.cloud.process import CloudProcess
from trainer.content.bank import Bank
from trainer.errors import UsageError
from trainer.labs.check import check_lab
from trainer.labs.definition import Lab, find_lab, find_labs
from trainer.paths import cache_dir
from trainer.sessions.proof import prove
from trainer.study.drawing import drawn
from trainer.study.question import Question

DRAWS_PROVED = 3
"""Of a parametric question: those of its first reviews."""


@contextmanager
def _a_cloud() -> Iterator[CloudClient]:
    with CloudProcess.start(log=cache_dir() / "cloud.log") as process:
        yield process.client


def prove_bank(folders: Sequence[Path], ids: Sequence[str], as_json: bool, out: TextIO) -> int:
    """Run the proofs of the named questions, or of all, and return 0 if each holds, else 1."""
    bank = Bank.open(folders, cache_dir())
    bank.refresh()
    questions = _proved_questions(bank, ids)
    holding = 0
    with _a_cloud() as client:
        for question in questions:
            holds, says = _proved(question, client)
            holding += holds
            _tell(out, as_json, question.id, holds, {"id": question.id, "holds": holds, "says": says})
    if not as_json:
        print(f"{holding} of {len(questions)} proofs hold.", file=out)
    return 0 if holding == len(questions) else 1


def _proved(question: Question, client: CloudClient) -> tuple[bool, str]:
    """Run a proof and return whether it holds, and what came of it; of numbers several draws are tried."""
    if not question.template:
        run = prove(question, client)
        return run.holds, run.says
    for review in range(DRAWS_PROVED):
        with_numbers = drawn(question, review)
        run = prove(with_numbers, client)
        if not run.holds:
            values = ", ".join(f"{name} = {value}" for name, value in (with_numbers.drawn or {}).items())
            return False, f"with {values}: {run.says}"
    return True, f"{DRAWS_PROVED} draws: {run.says}"


def _proved_questions(bank: Bank, ids: Sequence[str]) -> list[Question]:
    known = bank.ids()
    for wanted in ids:
        if wanted not in known:
            near = get_close_matches(wanted, known, 1)
            raise UsageError(
                f"no question {wanted!r} in the bank; "
                + (f"did you mean {near[0]!r}?" if near else "trainer bank list shows all")
            )
    questions = [bank.question(question_id) for question_id in ids or known]
    without = [question.id for question in questions if not question.proof]
    if ids and without:
        raise UsageError(
            f"question {without[0]!r} has no proof to run; trainer bank list --json shows which have one"
        )
    return [question for question in questions if question.proof]


def check_labs(names: Sequence[str], as_json: bool, out: TextIO) -> int:
    """Check the named labs, or all, and return 0 if each holds, else 1."""
    labs: list[Lab] = [find_lab(name) for name in names] if names else find_labs()
    holding = 0
    with _a_cloud() as client:
        for lab in labs:
            report = check_lab(lab, client)
            holding += report.holds
            _tell(out, as_json, report.lab, report.holds, report.as_json())
    return 0 if holding == len(labs) else 1


def _tell(out: TextIO, as_json: bool, name: str, holds: bool, line: dict[str, Any]) -> None:
    if as_json:
        print(json.dumps(line), file=out, flush=True)
        return
    says = line.get("says") or "; ".join(line.get("problems", ())) or _counts(line)
    print(f"{'holds' if holds else 'FAILS'}  {name}  {says}", file=out, flush=True)


def _counts(line: dict[str, Any]) -> str:
    return f"{line['steps']} steps, {line['checks']} checks" if "steps" in line else ""

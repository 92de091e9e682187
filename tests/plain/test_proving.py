"""A proof told line by line, on the real local cloud."""

from pathlib import Path

from trainer.content.bank import Bank
from trainer.paths import shipped_bank
from trainer.plain.proving import Prover


def test_a_proof_is_told_step_by_step(tmp_path: Path) -> None:
    told: list[str] = []
    with Bank.open([shipped_bank()], tmp_path) as bank:
        bank.refresh()
        question = next(q for q in map(bank.question, bank.ids()) if q.proof)
    prover = Prover()
    try:
        prover.tell(question, told.append)
        prover.tell(question, told.append)
    finally:
        prover.stop()
    assert told.count("Starting the local cloud.") == 1
    assert sum(line.startswith("The proof holds") for line in told) == 2
    assert sum(line.startswith(f"Step 1 of {len(question.proof)}, ") for line in told) == 2
    assert any("time window passed" in line for line in told)
    assert any(line.startswith("   S3 answered ") for line in told)


def test_a_question_without_a_proof_says_so(tmp_path: Path) -> None:
    told: list[str] = []
    with Bank.open([shipped_bank()], tmp_path) as bank:
        bank.refresh()
        question = next(q for q in map(bank.question, bank.ids()) if not q.proof)
    Prover().tell(question, told.append)
    assert told == ["This question has no proof to run."]

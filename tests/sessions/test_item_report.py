"""The bank and the logs of a class together: what counts, what stands apart, and what is told of it."""

from pathlib import Path
from statistics import correlation

import pytest

from tests.progress.exports import answer, write_log
from tests.sessions.classroom import KEYS, write_class
from tests.sessions.course import MOONS, PLANETS, write_course, write_deck
from trainer.errors import TrainerError
from trainer.sessions.item_report import Item, ItemReport, report


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write_course(tmp_path / "bank")


def analysed(course: Path, logs: list[Path]) -> ItemReport:
    return report([course], course.parent / "cache", logs)


def item(found: ItemReport, question: str) -> Item:
    return next(item for item in found.items if item.question.id == question)


def test_a_class_of_forty(course: Path, tmp_path: Path) -> None:
    found = analysed(course, write_class(tmp_path / "logs", 40))
    assert (found.log.students, len(found.items)) == (40, len(PLANETS | MOONS))
    assert [concern.id for concern in item(found, "saturn").concerns][:1] == ["negative"]
    assert "hard" in [concern.id for concern in item(found, "venus").concerns]
    assert "easy" in [concern.id for concern in item(found, "mars").concerns]
    assert found.concerned[0].question.id == "saturn"
    idle = [each.says for each in item(found, "jupiter").concerns if each.id == "idle"]
    assert idle == ["nobody takes wrong option D"]
    assert found.reliability is not None
    assert found.reliability.items == 9, "recall cards are graded by the students themselves"
    assert item(found, "neptune").figures.point_biserial is None
    assert item(found, "neptune").figures.facility is not None
    assert item(found, "neptune").concerns == ()


def test_the_point_biserial_by_another_way(course: Path, tmp_path: Path) -> None:
    """The figures of the whole path from YAML and logs, against the standard library's correlation."""
    logs = write_class(tmp_path / "logs", 30, skips=0.0)
    found = analysed(course, logs)
    names = [name for name in KEYS if KEYS[name]]
    rows = []
    for path in logs:
        first: dict[str, int] = {}
        for line in path.read_text().splitlines():
            question, right = line.split('"question": "')[1].split('"')[0], '"correct": true' in line
            first.setdefault(question, int(right))
        rows.append([first[name] for name in names])
    for at, name in enumerate(names):
        expected = correlation([row[at] for row in rows], [sum(row) - row[at] for row in rows])
        assert item(found, name).figures.point_biserial == pytest.approx(expected), name


def test_a_misconception_is_held_by_who_chose_an_option_of_it(course: Path, tmp_path: Path) -> None:
    logs = [
        write_log(
            tmp_path / "1.jsonl", [answer(1, "io", chosen=[2], right=False), answer(2, "europa", chosen=[1])]
        ),
        write_log(
            tmp_path / "2.jsonl", [answer(1, "io", chosen=[0]), answer(2, "io", chosen=[3], right=False)]
        ),
        write_log(tmp_path / "3.jsonl", [answer(1, "neptune", chosen=[])]),
    ]
    (belief,) = analysed(course, logs).beliefs
    assert (belief.id, belief.held, belief.met) == ("sharing-needs-public-access", 1, 2)
    assert belief.says is not None


def test_other_revisions_stand_apart(course: Path, tmp_path: Path) -> None:
    write_deck(course, "moons", MOONS, revision=2)
    rows = [
        answer(1, "io", right=False, chosen=[1]), answer(2, "io", revision=2),
        answer(3, "europa", revision=3, chosen=[1]), answer(4, "earth", chosen=[3]),
    ]  # fmt: skip
    found = analysed(course, [write_log(tmp_path / "1.jsonl", rows)])
    assert [(each.question.id, each.figures.right) for each in found.items] == [("io", 1), ("earth", 1)]
    apart = [(each.question, each.revision, each.now, each.students, each.right) for each in found.apart]
    assert apart == [("io", 1, 2, 1, 0), ("europa", 3, 2, 1, 1)]


def test_questions_of_another_bank_are_named_and_left_out(course: Path, tmp_path: Path) -> None:
    found = analysed(
        course, [write_log(tmp_path / "1.jsonl", [answer(1, "x"), answer(2, "io"), answer(3, "x")])]
    )
    assert found.unknown == {"x": 1}
    assert found.answers == 1


def test_options_that_were_moved_without_a_new_revision_are_told(course: Path, tmp_path: Path) -> None:
    logs = [
        write_log(tmp_path / "1.jsonl", [answer(1, "io", chosen=[2], right=True)]),
        write_log(tmp_path / "2.jsonl", [answer(1, "io", chosen=[0], right=True)]),
    ]
    assert analysed(course, logs).changed == {"io": 1}


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "holds no answer; write logs with trainer progress export"),
        (
            [answer(1, "x")],
            "holds answers to no question of this bank; name the bank they are of with --bank",
        ),
    ],
)
def test_logs_without_an_answer_to_the_bank(
    rows: list[dict[str, object]], says: str, course: Path, tmp_path: Path
) -> None:
    with pytest.raises(TrainerError, match=says):
        analysed(course, [write_log(tmp_path / "1.jsonl", rows)])

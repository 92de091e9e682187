"""A question edited while it is on the screen."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.sessions.course import write_course
from trainer.content.bank import Bank
from trainer.errors import ContentError
from trainer.progress.log import AnswerLog
from trainer.sessions.study import Card, StudySession

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Bank]:
    """A bank that may be changed."""
    with Bank.open([write_course(tmp_path / "bank")], tmp_path / "cache") as bank:
        yield bank


@pytest.fixture
def session(own: Bank, log: AnswerLog) -> StudySession:
    return StudySession.start(own, log, deck="moons", now=NOON, seed=7)


def shown(session: StudySession) -> Card:
    assert session.card is not None
    return session.card


def edit(bank: Bank, session: StudySession, old: str, new: str) -> None:
    """Change the question on the screen, and read the bank again."""
    path = Path(shown(session).question.file)
    head, mark, question = path.read_text().partition(f"  - id: {shown(session).question.id}\n")
    assert old in question
    path.write_text(head + mark + question.replace(old, new, 1))
    bank.refresh()


def test_a_typo_mended_is_seen_and_nothing_else_changes(own: Bank, session: StudySession) -> None:
    before = shown(session)
    edit(own, session, "A made-up company", "An invented company")
    assert session.reread(MINUTE)
    after = shown(session)
    assert after.question.stem.startswith("An invented company")
    assert after == before._replace(question=after.question)
    assert not session.reread(MINUTE), "nothing has changed since"


def test_the_time_in_the_editor_is_no_time_of_answering(own: Bank, session: StudySession) -> None:
    edit(own, session, "A made-up company", "An invented company")
    session.reread(5 * MINUTE)
    answered = session.answer((0,), sure=False, now=NOON + 6 * MINUTE)
    assert answered.seconds == 60.0


def test_an_answer_stays_when_its_question_is_edited(own: Bank, session: StudySession) -> None:
    given = session.answer((1,), sure=True, now=NOON + MINUTE)
    edit(own, session, "long enough to be an explanation", "which is now told otherwise, and still long")
    assert session.reread(MINUTE)
    assert shown(session).answered == given
    assert "told otherwise" in shown(session).question.options[0].why


def test_an_option_more_is_shown_too(own: Bank, session: StudySession) -> None:
    more = (
        "    options:\n      - text: One way more, which nobody asked for.\n"
        "        why: It is here to see that a changed number of options does no harm at all.\n"
        "        misconception: one-time-use\n"
    )
    edit(own, session, "    options:\n", more)
    with pytest.raises(ContentError, match=r"moons\.yaml:\d+:\d+: error\[L01\]: 5 options"):
        session.reread(MINUTE)
    assert len(shown(session).order) == 4, "a single question has four: it stays as it was"
    edit(own, session, "kind: single", "kind: multiple")
    path = Path(shown(session).question.file)
    path.write_text(path.read_text().replace("these requirements?", "these requirements? (Select TWO.)"))
    edit(own, session, "        misconception: one-time-use\n", "        correct: true\n")
    assert session.reread(MINUTE)
    assert sorted(shown(session).order) == [0, 1, 2, 3, 4]


def test_a_question_that_is_gone_stays_on_the_screen(own: Bank, session: StudySession) -> None:
    before = shown(session)
    path = Path(before.question.file)
    path.write_text(path.read_text().replace(f"id: {before.question.id}\n", "id: another-one\n"))
    own.refresh()
    with pytest.raises(ContentError, match=f"no question '{before.question.id}'"):
        session.reread(MINUTE)
    assert shown(session) == before
    assert session.answer((0,), sure=False, now=NOON + 2 * MINUTE)
    path.write_text("format: 1\ndeck: [")
    own.refresh()
    session.next(NOON + 3 * MINUTE)

"""A session from its first question to its summary."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.sessions.course import MOONS, PLANETS, write_course, write_deck
from trainer.content.bank import Bank
from trainer.errors import ContentError, ProgressError, UsageError
from trainer.progress.answers import AnswerRow, UndoRow
from trainer.progress.log import AnswerLog
from trainer.sessions.study import Answered, Card, StudySession

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


def start(
    bank: Bank,
    log: AnswerLog,
    now: datetime = NOON,
    *,
    deck: str | None = None,
    tag: str | None = None,
    limit: int | None = None,
    ahead: bool = False,
) -> StudySession:
    return StudySession.start(bank, log, deck=deck, tag=tag, limit=limit, ahead=ahead, now=now, seed=7)


def shown(session: StudySession) -> Card:
    assert session.card is not None
    return session.card


def right_answer(card: Card) -> tuple[int, ...]:
    return tuple(at for at, index in enumerate(card.order) if card.question.options[index].correct)


def wrong_answer(card: Card) -> tuple[int, ...]:
    return tuple(at for at, index in enumerate(card.order) if not card.question.options[index].correct)[:1]


def answer(session: StudySession, now: datetime, *, right: bool = True, sure: bool = True) -> Answered:
    card = shown(session)
    if card.question.kind == "recall":
        return session.answer_recall(3 if right else 1, now)
    return session.answer(right_answer(card) if right else wrong_answer(card), sure=sure, now=now)


def answer_all(session: StudySession, now: datetime) -> datetime:
    while session.card is not None:
        now += 10 * SECOND
        answer(session, now)
        session.next(now)
    return now


def test_a_first_session_begins_with_questions_that_have_options(bank: Bank, log: AnswerLog) -> None:
    session = start(bank, log)
    assert (session.title, session.position, session.total) == ("All decks", 1, 11)
    kinds = []
    while (card := session.card) is not None:
        kinds.append(card.question.kind)
        answer(session, NOON)
        session.next(NOON)
    assert "recall" not in kinds[:5]
    assert kinds.count("recall") == 2


def test_a_right_answer_that_is_sure_and_quick_is_easy(bank: Bank, log: AnswerLog) -> None:
    session = start(bank, log)
    card = shown(session)
    given = session.answer(right_answer(card), sure=True, now=NOON + 30 * SECOND)
    assert (given.correct, given.sure, given.grade, given.seconds) == (True, True, 4, 30.0)
    assert (given.chosen, given.due_in) == (right_answer(card), 8 * DAY)
    assert given.intervals == {1: MINUTE, 2: 5.5 * MINUTE, 3: 10 * MINUTE, 4: 8 * DAY}
    assert shown(session).answered == given
    (row,) = log.rows()
    assert isinstance(row, AnswerRow)
    assert row.answer.chosen == card.question.correct_options
    assert row.answer.shown == card.order


def test_a_wrong_answer_comes_back_at_once_however_sure(bank: Bank, log: AnswerLog) -> None:
    session = start(bank, log)
    given = answer(session, NOON + SECOND, right=False, sure=True)
    assert (given.correct, given.grade, given.due_in) == (False, 1, MINUTE)


def test_an_answer_is_in_the_file_before_its_explanation_is_shown(bank: Bank, log: AnswerLog) -> None:
    session = start(bank, log)
    answer(session, NOON)
    with sqlite3.connect(log.path) as other:
        assert other.execute("SELECT question FROM answer").fetchall() == [(shown(session).question.id,)]
    other.close()


def test_of_several_answers_all_must_be_chosen(bank: Bank, log: AnswerLog) -> None:
    session = start(bank, log, tag="outer")
    while shown(session).question.kind != "multiple":
        answer(session, NOON)
        session.next(NOON)
    first = right_answer(shown(session))[:1]
    assert not session.answer(first, sure=False, now=NOON).correct
    session.undo(NOON)
    assert session.answer(right_answer(shown(session))[::-1], sure=False, now=NOON).correct


def test_a_recall_card_takes_the_students_grade(bank: Bank, log: AnswerLog) -> None:
    session = start(bank, log, tag="outer")
    while shown(session).question.kind != "recall":
        answer(session, NOON)
        session.next(NOON)
    assert session.intervals(NOON)[2] == 5.5 * MINUTE
    given = session.answer_recall(2, NOON + 5 * SECOND)
    assert (given.correct, given.grade, given.chosen, given.due_in) == (True, 2, (), 5.5 * MINUTE)
    assert not session.regrade(1, NOON).intervals[4] < given.due_in


@pytest.mark.parametrize("chosen", [(), (4,), (-1,), (0, 9)])
def test_an_option_that_is_not_there_is_refused(bank: Bank, log: AnswerLog, chosen: tuple[int, ...]) -> None:
    session = start(bank, log)
    with pytest.raises(ValueError, match="no options"):
        session.answer(chosen, sure=False, now=NOON)
    assert log.count_answers() == 0


def test_a_question_is_answered_once(bank: Bank, log: AnswerLog) -> None:
    session = start(bank, log)
    answer(session, NOON)
    with pytest.raises(ValueError, match="answered already"):
        answer(session, NOON)
    assert log.count_answers() == 1


def test_an_open_question_stays_until_it_is_answered(bank: Bank, log: AnswerLog) -> None:
    session = start(bank, log)
    before = session.card
    session.next(NOON)
    assert session.card == before
    with pytest.raises(ValueError, match="no answer to grade"):
        session.regrade(3, NOON)


def test_another_grade_is_in_the_log_as_an_undo_and_a_new_answer(bank: Bank, log: AnswerLog) -> None:
    session = start(bank, log)
    answer(session, NOON)
    given = session.regrade(2, NOON + 5 * SECOND)
    assert (given.grade, given.correct, given.due_in) == (2, True, 5.5 * MINUTE)
    first, undone, second = log.rows()
    assert isinstance(first, AnswerRow)
    assert isinstance(second, AnswerRow)
    assert undone == UndoRow(2, NOON + 5 * SECOND, 1)
    assert (first.answer.grade, second.answer.grade) == (4, 2)
    assert (second.n, second.answer.chosen) == (3, first.answer.chosen)
    assert log.count_answers() == 1
    session.undo(NOON)
    assert log.count_answers() == 0


def test_undo_goes_back_through_the_whole_session(bank: Bank, log: AnswerLog) -> None:
    session = start(bank, log, limit=4)
    asked = []
    while session.card is not None:
        asked.append(shown(session).question.id)
        answer(session, NOON)
        session.next(NOON)
    undone = []
    while session.undo(NOON):
        assert shown(session).answered is None
        undone.append(shown(session).question.id)
    assert undone == asked[::-1]
    assert (session.position, log.count_answers()) == (1, 0)
    assert len(list(log.rows())) == 8
    assert log.cards.known() == set()


def test_an_undone_question_keeps_the_time_it_has_had(bank: Bank, log: AnswerLog) -> None:
    session = start(bank, log)
    answer(session, NOON + 100 * SECOND)
    session.undo(NOON + 160 * SECOND)
    assert answer(session, NOON + 190 * SECOND).seconds == 130.0


def test_the_session_goes_on_where_it_was_left(bank: Bank, log: AnswerLog) -> None:
    session = start(bank, log)
    for _ in range(3):
        answer(session, NOON)
        session.next(NOON)
    again = StudySession.start(bank, log, now=NOON + MINUTE, seed=99)
    assert again.resumed
    assert (again.position, again.total) == (4, 11)
    assert again.card == session.card
    assert again.undo(NOON)
    assert again.position == 3


def test_left_on_an_explanation_it_goes_on_with_the_next_question(bank: Bank, log: AnswerLog) -> None:
    answer(start(bank, log), NOON)
    assert start(bank, log).position == 2


@pytest.mark.parametrize("choice", [{"deck": "moons"}, {"tag": "inner"}, {"limit": 3}])
def test_another_choice_is_another_session(bank: Bank, log: AnswerLog, choice: dict[str, Any]) -> None:
    session = start(bank, log)
    answer(session, NOON)
    other = start(bank, log, **choice)
    assert (other.position, other.resumed) == (1, False)
    assert shown(other).question.id != shown(session).question.id
    assert start(bank, log).position == 2


def test_a_session_left_for_half_a_day_is_begun_anew(bank: Bank, log: AnswerLog) -> None:
    session = start(bank, log)
    answer(session, NOON + 10 * MINUTE, right=False)
    assert start(bank, log, NOON + timedelta(hours=12)).position == 2
    later = start(bank, log, NOON + timedelta(hours=12, minutes=11))
    assert later.position == 1
    assert shown(later).question.id == shown(session).question.id


def test_a_finished_session_is_followed_by_what_is_due(bank: Bank, log: AnswerLog) -> None:
    session = start(bank, log, limit=2)
    wrong = shown(session).question.id
    answer(session, NOON, right=False)
    session.next(NOON)
    answer(session, NOON)
    again = start(bank, log, NOON + 2 * MINUTE, limit=2)
    assert (again.position, again.total) == (1, 2)
    assert shown(again).question.id == wrong
    assert [past.correct for past in shown(again).history] == [False]


def test_with_nothing_to_ask_it_says_when_there_will_be(bank: Bank, log: AnswerLog) -> None:
    done = answer_all(start(bank, log, deck="moons"), NOON)
    session = start(bank, log, done, deck="moons")
    assert (session.total, session.card, session.minutes_left) == (0, None, 0)
    assert session.next_due_at == NOON + 10 * SECOND + 8 * DAY
    assert session.summary(done).total == 0
    ahead = start(bank, log, done, deck="moons", ahead=True)
    assert ahead.total == 2
    answer(ahead, done)
    assert start(bank, log, done, deck="moons", ahead=True).position == 2


def test_a_question_put_aside_is_not_asked_again_until_undo(bank: Bank, log: AnswerLog) -> None:
    session = start(bank, log, deck="moons")
    first = shown(session).question.id
    session.suspend(NOON)
    assert session.position == 2
    assert start(bank, log, deck="moons", limit=9).total == 1
    assert session.undo(NOON)
    assert shown(session).question.id == first
    assert start(bank, log, deck="moons", limit=8).total == 2


def test_put_aside_after_its_answer_undo_shows_the_answer_again(bank: Bank, log: AnswerLog) -> None:
    session = start(bank, log, deck="moons")
    given = answer(session, NOON)
    session.suspend(NOON)
    assert log.cards.due(None, {"io", "europa"}, 9) == []
    session.undo(NOON)
    assert shown(session).answered == given
    assert len(log.cards.due(None, {"io", "europa"}, 9)) == 1
    session.undo(NOON)
    assert log.count_answers() == 0


def test_marks_and_notes_stay_with_the_question(bank: Bank, log: AnswerLog) -> None:
    session = start(bank, log)
    assert session.mark()
    session.note("  look at the clock ")
    again = shown(start(bank, log))
    assert (again.marked, again.note) == (True, "look at the clock")
    assert shown(session) == again
    assert not session.mark()
    session.note("")
    again = shown(start(bank, log))
    assert (again.marked, again.note) == (False, "")


def test_a_report_carries_the_question_and_its_revision(bank: Bank, log: AnswerLog) -> None:
    session = start(bank, log)
    session.report("two options are right", NOON)
    (report,) = log.remarks.reports()
    assert (report.question, report.revision) == (shown(session).question.id, 1)
    assert (report.text, report.at) == ("two options are right", NOON)


def test_the_summary_says_what_was_right_and_when_it_comes_back(bank: Bank, log: AnswerLog) -> None:
    session = start(bank, log, limit=3)
    for right in (True, False):
        answer(session, NOON + 30 * SECOND, right=right)
        session.next(NOON + 30 * SECOND)
    session.suspend(NOON + 60 * SECOND)
    summary = session.summary(NOON + 60 * SECOND)
    assert (summary.total, summary.answered, summary.right, summary.seconds) == (3, 2, 1, 30.0)
    first, second = summary.results
    assert (first.correct, first.due_at) == (True, NOON + 30 * SECOND + 8 * DAY)
    assert (second.correct, second.due_at) == (False, NOON + 90 * SECOND)
    assert summary.sure_and_wrong == (second,)
    assert (summary.due, summary.new, summary.next_due_at) == (0, 8, second.due_at)
    assert session.summary(NOON + 90 * SECOND).due == 1


def test_minutes_left_follow_the_students_pace(bank: Bank, log: AnswerLog) -> None:
    assert start(bank, log).minutes_left == 22
    session, now = start(bank, log), NOON
    for _ in range(5):
        now += 30 * SECOND
        answer(session, now)
        session.next(now)
    assert start(bank, log).minutes_left == 8


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        ({"deck": "planet"}, "did you mean 'planets'"),
        ({"deck": "zzz"}, "there are: moons, planets"),
        ({"tag": "zzz"}, "no question has the tag 'zzz'"),
        ({"deck": "moons", "tag": "inner"}, "no question of deck 'moons' has the tag 'inner'"),
    ],
)
def test_a_choice_that_is_not_there_is_wrong_usage(
    bank: Bank, log: AnswerLog, choice: dict[str, Any], says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        start(bank, log, **choice)


def test_a_bank_without_questions_is_told(log: AnswerLog, tmp_path: Path) -> None:
    (tmp_path / "bank").mkdir()
    with (
        Bank.open([tmp_path / "bank"], tmp_path) as empty,
        pytest.raises(ContentError, match="trainer bank check"),
    ):
        start(empty, log)


def test_an_answer_that_cannot_be_saved_leaves_the_question_open(bank: Bank, tmp_path: Path) -> None:
    with AnswerLog.open(tmp_path / "log.db", busy_seconds=0.05) as log:
        session = start(bank, log)
        other = sqlite3.connect(log.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ProgressError, match="locked by another program"):
            answer(session, NOON)
        assert shown(session).answered is None
        other.execute("ROLLBACK")
        other.close()
        answer(session, NOON)
        assert log.count_answers() == 1


class TestABankThatChanges:
    def open(self, folder: Path) -> Bank:
        bank = Bank.open([folder / "bank"], folder)
        bank.refresh()
        return bank

    def test_a_question_that_is_gone_is_passed_over(self, tmp_path: Path, log: AnswerLog) -> None:
        write_course(tmp_path / "bank")
        with self.open(tmp_path) as bank:
            session = start(bank, log, deck="moons")
            answer(session, NOON)
            left = next(name for name in MOONS if name != shown(session).question.id)
            write_deck(tmp_path / "bank", "moons", {shown(session).question.id: MOONS[left]})
            bank.refresh()
            session.next(NOON)
            assert session.card is None
            assert session.total == 1
            assert start(bank, log, deck="moons").total == 0

    def test_a_raised_revision_makes_the_question_new(self, tmp_path: Path, log: AnswerLog) -> None:
        write_course(tmp_path / "bank")
        with self.open(tmp_path) as bank:
            answer_all(start(bank, log, deck="moons"), NOON)
            write_deck(tmp_path / "bank", "moons", MOONS, revision=2)
            bank.refresh()
            session = start(bank, log, NOON + 9 * DAY, deck="moons")
            assert session.intervals(NOON + 9 * DAY)[4] == 8 * DAY
            assert len(shown(session).history) == 1

    def test_options_added_since_are_shown(self, tmp_path: Path, log: AnswerLog) -> None:
        write_course(tmp_path / "bank")
        with self.open(tmp_path) as bank:
            start(bank, log, deck="planets", tag="inner")
            several = PLANETS["uranus"]
            changed = dict.fromkeys(PLANETS, (*several[:3], "inner", several[4]))
            write_deck(tmp_path / "bank", "planets", changed)
            bank.refresh()
            session = start(bank, log, deck="planets", tag="inner")
            assert sorted(shown(session).order) == [0, 1, 2, 3, 4]
            assert answer(session, NOON).correct

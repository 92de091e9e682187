"""Study by its keys: what each does, at both sizes and in both themes, against the real session."""

import pytest

from tests.tui.stage import Play, Stage
from trainer.progress.answers import AnswerRow
from trainer.tui.study import StudyScreen

ROOMS = [((80, 24), "ink"), ((120, 40), "paper")]


def log_of(stage: Stage) -> list[str]:
    """Return the answer log as words, oldest first."""
    words = []
    for row in stage.desk.log.rows():
        answer = getattr(row, "answer", None)
        words.append("undo" if answer is None else f"{'right' if answer.correct else 'wrong'} {answer.grade}")
    return words


def options(play: Play) -> dict[str, str]:
    """Return the first words of the options on the screen, by letter."""
    found = {}
    for line in play.lines:
        words = line[:88].replace("□", " ").replace("■", " ").strip()
        if len(words) > 3 and words[0] in "ABCDEF" and words[1:3] == "  ":
            found[words[0]] = words[3:]
    return found


def letter_of(play: Play, start: str) -> str:
    """Return the letter of the option that begins so."""
    return next(letter for letter, text in options(play).items() if text.startswith(start))


@pytest.mark.parametrize(("size", "theme"), ROOMS)
class TestSingle:
    async def test_the_options_stand_as_letter_and_text(
        self, stage: Stage, size: tuple[int, int], theme: str
    ) -> None:
        async with stage.run(tag="short", size=size, theme=theme) as play:
            assert list(options(play)) == ["A", "B", "C", "D"]
            assert "✓" not in play.text
            assert "✗" not in play.text

    async def test_one_key_answers_and_the_explanation_names_right_then_yours(
        self, stage: Stage, size: tuple[int, int], theme: str
    ) -> None:
        async with stage.run(tag="short", size=size, theme=theme) as play:
            wrong = letter_of(play, "Create an IAM user")
            right = letter_of(play, "Presign a GET")
            await play.press(wrong.lower())
            assert log_of(stage) == ["wrong 1"]
            assert f"✗ Wrong  you said {wrong}, the answer is {right}" in play.text
            text = play.text
            assert text.index(f"✓ {right}  Presign a GET") < text.index(f"✗ {wrong}  Create an IAM user")
            assert "yours" in text
            assert "you may believe: Whoever receives a file" in text.replace("\n", " ")
            assert "Again in 1 min" in text

    async def test_a_capital_says_sure(self, stage: Stage, size: tuple[int, int], theme: str) -> None:
        async with stage.run(tag="short", size=size, theme=theme) as play:
            stage.clock.advance(seconds=52)
            right = letter_of(play, "Presign a GET")
            await play.press(right)
            assert f"✓ Right  {right}, sure, in 52 s" in play.text
            assert log_of(stage) == ["right 4"]

    async def test_letters_beyond_the_options_do_nothing(
        self, stage: Stage, size: tuple[int, int], theme: str
    ) -> None:
        async with stage.run(tag="short", size=size, theme=theme) as play:
            before = play.text
            await play.press("e", "F", "1", "p", "z", "r", "enter")
            assert play.text == before
            assert log_of(stage) == []

    async def test_undo_brings_the_question_back(
        self, stage: Stage, size: tuple[int, int], theme: str
    ) -> None:
        async with stage.run(tag="short", size=size, theme=theme) as play:
            before = play.lines[2:-1]
            await play.press("a", "u")
            assert play.lines[2:-1] == before
            assert log_of(stage)[-1] == "undo"
            await play.press("u")
            assert "Nothing to undo" in play.text

    async def test_a_grade_of_ones_own_counts(self, stage: Stage, size: tuple[int, int], theme: str) -> None:
        async with stage.run(tag="short", size=size, theme=theme) as play:
            await play.press(letter_of(play, "Presign a GET"))
            easy = play.text
            await play.press("1")
            assert "Again in 1 min" in play.text
            assert play.text != easy
            await play.press("4")
            assert play.text == easy

    async def test_z_brings_the_question_back_and_away(
        self, stage: Stage, size: tuple[int, int], theme: str
    ) -> None:
        async with stage.run(tag="short", size=size, theme=theme) as play:
            await play.press("D")
            explained = play.lines
            await play.press("z")
            assert list(options(play)) == ["A", "B", "C", "D"]
            assert "z explanation" in play.bar
            await play.press("z")
            assert play.lines == explained

    async def test_q_and_esc_go_back_to_the_explanation_first(
        self, stage: Stage, size: tuple[int, int], theme: str
    ) -> None:
        async with stage.run(tag="short", size=size, theme=theme) as play:
            await play.press("D")
            explained = play.lines
            for view, way_back in (("z", "q"), ("z", "escape"), ("r", "q"), ("r", "escape")):
                await play.press(view)
                assert play.bar.endswith("q back")
                assert play.lines != explained
                await play.press(way_back)
                assert play.lines == explained
            await play.press("q")
            assert play.app.return_value == 0

    async def test_r_shows_the_references_with_their_evidence(
        self, stage: Stage, size: tuple[int, int], theme: str
    ) -> None:
        async with stage.run(tag="short", size=size, theme=theme) as play:
            await play.press("D", "r")
            url = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html"
            assert url in "".join(line[:86].strip() for line in play.lines)
            assert "documented by AWS, read in a stored copy, 2026-11-23" in play.text
            assert "invoices-for-a-day, revision 1" in play.text

    async def test_a_mark_a_note_and_a_report_are_kept(
        self, stage: Stage, size: tuple[int, int], theme: str
    ) -> None:
        question = "invoices-for-a-day"
        remarks = stage.desk.log.remarks
        async with stage.run(tag="short", size=size, theme=theme) as play:
            await play.press("m")
            assert remarks.is_marked(question)
            assert "◆ marked" in play.lines[0]
            await play.press("m")
            assert not remarks.is_marked(question)
            await play.press("n", *"ask Bob", "enter")
            assert remarks.note(question) == "ask Bob"
            await play.press("D", "pagedown")
            assert "note  ask Bob" in play.text
            await play.press("exclamation_mark", *"typo in C", "enter")
            assert [report.text for report in remarks.reports()] == ["typo in C"]

    async def test_letters_in_a_note_are_text_and_esc_drops_it(
        self, stage: Stage, size: tuple[int, int], theme: str
    ) -> None:
        async with stage.run(tag="short", size=size, theme=theme) as play:
            await play.press("n", *"abq?u")
            assert play.bar == "enter keep   esc cancel" + play.bar[23:]
            assert "abq?u" in play.text
            await play.press("escape")
            assert log_of(stage) == []
            assert stage.desk.log.remarks.note("invoices-for-a-day") == ""
            assert play.bar.startswith("a-d answer")

    async def test_help_lists_every_key(self, stage: Stage, size: tuple[int, int], theme: str) -> None:
        async with stage.run(tag="short", size=size, theme=theme) as play:
            before = play.text
            await play.press("question_mark")
            for key in (
                "a-f",
                "A-F",
                "enter",
                "space",
                "1-4",
                "p",
                "z",
                "r",
                "m",
                "n",
                "u",
                "x",
                "!",
                "q esc",
            ):
                assert any(line.strip().startswith(f"{key} ") for line in play.lines), key
            await play.press("q")
            assert play.text == before

    async def test_q_quits_where_study_is_the_first_screen(
        self, stage: Stage, size: tuple[int, int], theme: str
    ) -> None:
        async with stage.run(tag="short", size=size, theme=theme) as play:
            assert play.bar.endswith("q quit")
            await play.press("q")
            assert play.app.return_value == 0

    async def test_header_measure_and_bar_stay_where_they_are(
        self, stage: Stage, size: tuple[int, int], theme: str
    ) -> None:
        async with stage.run(tag="short", size=size, theme=theme) as play:
            before = [widget.region for widget in play.app.screen.query("Header, Measure, Keybar")]
            await play.press("D")
            assert [widget.region for widget in play.app.screen.query("Header, Measure, Keybar")] == before


class TestSeveralAnswers:
    async def test_letters_toggle_and_enter_submits(self, stage: Stage) -> None:
        async with stage.run(tag="long", size=(80, 30)) as play:
            one, two = letter_of(play, "Start a multipart").lower(), letter_of(play, "Complete the").lower()
            assert play.text.count("□") == 5
            await play.press(one)
            assert play.text.count("■") == 1
            assert "enter submit 1 of 2" in play.bar
            await play.press("enter")
            assert log_of(stage) == []
            assert "Choose two" in play.text
            await play.press(one)
            assert play.text.count("■") == 0
            await play.press(one, two, "enter")
            assert log_of(stage) == ["right 3"]
            assert "✓ Right" in play.text

    async def test_no_more_can_be_chosen_than_asked_for(self, stage: Stage) -> None:
        async with stage.run(tag="long", size=(80, 30)) as play:
            await play.press("a", "b", "c")
            assert play.text.count("■") == 2
            assert "Two are chosen already" in play.text
            await play.press("b")
            assert "Two are chosen already" not in play.text

    async def test_what_was_missing_is_said_until_the_next_key(self, stage: Stage) -> None:
        async with stage.run(tag="long", size=(80, 30)) as play:
            await play.press("enter")
            assert "Choose two; nothing so far" in play.text
            await play.press("b")
            assert "Choose two" not in play.text

    async def test_an_exclamation_mark_before_enter_says_sure(self, stage: Stage) -> None:
        async with stage.run(tag="long", size=(80, 30)) as play:
            await play.press("a", "b", "exclamation_mark")
            assert "submit 2 of 2, sure" in play.bar
            await play.press("exclamation_mark", "exclamation_mark", "enter")
            assert [row.answer.sure for row in stage.desk.log.rows() if isinstance(row, AnswerRow)] == [True]

    async def test_every_right_option_comes_first(self, stage: Stage) -> None:
        async with stage.run(tag="long", size=(120, 60)) as play:
            right = [letter_of(play, "Start a multipart"), letter_of(play, "Complete the")]
            wrong = letter_of(play, "Give each")
            await play.press(wrong.lower(), right[0].lower(), "enter")
            marks = [line.strip()[:3] for line in play.lines if line.strip()[:1] in "✓✗" and line.strip()]
            assert marks[:3] == [f"✓ {letter}" for letter in sorted(right)] + [f"✗ {wrong}"]
            assert play.text.count("  yours ") == 2


class TestRecall:
    async def test_space_shows_the_back_and_a_number_grades_and_goes_on(self, stage: Stage) -> None:
        async with stage.run(tag="recall") as play:
            assert "X-Amz-Algorithm" not in play.text
            assert "space show the answer" in play.bar
            await play.press("3")
            assert log_of(stage) == []
            await play.press("space")
            assert "X-Amz-Algorithm: how it was signed." in play.text
            assert play.bar.startswith("1 again   2 hard   3 good   4 easy")
            await play.press("3")
            assert log_of(stage) == ["right 3"]
            assert "1 of 1 right" in play.text


class TestSession:
    async def test_two_keys_a_question_then_the_summary(self, stage: Stage) -> None:
        async with stage.run("home", size=(80, 40)) as play:
            await play.press("s")
            for _ in range(4):
                card = play.app.screen.session.card  # type: ignore[attr-defined]  # the screen is Study
                match card.question.kind:
                    case "recall":
                        await play.press("space", "3")
                    case "multiple":
                        await play.press("a", "b", "enter", "space")
                    case _:
                        await play.press("A", "space")
            assert len(log_of(stage)) == 4
            assert "session done" in play.lines[0]
            assert "Comes back" in play.text
            await play.press("q")
            assert "due now" in play.text

    async def test_undo_in_the_summary_goes_back_to_the_question(self, stage: Stage) -> None:
        async with stage.run(tag="short") as play:
            before = play.lines[2:-1]
            await play.press("A", "space")
            assert "session done" in play.lines[0]
            await play.press("u")
            assert play.lines[2:-1] == before
            assert log_of(stage)[-1] == "undo"

    async def test_with_nothing_due_it_says_what_to_do_and_studies_ahead(self, stage: Stage) -> None:
        async with stage.run(tag="short") as play:
            await play.press("A", "space")
        stage.clock.advance(seconds=5)
        async with stage.run(tag="short") as play:
            assert "Nothing is due now" in play.text
            assert "s study ahead" in play.bar
            await play.press("s")
            assert list(options(play)) == ["A", "B", "C", "D"]

    async def test_a_suspended_question_goes_and_undo_brings_it_back(self, stage: Stage) -> None:
        async with stage.run("study") as play:
            first = play.lines[3]
            await play.press("x")
            assert play.lines[3] != first
            assert "Put aside" in play.text
            await play.press("u")
            assert play.lines[3] == first

    async def test_an_answer_that_cannot_be_stored_is_said_and_the_question_stays(self, stage: Stage) -> None:
        async with stage.run(tag="short") as play:
            before = play.lines[2:-1]
            stage.desk.log.close()
            await play.press("a")
            assert "✗ Not saved" in play.text
            await play.press("escape")
            assert play.lines[2:-1] == before


SMALL_ROOMS = [(60, 18), (80, 20)]


@pytest.mark.parametrize("size", SMALL_ROOMS)
class TestScrolling:
    async def test_every_question_and_every_explanation_begins_at_its_top(
        self, stage: Stage, size: tuple[int, int]
    ) -> None:
        async with stage.run("study", size=size) as play:
            while isinstance(screen := play.app.screen, StudyScreen):
                card = screen.card
                start = (card.question.stem or card.question.front).split()[:3]
                assert " ".join(start) in play.text
                await play.press("pagedown", "pagedown")
                match card.question.kind:
                    case "recall":
                        await play.press(*["space"] * 4)
                        assert " ".join(start) in play.text
                        await play.press("3")
                        continue
                    case "multiple":
                        await play.press("a", "b", "enter")
                    case _:
                        await play.press("a")
                assert "✗ Wrong" in play.text or "✓ Right" in play.text
                session, before = screen.session, screen.session.position
                while play.app.screen is screen and session.card and session.position == before:
                    await play.press("space")
            assert "session done" in play.lines[0]

    async def test_a_scrolled_page_says_that_there_is_more_above_and_goes_back(
        self, stage: Stage, size: tuple[int, int]
    ) -> None:
        async with stage.run("study", tag="long", size=size) as play:
            await play.press("a", "b", "enter")
            before = play.text
            assert "▲" not in before
            await play.press("pagedown")
            assert "▲  PgUp" in play.text
            await play.press("pageup")
            assert play.text == before
            await play.press("down", "up")
            assert play.text == before

"""Preview by its keys: a deck while it is being written, at both sizes and in both themes."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.tui.stage import COURSE, Play, Stage
from tests.tui.terminal import Terminal
from trainer.sessions.preview import look
from trainer.tui.app import TrainerApp
from trainer.tui.preview import PreviewScreen

ROOMS = [((80, 24), "ink"), ((120, 40), "paper")]
BROKEN = Path(__file__).parents[1] / "content" / "broken"
Check = Callable[[Play], None]


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """A deck of the course that may be changed."""
    return Path(shutil.copytree(COURSE, tmp_path / "course")) / "deck.yaml"


@asynccontextmanager
async def previewing(
    stage: Stage, deck: Path, *, size: tuple[int, int] = (80, 24), theme: str = "ink", at: int = 0
) -> AsyncIterator[Play]:
    app = TrainerApp(stage.desk, lambda: PreviewScreen(stage.desk, str(deck), look(str(deck)), at))
    app.theme = theme
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Play(app, pilot, stage)


async def until(play: Play, text: str) -> None:
    """Wait until a text is on the screen: the file is looked at now and again."""
    for _ in range(100):
        if text in play.text:
            return
        await play.pilot.pause(0.05)
    raise AssertionError(f"waited in vain for {text!r}; the screen:\n{play.text}")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize(("size", "theme"), ROOMS)
class TestPreview:
    async def test_a_question_is_answered_and_taken_back(
        self, stage: Stage, deck: Path, size: tuple[int, int], theme: str
    ) -> None:
        async with previewing(stage, deck, size=size, theme=theme) as play:
            before = play.lines
            assert "question 1 of" in before[0]
            assert "no problems" in before[0]
            await play.press("a")
            assert "the answer is" in play.text or "Right" in play.text
            assert "Again in" in play.text
            await play.press("u")
            assert play.lines == before
            assert stage.desk.log.rows() is not None
            assert list(stage.desk.log.rows()) == []

    async def test_every_question_has_its_turn(
        self, stage: Stage, deck: Path, size: tuple[int, int], theme: str
    ) -> None:
        async with previewing(stage, deck, size=size, theme=theme) as play:
            total = len(look(str(deck)).questions)
            seen = {play.lines[0].split(" · ")[1].split()[0]}
            for _ in range(total - 1):
                await play.press("n")
                seen.add(play.lines[0].split(" · ")[1].split()[0])
            assert len(seen) == total
            await play.press("n", "right")
            assert f"question {total} of {total}" in play.lines[0]
            await play.press("left")
            assert f"question {total - 1} of {total}" in play.lines[0]

    async def test_what_is_wrong_stands_beside_the_question(
        self, stage: Stage, deck: Path, size: tuple[int, int], theme: str
    ) -> None:
        async with previewing(stage, deck, size=size, theme=theme) as play:
            edit(deck, "level: ", "level: very-")
            await until(play, "1 error")
            assert "wrong-value" in play.text
            assert "question 1 of" in play.text
            await play.press("w")
            assert "trainer bank explain RULE" in play.text
            await play.press("q")
            assert "trainer bank explain RULE" not in play.text
            edit(deck, "level: very-", "level: ")
            await until(play, "no problems")
            assert "wrong-value" not in play.text

    async def test_an_answer_stays_while_its_explanation_is_written(
        self, stage: Stage, deck: Path, size: tuple[int, int], theme: str
    ) -> None:
        async with previewing(stage, deck, size=size, theme=theme) as play:
            await play.press("a")
            edit(deck, "why: ", "why: Told anew by its author. ")
            await until(play, "Told anew by its author.")
            assert "Again in" in play.text

    async def test_broken_syntax_and_back(
        self, stage: Stage, deck: Path, size: tuple[int, int], theme: str
    ) -> None:
        whole = deck.read_text()
        async with previewing(stage, deck, size=size, theme=theme) as play:
            deck.write_text("format: 1\ndeck: [\n")
            await until(play, "Not to be shown as it is")
            assert "no questions" in play.lines[0]
            await play.press("a", "space", "n", "u", "r", "z", "p")
            deck.unlink()
            await until(play, "cannot be read")
            deck.write_text(whole)
            await until(play, "no problems")
            assert "question 1 of" in play.lines[0]


async def test_the_question_is_found_again_when_others_come_before_it(stage: Stage, deck: Path) -> None:
    async with previewing(stage, deck, at=1) as play:
        name = play.lines[0].split(" · ")[1].split()[0]
        head, mark, questions = deck.read_text().partition("questions:\n")
        copy = (BROKEN / "L11-clang.yaml").read_text().partition("questions:\n")[2]
        deck.write_text(head + mark + copy + questions)
        await until(play, "question 3 of")
        assert name in play.lines[0]


async def test_a_card_shows_its_back_and_several_answers_are_submitted(stage: Stage, deck: Path) -> None:
    kinds = [question.kind for question in look(str(deck)).questions]
    async with previewing(stage, deck, at=kinds.index("recall")) as play:
        assert "space show the answer" in play.bar
        await play.press("space")
        assert "space show" not in play.bar
    async with previewing(stage, deck, at=kinds.index("multiple")) as play:
        await play.press("enter")
        assert "Choose two" in play.text
        await play.press("a", "b", "c")
        assert "Two are chosen already" in play.text
        await play.press("enter")
        assert "Again in" in play.text


async def test_a_question_without_a_right_option_can_be_seen_all_the_same(stage: Stage, deck: Path) -> None:
    edit(deck, "correct: true", "correct: false")
    async with previewing(stage, deck) as play:
        assert "1 error" in play.lines[0] or "errors" in play.lines[0]
        await play.press("a")
        assert "Wrong" in play.text


@pytest.mark.parametrize(("size", "theme"), [*ROOMS, ((80, 24), "paper"), ((80, 24), "contrast")])
@pytest.mark.parametrize("keys", ["", "b", "w"])
async def test_what_it_looks_like(
    stage: Stage,
    matches_picture: Check,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    theme: str,
    keys: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    deck = Path(shutil.copy(BROKEN / "many-at-once.yaml", "ferry.yaml"))
    async with previewing(stage, deck, size=size, theme=theme) as play:
        await play.press(*keys.split())
        matches_picture(play)


class TestInATerminal:
    def test_it_follows_the_file_and_leaves_no_answer(self, deck: Path, tmp_path: Path) -> None:
        with Terminal("bank", "preview", str(deck), data=tmp_path) as terminal:
            terminal.wait_for("question 1 of")
            terminal.type("A")
            terminal.wait_for("Again in")
            edit(deck, "why: ", "why: Told anew by its author. ")
            terminal.wait_for("Told anew by its author.")
            terminal.type("q")
            assert terminal.ends() == 0
        assert not list((tmp_path / "data").glob("*.db*")), "no answer log was made"

    def test_it_begins_with_the_question_named(self, deck: Path, tmp_path: Path) -> None:
        last = look(str(deck)).questions[-1].id
        with Terminal("bank", "preview", str(deck), last, data=tmp_path) as terminal:
            terminal.wait_for(f"· {last[:20]}")
            terminal.type("q")
            assert terminal.ends() == 0

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (("absent.yaml",), "there is no file absent.yaml"),
            (("deck", "nothing"), "has no question 'nothing'"),
        ],
    )
    def test_what_is_not_there_is_wrong_usage(
        self, deck: Path, tmp_path: Path, arguments: tuple[str, ...], says: str
    ) -> None:
        given = [str(deck) if each == "deck" else each for each in arguments]
        with Terminal("bank", "preview", *given, data=tmp_path, size=(160, 24)) as terminal:
            terminal.wait_for(says)
            assert terminal.ends() == 2


class TestNumbers:
    """A question whose numbers are drawn."""

    async def test_o_shows_other_numbers(self, stage: Stage, deck: Path) -> None:
        edit(
            deck, "    stem: |\n", "    draw:\n      hours: [2, 3, 4]\n    stem: |\n      In {hours} hours. "
        )
        async with previewing(stage, deck) as play:
            seen = set()
            for _ in range(3):
                seen.add(
                    next(line.split("In ")[1].split(" hours.")[0] for line in play.lines if "In " in line)
                )
                await play.press("b", "o")
                assert "why" not in play.text
            assert seen == {"2", "3", "4"}
            assert "other numbers" in play.text

    async def test_a_question_without_has_no_such_key(self, stage: Stage, deck: Path) -> None:
        async with previewing(stage, deck) as play:
            assert "other numbers" not in play.text

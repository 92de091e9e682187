"""What fits where: scrolling, small terminals, resizing."""

import pytest

from tests.tui.stage import Play, Stage

LIKE_MARKUP = [
    "[bold red]developer[/]",
    '"arn:aws:s3:::[/x]"}`',
    "$pen and %s",
    "[@click=app.quit]this text[/]",
    "[reverse]It[/reverse]",
    "[link=https://example.com]It[/link]",
]


def texts(play: Play) -> str:
    """Return what is shown as one line of words."""
    return " ".join(play.text.split())


async def test_blank_rows_go_before_anything_scrolls(stage: Stage) -> None:
    async with stage.run(tag="long", size=(80, 24)) as play:
        assert "more line" not in play.text
    async with stage.run(tag="long", size=(80, 19)) as play:
        assert "more line" not in play.text
        blank = [line for line in play.lines[2:-1] if not line.strip()]
        assert blank == []
    async with stage.run(tag="long", size=(80, 18)) as play:
        assert "▼" in play.text


async def test_space_scrolls_before_it_goes_on_and_letters_answer_out_of_view(stage: Stage) -> None:
    async with stage.run(tag="long", size=(80, 16)) as play:
        assert "▼" in play.text
        assert "PgDn" in play.text
        assert "E  " not in play.text
        await play.press("space", "space")
        assert "▼" not in play.text
        await play.press("pageup", "pageup")
        assert "A media company" in play.text
        await play.press("e", "d", "enter")
        assert stage.desk.log.count_answers() == 1
        while "▼" in play.text:
            assert "session done" not in play.lines[0]
            await play.press("space")
        await play.press("space")
        assert "session done" in play.lines[0]


async def test_the_lines_below_are_counted_right(stage: Stage) -> None:
    async with stage.run(tag="long", size=(80, 16)) as play:
        count = int(play.text.split("▼")[1].split()[0])
        for left in range(count, 0, -1):
            assert f"▼ {left} more line" in play.text
            await play.press("down")
        assert "▼" not in play.text


async def test_under_80x24_the_header_keeps_its_left_half_and_the_measure_goes(stage: Stage) -> None:
    async with stage.run(tag="short", size=(70, 20)) as play:
        assert play.lines[0].strip() == "short  question 1 of 1 · about 2 min left"
        assert "─" not in play.lines[1]


@pytest.mark.parametrize("size", [(50, 10), (59, 24), (80, 15), (30, 8)])
async def test_a_tiny_terminal_is_told_and_goes_on_working(stage: Stage, size: tuple[int, int]) -> None:
    async with stage.run(tag="short", size=size) as play:
        assert "! small" in play.lines[1]
        await play.press("a")
        assert stage.desk.log.count_answers() == 1
        assert "Wrong" in play.text or "Right" in play.text


async def test_at_60x16_it_is_not_called_small(stage: Stage) -> None:
    async with stage.run(tag="short", size=(60, 16)) as play:
        assert "! small" not in play.text


async def test_resizing_lays_out_anew_and_loses_nothing(stage: Stage) -> None:
    async with stage.run(tag="short", size=(80, 24)) as play:
        await play.press("D")
        small = play.lines
        await play.pilot.resize_terminal(120, 40)
        await play.pilot.pause()
        assert "Evidence" in play.text
        assert "A company keeps" in play.text
        await play.pilot.resize_terminal(80, 24)
        await play.pilot.pause()
        assert play.lines == small


async def test_no_line_of_text_is_wider_than_88(stage: Stage) -> None:
    async with stage.run(tag="long", size=(200, 50)) as play:
        await play.press("a", "b", "enter")
        rail = next(line.index("│") for line in play.lines if "│" in line)
        assert max(len(line[:rail].rstrip()) for line in play.lines[2:-1]) <= 2 + 88


async def test_text_of_a_bank_is_shown_and_not_obeyed(stage: Stage) -> None:
    async with stage.run(tag="odd", size=(100, 40)) as play:
        shown = texts(play)
        assert [text for text in LIKE_MARKUP if text not in shown] == []
        await play.press("b")
        assert "[b]data[/b]" in texts(play)
        assert "[@click=app.bell]" in texts(play)


async def test_control_and_bidi_characters_in_the_index_are_made_visible(stage: Stage) -> None:
    hostile = "\x1b[31mred\x1b]0;title\x07 \u202eevil\u2066 \x9b2J \x00 \x7f"
    bank = stage.desk.bank
    question = bank.question("invoices-for-a-day").as_json()
    question["options"][0]["text"] = hostile + " first"
    question["stem"] = hostile + "\nWhich?"
    connection = bank._open_connection()
    import json

    data = json.dumps({**json.loads(one(connection, "select data from questions where id = ?")), **question})
    connection.execute("begin")
    connection.execute("update questions set data = ? where id = ?", (data, "invoices-for-a-day"))
    try:
        async with stage.run(tag="short") as play:
            for keys in ((), ("a",), ("z",)):
                await play.press(*keys)
                raw = play.text + "".join(play.app.export_screenshot())
                assert {c for c in raw if c in "\x1b\x07\u202e\u2066\x9b\x00\x7f"} == set()
                assert "\\x1b[31mred\\x1b]0;title\\x07 \\u202eevil\\u2066" in texts(play)
    finally:
        connection.rollback()


def one(connection: object, sql: str) -> str:
    """Return the one value of a query for the short question."""
    return str(connection.execute(sql, ("invoices-for-a-day",)).fetchone()[0])  # type: ignore[attr-defined]

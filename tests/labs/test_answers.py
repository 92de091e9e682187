"""Answers: what counts as the same, where another one begins to differ, and how much of it is shown."""

import pytest

from trainer.labs.answers import difference, fits, short

RIGHT = "GET\n/b/k\na=1&b=2\nhost:h\n\nhost\nUNSIGNED-PAYLOAD"


@pytest.mark.parametrize(
    "given", [RIGHT, f"{RIGHT}\n", f"\n {RIGHT} \n\n", RIGHT.replace("\n", "\r\n")], ids=range(4)
)
def test_white_space_at_the_ends_does_not_count(given: str) -> None:
    assert fits(given, ["something else", RIGHT])


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (RIGHT.replace("GET", "PUT"), "line 1 of 7 differs from character 1 on: 'PUT'"),
        (RIGHT.replace("a=1&b=2", "b=2&a=1"), "line 3 of 7 differs from character 1 on: 'b=2&a=1'"),
        (RIGHT.replace("host:h", "host: h"), "line 4 of 7 differs from character 6 on: ' h'"),
        (RIGHT.replace("host:h\n\n", "host:h\n"), "line 5 of 7 has to be empty"),
        (RIGHT.replace("\nhost\n", "\n\n"), "line 6 of 7 is empty"),
        (RIGHT.replace("UNSIGNED-PAYLOAD", "UNSIGNED"), "line 7 of 7 ends too early, after 'UNSIGNED'"),
        (RIGHT.replace("/b/k", "/b/k?"), "line 2 of 7 goes on too long, after '/b/k'"),
        (RIGHT.removesuffix("\nUNSIGNED-PAYLOAD"), "line 7 of 7 is missing"),
        (f"{RIGHT}\nmore", "line 8 is one too many"),
        ("GET", "line 2 of 7 is missing"),
    ],
)
def test_the_first_line_that_differs_is_named_and_the_right_one_is_not(given: str, says: str) -> None:
    assert not fits(given, [RIGHT])
    assert difference(given, RIGHT, "$SPECIMEN") == says


def test_of_an_answer_of_one_line_nothing_is_given_away() -> None:
    assert difference("AKIA1\nAKIA2", "AKIA2", "$SPECIMEN") == "$SPECIMEN says otherwise"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("AKIA6ZSGD6I7NO7CH3A5", "AKIA6ZSGD6I7NO7CH3A5"),
        (RIGHT, "7 lines"),
        ("f" * 64, f"{'f' * 24}… (64 characters)"),
    ],
)
def test_little_of_a_long_answer_is_shown(given: str, shown: str) -> None:
    assert short(given) == shown

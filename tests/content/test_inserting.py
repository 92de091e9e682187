"""A question is added at the end of a deck, and every other byte stays."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.content.deck import check_deck
from trainer.content.inserting import insert_question
from trainer.content.settings import Settings
from trainer.content.template import NewQuestion, deck_lines, question_lines
from trainer.errors import ContentError
from trainer.paths import shipped_bank
from trainer.study.question import Kind
from trainer.yaml import read

TINY = Path(__file__).parent / "tiny_bank"
QUESTION = ["- id: new", "  stem: |", "    One line,", "", "    and another.", "  # proof:"]


def inserted(source: bytes) -> tuple[list[bytes], list[bytes], int]:
    """Return the lines of a deck before and after, and the line of the new question from 0."""
    made = insert_question(source, QUESTION, "deck.yaml")
    return source.splitlines(), made.source.splitlines(), made.line - 1


@pytest.mark.parametrize("deck", [*sorted(shipped_bank().glob("s3-*.yaml")), TINY / "access.yaml"])
@pytest.mark.parametrize(
    "form", ["as it is", "windows", "byte order mark", "no last line end", "blank lines"]
)
def test_every_other_byte_stays(deck: Path, form: str) -> None:
    source = deck.read_bytes()
    if form == "windows":
        source = source.replace(b"\n", b"\r\n")
    elif form == "byte order mark":
        source = b"\xef\xbb\xbf" + source
    elif form == "no last line end":
        source = source.rstrip(b"\n")
    elif form == "blank lines":
        source += b"\n\n"
    before, after, line = inserted(source)
    assert after[line].strip() == b"- id: new"
    gap = not after[line - 1].strip()
    assert after[: line - gap] + after[line + len(QUESTION) :] == before
    made = insert_question(source, QUESTION, "deck.yaml").source
    assert (made.count(b"\r\n") == made.count(b"\n")) == (form == "windows")
    assert read(made).data["questions"][:-1] == read(source).data["questions"]


@pytest.mark.parametrize(
    ("source", "at"),
    [
        ("deck: a\nquestions: []\n", 2),
        ("deck: a\nquestions: [ ]   # none yet\ntitle: x\n", 2),
        ("deck: a\nquestions:\n", 2),
        ("questions:", 1),
        ("questions:   # none yet\ntitle: x\n", 1),
        ("questions:\n- id: a\n  back: |\n    x\n\n    # a line of the text\n# a comment\ntitle: x\n", 7),
        ("questions:\n  - id: a\n  - id: b\n    # belongs to b\n# does not\n", 4),
        ("questions:\n  -\n    id: a\n    tags: [b,\n c]\ntitle: x\n", 6),
        ('questions:\n  - id: a\n    back: "goes\non"\ntitle: x\n', 5),
        ("questions:\n  - id: a\n    back: |+\n      keeps its end\n\n\ntitle: x\n", 6),
        ("questions:\n  - id: a\n...\n", 3),
        ("x: {questions: [1]}\nquestions:\n    - id: a\n", 4),
    ],
)
def test_where_it_goes(source: str, at: int) -> None:
    _, after, line = inserted(source.encode())
    assert line == at
    assert after[line].strip() == b"- id: new"
    if "\ntitle" in source:
        assert after[-1] == b"title: x"
    for comment in (b"# none yet", b"# a comment", b"# does not"):
        assert (comment in source.encode()) == any(each.endswith(comment) for each in after)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("{deck: a, questions: []}", "in brackets or missing"),
        ("deck: a\nquestions: [{id: a}]\n", "in brackets or missing"),
        ("deck: a\n", "in brackets or missing"),
        ("- a\n", "in brackets or missing"),
        ("", "in brackets or missing"),
        ("deck: a\nquestions: text\n", "in brackets or missing"),
        ("deck: a\nquestions:\n  - id: [a\n", "deck.yaml:3:9: a bracket is not closed; mend that first"),
        ("deck: a\nquestions:\n  - id: yes\n", "deck.yaml:3:9: some YAML readers take yes"),
    ],
)
def test_where_there_is_no_place_it_says_so(source: str, says: str) -> None:
    with pytest.raises(ContentError, match=says.replace("[", r"\[")):
        insert_question(source.encode(), QUESTION, "deck.yaml")


ENTRY = st.sampled_from(
    [
        "- id: a\n",
        "- id: b\n  back: |\n    text\n\n    more\n",
        "- id: c\n  tags: [x,\n    y]\n",
        "- plain\n",
        "-   id: wide\n    back: >-\n      folded\n      text\n",
        "- - nested\n  - list\n",
        "- id: d\n  # its comment\n",
        "- {id: e}\n",
        "- id: f\n  back: 'quoted\n    text'\n",
        "- id: g\n  proof:\n  - as: ann\n  - clock: {advance: 1}\n",
    ]
)
GAPS = st.sampled_from(["", "\n", "\n\n", "# between\n", "      # deep\n", "\n  # between\n"])
AFTER = st.sampled_from(["", "title: x\n", "# the end\n", "x-own: |\n  text\n", "\n\n", "...\n"])


@given(st.lists(st.tuples(ENTRY, GAPS), min_size=1, max_size=4), st.integers(0, 4), AFTER, st.booleans())
def test_any_block_list_keeps_what_it_says(
    entries: list[tuple[str, str]], indent: int, after: str, windows: bool
) -> None:
    listed = "".join(" " * indent + line for entry, gap in entries for line in (entry + gap).splitlines(True))
    text = f"deck: a\nquestions:\n{listed}{after}"
    source = (text.replace("\n", "\r\n") if windows else text).encode()
    if read(source).mistakes:
        return
    before, lines, line = inserted(source)
    assert read("\n".join(each.decode() for each in lines)).data["questions"][-1]["id"] == "new"
    gap = not lines[line - 1].strip() and lines[: line - 1] == before[: line - 1]
    rest = lines[: line - gap] + lines[line + len(QUESTION) :]
    assert rest == before or lines[:line] + lines[line + len(QUESTION) :] == before


@pytest.mark.parametrize("kind", ["single", "multiple", "recall"])
def test_a_new_question_is_valid_but_for_what_is_to_be_replaced(kind: Kind, tiny_settings: Settings) -> None:
    new = NewQuestion(
        "notes-1", kind, "cost", "4.1", "Storage\n that costs", date(2026, 11, 25), ("T1", "T2")
    )
    head = "\n".join([*deck_lines("notes", 'Notes: "mine" \\ #1', "schema.json"), ""])
    made = insert_question(head.encode(), question_lines(new), "notes.yaml")
    deck = check_deck("notes.yaml", made.source, tiny_settings)
    assert [(problem.severity, problem.rule) for problem in deck.problems] == [("warning", "draft")]
    ((_, question),) = deck.questions
    assert (question.id, question.kind, question.line) == ("notes-1", kind, made.line)
    assert (question.domain, question.task, question.facts) == ("cost", "4.1", ("T1", "T2"))
    assert question.references[0].checked == "2026-11-25"
    assert deck.title == 'Notes: "mine" \\ #1'
    assert max(len(line) for line in made.source.decode().splitlines()) <= 120

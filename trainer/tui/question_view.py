"""A question as rows: before the answer, and the explanation after it. Pure: session data in, rows out."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple

from textual.content import Content

from trainer.sessions.study import Answered, Card
from trainer.study.question import Option
from trainer.tui.signs import Signs
from trainer.tui.text import Gap, Row, band, cut, hang, listed, reflow, shown, span, split_question, wrap

LETTERS = "ABCDEF"


class Shape(NamedTuple):
    """The room: what changes with it."""

    signs: Signs
    tall: bool = False
    """32 rows: the stem and the options whole, also after the answer; blank rows between options."""


def letters(positions: Iterable[int]) -> list[str]:
    """Return the letters of positions on the screen."""
    return [LETTERS[position] for position in sorted(positions)]


def options(card: Card) -> list[Option]:
    """Return the options in the order shown."""
    return [card.question.options[number] for number in card.order]


def right_positions(card: Card) -> list[int]:
    """Return where the right options stand on the screen."""
    return [position for position, option in enumerate(options(card)) if option.correct]


def stem_rows(card: Card, width: int, *, whole: bool = True) -> list[Row]:
    """Return the stem, and in bold the question; the front of a recall card stands in bold."""
    if card.question.kind == "recall":
        return _paragraphs(reflow(card.question.front), width, "bold")
    paragraphs, question = split_question(card.question.stem)
    rows = _paragraphs(paragraphs, width, "")
    if question:
        rows += [Gap(4), *wrap(shown(question, "bold" if whole else ""), width)]
    return rows


def question_rows(card: Card, width: int, shape: Shape, chosen: frozenset[int] = frozenset()) -> list[Row]:
    """Return the question with its options; `chosen` are the positions toggled so far, of several answers."""
    rows: list[Row] = [Gap(0), *stem_rows(card, width)]
    several = card.question.kind == "multiple"
    for position, option in enumerate(options(card)):
        if position == 0:
            rows.append(Gap(3))
        elif shape.tall:
            rows.append(Gap(2))
        rows += hang(
            _option_mark(position, several, position in chosen, shape.signs), shown(option.text), width
        )
    return rows


def back_rows(card: Card, width: int) -> list[Row]:
    """Return a recall card with its back; each line of the back is a point of its own."""
    rows: list[Row] = [Gap(0), *stem_rows(card, width), Gap(3)]
    for line in card.question.back.strip("\n").splitlines():
        rows += hang(Content("  "), shown(line), width) if line.strip() else [Gap(2)]
    return rows


def explanation_rows(
    card: Card, answered: Answered, beliefs: dict[str, str], width: int, shape: Shape
) -> list[Row]:
    """Return the verdict, the right option first, then the student's, then the rest, each with its why."""
    rows: list[Row] = []
    if shape.tall:
        rows += [Gap(0), *stem_rows(card, width), Gap(4)]
    rows.append(verdict_row(card, answered, width, shape.signs))
    for position in _explained_order(card, answered):
        rows += [Gap(2), *_option_rows(card, answered, position, beliefs, width, shape)]
    rows += [Gap(3), *interval_rows(answered, width)]
    if card.note:
        rows += hang(Content.styled("  note  ", "$muted"), shown(card.note), width)
    return [*rows, Gap(1)]


def verdict_row(card: Card, answered: Answered, width: int, signs: Signs) -> Content:
    """Return the one line that says right or wrong."""
    given, right = listed(letters(answered.chosen)), listed(letters(right_positions(card)))
    if answered.correct:
        sure = ", sure" if answered.sure else ""
        text = Content.assemble(
            (f"{signs.passed} Right", "bold $good"), "  ", (given, "bold"), f"{sure}, in {_seconds(answered)}"
        )
        return band("good", text, width, signs.cursor)
    said = "Sure and wrong" if answered.sure else "Wrong"
    text = Content.assemble(
        (f"{signs.failed} {said}", "bold $bad"),
        "  you said ",
        (given, "bold"),
        ", the answer is ",
        (right, "bold"),
    )
    return band("bad", text, width, signs.cursor)


def interval_rows(answered: Answered, width: int) -> list[Content]:
    """Return when it comes back, and what each grade of the student's own would make of that."""
    parts = [Content.styled(f"  Again in {span(answered.due_in, long=True)}", "bold"), Content("    ")]
    for number, time in answered.intervals.items():
        style = "bold" if number == answered.grade else "$muted"
        parts += [
            Content.styled(str(number), "bold $pen"),
            Content.styled(f" {span(time)}", style),
            Content("   "),
        ]
    line = Content.assemble(*parts)
    says = Content.styled("grade it yourself", "$muted")
    return [line + says] if line.cell_length + says.cell_length <= width else [line.rstrip()]


def _paragraphs(paragraphs: Sequence[str], width: int, style: str) -> list[Row]:
    rows: list[Row] = []
    for number, paragraph in enumerate(paragraphs):
        if number and not paragraph[:1].isspace() and not paragraph.startswith(("- ", "* ")):
            rows.append(Gap(2))
        rows += wrap(shown(paragraph, style), width)
    return rows


def _option_mark(position: int, several: bool, chosen: bool, signs: Signs) -> Content:
    letter = (LETTERS[position], "bold $pen")
    if several:
        return Content.assemble((signs.chosen if chosen else signs.unchosen, "$pen"), " ", letter, "  ")
    return Content.assemble(" ", letter, "  ")


def _explained_order(card: Card, answered: Answered) -> list[int]:
    right = right_positions(card)
    yours = [position for position in sorted(answered.chosen) if position not in right]
    rest = [
        position for position in range(len(card.order)) if position not in right and position not in yours
    ]
    return right + yours + rest


def _option_rows(
    card: Card, answered: Answered, position: int, beliefs: dict[str, str], width: int, shape: Shape
) -> list[Content]:
    option, signs = options(card)[position], shape.signs
    yours = position in answered.chosen
    sign = (
        (signs.passed, "bold $good") if option.correct else (signs.failed, "bold $bad" if yours else "$bad")
    )
    mark = Content.assemble("  ", sign, " ", (LETTERS[position], "bold"), "  ")
    tag = (
        Content.styled("  yours", "$good" if option.correct else "$bad")
        if yours and not answered.correct
        else None
    )
    rows = _option_text(mark, option, tag, width, shape)
    why = Content(" " * mark.cell_length)
    rows += [line for text in reflow(option.why) for line in hang(why, shown(text), width)]
    belief = beliefs.get(option.misconception or "")
    if yours and belief and not option.correct:
        sign_of_belief = Content.assemble(why, (f"{signs.belief} ", "$warn"))
        said = Content.assemble(("you may believe: ", "italic"), shown(belief, "$warn"))
        rows += hang(sign_of_belief, said, width)
    return rows


def _option_text(
    mark: Content, option: Option, tag: Content | None, width: int, shape: Shape
) -> list[Content]:
    style = "bold" if option.correct else "$muted"
    text = shown(" ".join(reflow(option.text)), style)
    if not shape.tall:
        room = width - mark.cell_length - (tag.cell_length if tag else 0)
        return [Content.assemble(mark, cut(text, room, shape.signs.cut), tag or "")]
    return hang(mark, Content.assemble(text, tag or ""), width)


def _seconds(answered: Answered) -> str:
    seconds = round(answered.seconds)
    return f"{seconds} s" if seconds < 120 else span(timedelta(seconds=seconds))

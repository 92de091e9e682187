"""What the Dissect screen says: parts, explanation, risks, trials. Pure: an anatomy in, lines out."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from textual.content import Content

from trainer.s3.changes import Change
from trainer.s3.life import State
from trainer.s3.masking import masked_value
from trainer.s3.parameters import PartKind
from trainer.s3.parts import Part
from trainer.s3.risk import Risk
from trainer.s3.what_if import WhatIf
from trainer.s3.wording import grouped
from trainer.tui.signs import Signs
from trainer.tui.text import TEXT_WIDTH, hang, shown
from trainer.tui.widgets.trail import clip, one_line, strip

COLOURS: Mapping[PartKind, str] = MappingProxyType(
    {"where": "$pen", "who": "$who", "when": "$warn", "seal": "$seal", "what": "$ink"}
)
KIND_WIDTH = 7
"""Cells of the word for a part's kind, the space before it too."""
CHANGE_WIDTH = 31
"""Cells that a change gets in the table of trials."""
ROOMY = 100
"""Columns from which that table has room for the code of S3's answer."""
LONGEST = 400
"""Characters of a value that are looked at for a row: no terminal shows more of it."""


class Trial(NamedTuple):
    """A change that was tried: also in words and with the number of its part, and what came of it."""

    change: Change
    words: str
    part: int | None
    result: WhatIf


def part_row(part: Part, signs: Signs, width: int, digits: int, *, current: bool, wide: bool) -> Content:
    """Draw a part in one row: its number, what stands there, its kind, and when wide a few words."""
    colour = COLOURS[part.kind]
    mark = (signs.cursor, "$pen") if current else " "
    number = Content.styled(f"{part.number:>{digits}}", f"bold {colour}")
    room = width - digits - 3 - KIND_WIDTH
    room = room - (36 if wide else 4)
    text = clip(
        Content.assemble((before(part), "$muted"), value(part, signs, colour, bold=current)), room, signs
    )
    row = Content.assemble(
        mark, number, "  ", text.pad_right(room - text.cell_length), " ", (part.kind, colour)
    )
    if not wide:
        return row
    brief = clip(shown(one_line(part.brief), "$muted"), 35, signs)
    return Content.assemble(row, " " * (KIND_WIDTH - 1 - len(part.kind)), brief)


def before(part: Part) -> str:
    """Return what stands before a part's value, on one line."""
    return one_line(part.before[:LONGEST])


def value(part: Part, signs: Signs, colour: str, *, bold: bool = False) -> Content:
    """Draw a part's value, secrets shortened; its sign for what is cut off is the terminal's."""
    text = one_line(masked_value(part.name, part.value)[:LONGEST])
    return Content.styled(text.replace("…", signs.cut), f"bold {colour}" if bold else colour)


def explanation(part: Part, width: int) -> list[Content]:
    """Draw what a part means: its number and kind, its title, and the sentences under it."""
    head = f"{part.number} {part.kind:<6}"
    lines = [Content.assemble((head, f"bold {COLOURS[part.kind]}"), (one_line(part.title), "bold"))]
    return lines + hang(Content(" " * len(head)), shown(one_line(part.says)), min(width, TEXT_WIDTH))


def state_fact(state: State, signs: Signs) -> Content:
    """Draw how a URL stands, for the header."""
    sign, colour = {
        "open": (signs.passed, "$good"),
        "over": (signs.failed, "$bad"),
        "early": (signs.caution, "$warn"),
        "refused": (signs.failed, "$bad"),
        "unsigned": (signs.none, "$muted"),
    }[state.outcome]
    return Content.assemble((f"{sign} ", colour), (state.says, "$muted"))


def risk_rows(risks: Sequence[Risk], parts: Sequence[Part], signs: Signs, width: int) -> list[Content]:
    """Draw the risks under their title, each with the numbers of the parts that it is about."""
    numbers = {part.name: part.number for part in reversed(parts)}
    lines = [Content.styled("What may go wrong", "bold")]
    for risk in risks:
        about = " ".join(str(numbers[name]) for name in risk.about if name in numbers)
        tail = Content.styled(f"  {about}", "$muted") if about else Content("")
        lines += hang(_risk_mark(risk, signs), shown(one_line(risk.says)) + tail, min(width, TEXT_WIDTH + 8))
    return lines


def _risk_mark(risk: Risk, signs: Signs) -> Content:
    marks = {
        "refused": (signs.failed, "bold $bad"),
        "caution": (signs.caution, "$warn"),
        "fine": (signs.passed, "$good"),
    }
    sign, style = marks[risk.severity]
    return Content.assemble("  ", (f"{sign} ", style))


def trial_rows(trials: Sequence[Trial], signs: Signs, width: int) -> list[Content]:
    """Draw what came of changes, one a row: the change, its trail, and S3's answer."""
    title = Content.assemble(("What if", "bold"), ("  e changes a part, the check runs here", "$muted"))
    lines = [title]
    for trial in trials:
        number = str(trial.part) if trial.part else ""
        change = clip(shown(one_line(trial.words), "$pen"), CHANGE_WIDTH, signs)
        drawn = strip([entry.as_json() for entry in trial.result.trail], signs)
        row = Content.assemble(
            (f"{number:>4}  ", "$pen"),
            change.pad_right(CHANGE_WIDTH - change.cell_length),
            "  ",
            drawn.pad_right(max(30 - drawn.cell_length, 0)),
            "  ",
            (answer(trial.result, code=width >= ROOMY), "$muted"),
        )
        lines.append(clip(row, width, signs))
    return lines


def answer(result: WhatIf, *, code: bool) -> str:
    """Return what S3 answers to a change, in a few words or in one."""
    refusal = result.refusal
    if refusal is None:
        return "good, as far as can be seen here" if code else "good"
    if refusal.not_modelled:
        return "not modelled here" if code else "?"
    return f"{refusal.status} {refusal.code}" if code else str(refusal.status)


def more_parts(count: int) -> str:
    """Say how many parts are out of view."""
    return f"{grouped(count)} more parts" if count > 1 else "1 more part"

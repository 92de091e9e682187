"""A step of a lab: its task, the prediction, the checks with what was observed, hints and solution."""

from collections.abc import Sequence

from textual.content import Content

from trainer.labs.checks import NOTHING
from trainer.sessions.lab_views import CheckView, GivenUrl, PredictionView, StepView
from trainer.study.visible import visible
from trainer.tui import markdown
from trainer.tui.signs import Signs
from trainer.tui.text import hang, shown, wrap

LETTERS = "abcdef"
"""Keys of a prediction's options."""

WHY_ROWS = 3
"""Rows that the reason why a check has not passed may take."""


def step_rows(
    step: StepView,
    signs: Signs,
    width: int,
    *,
    note: str = "",
    solution: str = "",
    given: Sequence[GivenUrl] = (),
    whole: bool = False,
) -> list[Content]:
    """Draw all of a step; `note` stands first, such as where the student was taken up again.

    Of the given URLs those are shown that the task names, in full if `whole`.
    """
    groups = [
        hang(Content.styled(f"{signs.caution} ", "$warn"), shown(note, "$warn"), width) if note else [],
        _title(step, signs, width),
        markdown.rows(step.task, width),
        given_rows([url for url in given if f"${url.name}" in step.task], width, whole=whole),
        _prediction_asked(step.prediction, width) if step.prediction and step.awaits_prediction else [],
        checks_rows(step.checks, signs, width),
        _prediction_made(step.prediction, signs, width) if step.prediction else [],
        _hints(step.hints, width),
        _solution(solution, width),
    ]
    return joined(groups)


def joined(groups: Sequence[Sequence[Content]]) -> list[Content]:
    """Put a blank row between groups that have any rows."""
    lines: list[Content] = []
    for group in groups:
        lines += [Content(""), *group] if lines and group else group
    return lines


def given_rows(given: Sequence[GivenUrl], width: int, *, whole: bool) -> list[Content]:
    """Draw the variables that hold the lab's own URLs: `$SPECIMEN  GET coffee.jpg`."""
    rows: list[Content] = []
    for url in given:
        name = Content.styled(f"${url.name}  ", "$pen")
        rows += hang(name, shown(f"{url.method} {url.object}", "$ink"), width)
        rows += hang(Content("  "), shown(url.url, "$muted"), width) if whole else []
    return rows


def checks_rows(checks: Sequence[CheckView], signs: Signs, width: int) -> list[Content]:
    """Draw the checks: passed ones with what was seen, the first open one with what is missing."""
    if not checks:
        return []
    passed = sum(check.passed for check in checks)
    lines = [Content.assemble(("Checks", "bold"), (f"  {passed} of {len(checks)}", "$muted"))]
    current = next((check for check in checks if not check.passed), None)
    for check in checks:
        lines += _check(check, signs, width, current=check is current)
    return lines


def _check(check: CheckView, signs: Signs, width: int, *, current: bool) -> list[Content]:
    indent = Content("  ")
    if check.passed:
        # An answer is known to whoever gave it, and a step may ask for five.
        seen = (
            hang(indent, shown(check.observed, "$muted"), width) if check.observed and not check.asks else []
        )
        return [*hang(Content.styled(f"{signs.passed} ", "$good"), shown(check.says), width), *seen]
    if not current:
        return hang(Content.styled(f"{signs.none} ", "$muted"), shown(check.says, "$muted"), width)
    lines = hang(Content.styled(f"{signs.here} ", "$pen"), shown(check.says, "bold"), width)
    if not check.asks:
        lines += _labelled("expected", check.expected, width)
    if not check.asks or check.observed != NOTHING:
        lines += _labelled("observed" if not check.asks else "answered", check.observed, width)
    if check.why:
        lines += _short(hang(indent, shown(check.why, "$warn"), width), signs)
    if check.asks:
        lines += hang(indent, Content.assemble(("e", "bold $pen"), " ", (visible(check.asks), "$ink")), width)
        typed = Content.assemble(("or type ", "$muted"), (f"answer {visible(check.id)} TEXT", "$pen"))
        lines += hang(indent, typed, width)
    return lines


def _short(lines: list[Content], signs: Signs) -> list[Content]:
    """Cut what a request lacks to three rows: one that is far off lacks everything."""
    return (
        lines if len(lines) <= WHY_ROWS else [*lines[: WHY_ROWS - 1], lines[WHY_ROWS - 1] + f" {signs.cut}"]
    )


def _labelled(label: str, text: str, width: int) -> list[Content]:
    return hang(Content.styled(f"  {label} ", "$muted"), shown(text, "$ink"), width)


def _title(step: StepView, signs: Signs, width: int) -> list[Content]:
    if not step.passed:
        return wrap(shown(step.title, "bold"), width)
    title = hang(Content.styled(f"{signs.passed} ", "$good"), shown(step.title, "bold"), width)
    on = [("n", "bold $pen"), (" goes on, or ", "$ink"), ("F8", "bold $pen")]
    return [*title, *hang(Content("  "), Content.assemble(("Passed. ", "bold $good"), *on), width)]


def _prediction_asked(prediction: PredictionView, width: int) -> list[Content]:
    lines = [Content.styled("Predict first", "bold $warn"), *hang(Content(""), shown(prediction.ask), width)]
    for letter, option in zip(LETTERS, prediction.options, strict=False):
        lines += hang(Content.assemble((f" {letter}", "bold $pen"), "  "), shown(option), width)
    return lines


def _prediction_made(prediction: PredictionView, signs: Signs, width: int) -> list[Content]:
    if prediction.chosen is None:
        return []
    chosen = prediction.options[prediction.chosen]
    lines = [Content.styled("You predicted", "bold")]
    if prediction.right is None:
        return lines + hang(Content.styled(f"{signs.belief} ", "$pen"), shown(chosen), width)
    right = prediction.right == prediction.chosen
    mark = (
        Content.styled(f"{signs.passed} ", "$good") if right else Content.styled(f"{signs.failed} ", "$bad")
    )
    lines += hang(mark, shown(chosen), width)
    if not right:
        came = shown(prediction.options[prediction.right])
        lines += hang(Content.styled(f"{signs.passed} ", "$good"), Content.assemble("it was: ", came), width)
    return lines


def _hints(hints: Sequence[str], width: int) -> list[Content]:
    lines: list[Content] = []
    for number, hint in enumerate(hints, 1):
        lines += [Content.styled(f"Hint {number}", "bold"), *markdown.rows(hint, width)]
    return lines


def _solution(solution: str, width: int) -> list[Content]:
    if not solution:
        return []
    lines = [Content.styled("Solution", "bold")]
    for line in solution.splitlines():
        lines += hang(Content("  "), shown(line, "$pen"), width)
    return lines

"""What is wrong with a question as rows beside it. Pure: problems in, rows out."""

from collections.abc import Sequence

from textual.content import Content

from trainer.content.problem import Problem
from trainer.tui.signs import Signs
from trainer.tui.text import Gap, Row, hang, shown


def problem_rows(problems: Sequence[Problem], width: int, signs: Signs) -> list[Content]:
    """Return each problem with its place, its rule, and what to do."""
    rows: list[Content] = []
    for problem in problems:
        sign, style = (signs.failed, "$bad") if problem.is_error else (signs.caution, "$warn")
        place = Content.assemble(
            (f"{sign} ", f"bold {style}"), (f"{problem.line}:{problem.column} ", "$muted")
        )
        said = Content.assemble((problem.rule, f"bold {style}"), " ", shown(problem.message), "; ",
                                shown(problem.hint, "$muted"))  # fmt: skip
        rows += hang(Content.assemble((f"{sign} ", f"bold {style}")), place[2:] + said, width)
    return rows


def fitting(rows: Sequence[Content], height: int, signs: Signs) -> list[Content]:
    """Return as many rows as there is room for, the last saying that there are more."""
    if len(rows) <= height:
        return list(rows)
    more = Content.assemble((f"{signs.more} more: ", "$muted"), ("w", "bold $pen"), (" shows all", "$muted"))
    return [*rows[: max(height - 1, 0)], more]


def counted(problems: Sequence[Problem], signs: Signs) -> Content:
    """Return how many problems there are, errors apart from warnings."""
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    if not problems:
        return Content.styled(f"{signs.passed} no problems", "$good")
    parts = []
    if errors:
        parts.append(Content.styled(f"{signs.failed} {_number(errors, 'error')}", "bold $bad"))
    if warnings:
        parts.append(Content.styled(f"{signs.caution} {_number(warnings, 'warning')}", "bold $warn"))
    return Content("  ").join(parts)


def all_rows(problems: Sequence[Problem], file: str, width: int, signs: Signs) -> list[Row]:
    """Return every problem of a deck under its file."""
    rows: list[Row] = [Gap(0), Content.styled("Problems", "bold"), Gap(2)]
    rows += problem_rows(problems, width, signs) or [Content.styled("none", "$muted")]
    says = Content.assemble(("trainer bank explain RULE", "$ink"), (" says why there is a rule.", "$muted"))
    return [*rows, Gap(3), *hang(Content(""), says, width), *hang(Content(""), shown(file, "$muted"), width)]


def nothing_rows(problems: Sequence[Problem], width: int, signs: Signs) -> list[Row]:
    """Return what is shown in place of a question that cannot be shown yet."""
    says = "Not to be shown as it is" if problems else "No question yet"
    rows: list[Row] = [Gap(0), Content.styled(says, "bold"), Gap(2)]
    if problems:
        return [*rows, *problem_rows(problems, width, signs)]
    return [*rows, Content.styled("Save one, and it stands here.", "$muted")]


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"

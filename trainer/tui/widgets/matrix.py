"""The matrix of a lab, drawn: whole on a screen and in a debrief, small beside a step."""

import re
from collections.abc import Sequence

from textual.content import Content

from trainer.sessions.lab_matrix import MatrixView
from trainer.tui.signs import Signs
from trainer.tui.text import hang, shown

_SMALL, _SMALL_MOST = 4, 6
"""Cells that a column takes beside a step: a status and a space, or a little more air."""

_MOST = 12
"""Cells that a column takes where there is room."""

_STEP = len("step 1")

MEANING = (
    "A cell is the latest answer to such a link that you fetched in that step while that measure, and "
    "nothing else, was in force. Where none stands, you fetched none then."
)


def small_rows(matrix: MatrixView, signs: Signs, width: int, step: int) -> list[Content]:
    """Draw the statuses under the numbers of their steps; nothing where they do not fit."""
    names = _width_of_names(matrix)
    column = min((width - names) // max(len(matrix.columns), 1), _SMALL_MOST)
    if column < _SMALL:
        return []
    styles = ["bold $pen" if view.step == step else "$muted" for view in matrix.columns]
    numbers = [
        Content.styled(str(view.step), style) for view, style in zip(matrix.columns, styles, strict=True)
    ]
    rows = [_to_the_right(Content.styled("step", "$muted"), numbers, names, column)]
    for name, cells in zip(matrix.rows, matrix.cells, strict=True):
        statuses = [_answer(_status(cell), signs) for cell in cells]
        rows.append(_to_the_right(shown(name), statuses, names, column))
    return rows


def pane_rows(matrix: MatrixView, signs: Signs, width: int, step: int) -> list[Content]:
    """Draw the table as it stands beside a step, and the keys that open it."""
    keys = Content.assemble(("m", "bold $pen"), ", or ", ("F12", "bold $pen"), ", opens it with its codes")
    return [
        *hang(Content(""), shown(matrix.title, "bold"), width),
        *small_rows(matrix, signs, width, step),
        *hang(Content(""), keys, width),
    ]


def in_force_fact(matrix: MatrixView | None) -> Content:
    """Say for a header which measures are in force now; empty where none is."""
    if matrix is None or not matrix.in_force:
        return Content("")
    return shown(f"in force: {', '.join(matrix.in_force)}", "$warn")


def whole_rows(matrix: MatrixView, signs: Signs, width: int) -> list[Content]:
    """Draw every cell with its code in short, and below what the short codes stand for.

    Where codes do not fit, the statuses stand alone.
    """
    names = _width_of_names(matrix) + 2
    column = max(min((width - names) // max(len(matrix.columns), 1), _MOST), _SMALL)
    codes = max((len(_short(cell)) for row in matrix.cells for cell in row), default=0) < column
    heads = [shown(view.name, "bold").truncate(column - 1) for view in matrix.columns]
    steps = [f"step {view.step}" if column > _STEP else str(view.step) for view in matrix.columns]
    rows = [
        _to_the_left(Content(""), heads, names, column),
        _to_the_left(Content(""), [Content.styled(step, "$muted") for step in steps], names, column),
    ]
    for name, cells in zip(matrix.rows, matrix.cells, strict=True):
        answers = [_answer(_short(cell) if codes else _status(cell), signs) for cell in cells]
        rows.append(_to_the_left(shown(name), answers, names, column))
    legend = _legend(matrix, width) if codes else []
    return [*rows, Content(""), *legend] if legend else rows


def _status(cell: str) -> str:
    return cell.partition(" ")[0]


def _short(cell: str) -> str:
    """Return an answer with its code as initials: `403 AD` for `403 AccessDenied`."""
    status, _, code = cell.partition(" ")
    return f"{status} {_initials(code)}".rstrip()


def _initials(code: str) -> str:
    return "".join(re.findall(r"[A-Z0-9]", code)) or code[:4]


def _legend(matrix: MatrixView, width: int) -> list[Content]:
    codes = sorted({code for row in matrix.cells for cell in row if (code := cell.partition(" ")[2])})
    pairs = [Content.assemble((_initials(code), "$ink"), " ", shown(code, "$muted")) for code in codes]
    return hang(Content(""), Content("   ").join(pairs), width) if pairs else []


def _answer(cell: str, signs: Signs) -> Content:
    if not cell:
        return Content.styled(signs.none, "$muted")
    return shown(cell, "$good" if cell.startswith(("2", "3")) else "$bad")


def _width_of_names(matrix: MatrixView) -> int:
    return max((shown(name).cell_length for name in matrix.rows), default=0)


def _to_the_left(name: Content, cells: Sequence[Content], names: int, column: int) -> Content:
    padded = [part.pad_right(max(column - part.cell_length, 0)) for part in cells]
    return Content("").join([name.pad_right(max(names - name.cell_length, 0)), *padded]).rstrip()


def _to_the_right(name: Content, cells: Sequence[Content], names: int, column: int) -> Content:
    padded = [part.pad_left(max(column - part.cell_length, 0)) for part in cells]
    return Content("").join([name.pad_right(max(names - name.cell_length, 0)), *padded])

"""Reading the matrix of a lab."""

from collections.abc import Sequence

from trainer.labs.check_reading import Words, mappings, read_conditions
from trainer.labs.matrix import Matrix, MatrixColumn, MatrixRow
from trainer.labs.patterns import FIELDS, NOTHING_IN_FORCE, Condition
from trainer.scenario.fields import Fields
from trainer.scenario.problems import Problem

LONGEST_ROW, LONGEST_COLUMN, MOST_COLUMNS = 11, 8, 6
"""Characters of the names, and columns: more does not fit into 80 columns."""


def read_matrix(lab: Fields, words: Words, steps: Sequence[str]) -> Matrix | None:
    """Return the matrix of a lab, or None where it has none; `steps` are the ids of the lab's steps."""
    if "matrix" not in lab:
        return None
    fields = Fields(lab.values["matrix"], lab.at("matrix"), lab.problems, ("title", "rows", "columns"))
    for name, what in (("title", "a few words"), ("rows", "a list"), ("columns", "a list")):
        fields.need(name, what)
    rows = mappings(fields, "rows", ("name", "request"))
    columns = mappings(fields, "columns", ("name", "step", "from", "until"))
    if len(columns) > MOST_COLUMNS:
        fields.wrong(f"{len(columns)} columns do not fit on the screen; leave {MOST_COLUMNS}", "columns")
    _check_names(rows, LONGEST_ROW)
    _check_names(columns, LONGEST_COLUMN)
    return Matrix(
        fields.text("title"),
        tuple(_row(row, words) for row in rows),
        tuple(_column(column, words, steps) for column in columns),
    )


def _row(row: Fields, words: Words) -> MatrixRow:
    row.need("request", "which requests it is about")
    return MatrixRow(row.text("name"), _pattern(row, "request", words))


def _column(column: Fields, words: Words, steps: Sequence[str]) -> MatrixColumn:
    column.need("step", "the id of a step")
    if column.text("name") == NOTHING_IN_FORCE:
        says = f"{NOTHING_IN_FORCE!r} is what in_force is without a measure; choose another name"
        column.wrong(says, "name")
    if "until" in column and "from" not in column:
        column.wrong("nothing is lifted that was not put into force; add from", "until", "missing")
    begins, ends = _pattern(column, "from", words), _pattern(column, "until", words)
    return MatrixColumn(column.text("name"), column.text("step", known=steps), begins, ends)


def _pattern(entry: Fields, name: str, words: Words) -> tuple[Condition, ...]:
    if name not in entry:
        return ()
    fields = Fields(entry.values[name], entry.at(name), entry.problems, FIELDS)
    if entry.values[name] == {}:
        entry.wrong("an empty pattern fits every request; say which", name)
    return read_conditions(fields, words)


def _check_names(entries: Sequence[Fields], longest: int) -> None:
    seen: list[str] = []
    for entry in entries:
        entry.need("name", "a word or two")
        name = entry.text("name")
        if len(name) > longest:
            entry.wrong(f"{name!r} has more than {longest} characters; shorten it", "name")
        if name in seen:
            entry.problems.append(
                Problem(entry.at("name"), f"the name {name!r} stands twice; choose another")
            )
        seen += [name] if name else []

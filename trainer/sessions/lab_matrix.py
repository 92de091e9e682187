"""What a face of the program shows of a lab's matrix."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trainer.labs.matrix import Matrix


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of the matrix and the step that it belongs to."""

    name: str
    step: int
    """Counts from 1."""


@dataclass(frozen=True, slots=True)
class MatrixView:
    """The matrix as far as the student has filled it in."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[ColumnView, ...]
    cells: tuple[tuple[str, ...], ...]
    """By row, then by column: `403 AccessDenied`; empty where nothing was fetched."""
    in_force: tuple[str, ...]
    """Columns whose measure is in force now."""

    @property
    def filled(self) -> int:
        """How many cells are filled in."""
        return sum(bool(cell) for row in self.cells for cell in row)


def matrix_view(
    matrix: Matrix,
    step_numbers: Mapping[str, int],
    kept: Mapping[str, Mapping[str, str]],
    in_force: Sequence[str],
) -> MatrixView:
    """Return a matrix as it stands; `kept` holds answers by column, then by row."""
    return MatrixView(
        title=matrix.title,
        rows=tuple(row.name for row in matrix.rows),
        columns=tuple(ColumnView(column.name, step_numbers[column.step]) for column in matrix.columns),
        cells=tuple(
            tuple(kept.get(column.name, {}).get(row.name, "") for column in matrix.columns)
            for row in matrix.rows
        ),
        in_force=tuple(in_force),
    )

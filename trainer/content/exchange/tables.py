"""Tables as lists: a terminal of 80 columns, and whoever listens to it, can read those."""

from collections.abc import Sequence


def as_list(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table; the first row is its head.

    A row of two cells becomes `- first: second`, a wider one an item with a line for each further column.
    """
    rows = [[" ".join(cell.split()) for cell in row] for row in rows if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        return [f"- {', '.join(row)}" for row in rows]
    head, *body = rows
    return [line for row in body for line in _item(head, row)]


def _item(head: Sequence[str], row: Sequence[str]) -> list[str]:
    first, *rest = row
    if len(row) <= 2:
        return [f"- {first}: {rest[0]}" if rest and rest[0] else f"- {first}"]
    lines = [f"- {first}"]
    for number, cell in enumerate(rest, start=1):
        name = head[number] if number < len(head) else ""
        lines += [f"  {name}: {cell}" if name else f"  {cell}"] if cell else []
    return lines

"""The Markdown of labs, drawn as text: headings, paragraphs, lists, code, tables.

Rich's own rendering has colours of its own; here they are the theme's. What is not known stays as written.
"""

import re

from textual.content import Content

from trainer.study.visible import visible
from trainer.tui.text import hang, wrap

_INLINE = re.compile(
    r"`([^`]+)`|\*\*(.+?)\*\*|(?<!\w)[*_](?!\s)([^*_]+?)[*_](?!\w)|\[([^\]]+)\]\(([^)\s]+)\)"
)
_ITEM = re.compile(r"(\s*)([-*]|\d+[.)])\s+(.*)")
_HEADING = re.compile(r"#{1,6}\s+(.*)")
_FENCE = re.compile(r"\s*(```|~~~)")
_RULE = re.compile(r"[\s|:-]+")
_GAP = "  "


def rows(text: str, width: int, style: str = "$ink") -> list[Content]:
    """Return the lines of a Markdown text, wrapped to a width; blocks are parted by one blank line."""
    blocks = [_block(block, width, style) for block in _blocks(visible(text))]
    lines: list[Content] = []
    for block in blocks:
        lines += [Content(""), *block] if lines else block
    return lines


def inline(text: str, style: str = "$ink") -> Content:
    """Draw code, bold, italics and links within a line."""
    parts: list[tuple[str, str]] = []
    at = 0
    for found in _INLINE.finditer(text):
        parts.append((text[at : found.start()], style))
        code, bold, italic, link, address = found.groups()
        if code is not None:
            parts.append((code, "$pen"))
        elif bold is not None:
            parts.append((bold, f"bold {style}"))
        elif italic is not None:
            parts.append((italic, f"italic {style}"))
        else:
            parts += [(link, style), (f" ({address})", "$muted")]
        at = found.end()
    return Content.assemble(*parts, (text[at:], style))


def _blocks(text: str) -> list[list[str]]:
    """Split into blocks: a fence keeps its blank lines, a heading stands alone."""
    blocks: list[list[str]] = [[]]
    fenced = False
    for line in text.splitlines():
        if _FENCE.match(line):
            fenced = not fenced
            if fenced:
                blocks.append([])
            blocks[-1].append(line)
            if not fenced:
                blocks.append([])
        elif fenced:
            blocks[-1].append(line)
        elif not line.strip():
            blocks.append([])
        elif _HEADING.match(line):
            blocks += [[line], []]
        else:
            blocks[-1].append(line)
    return [block for block in blocks if block]


def _block(lines: list[str], width: int, style: str) -> list[Content]:
    first = lines[0]
    if heading := _HEADING.fullmatch(first):
        return wrap(Content.assemble(inline(heading[1], "bold $ink")), width)
    if _FENCE.match(first):
        code = lines[1:-1] if len(lines) > 1 and _FENCE.match(lines[-1]) else lines[1:]
        return _code(code, width)
    if first.startswith("    "):
        return _code([line.removeprefix("    ") for line in lines], width)
    if first.lstrip().startswith("|"):
        return _table(lines, width, style)
    return _prose(lines, width, style)


def _code(lines: list[str], width: int) -> list[Content]:
    # Code is copied by eye: a long line goes on below, at the same indent.
    return [part for line in lines for part in hang(Content("  "), Content.styled(line, "$pen"), width)]


def _table(lines: list[str], width: int, style: str) -> list[Content]:
    """Draw each row in a line if all fit; else its last cell, mostly the longest, stands below the others."""
    headed = len(lines) > 1 and _RULE.fullmatch(lines[1]) is not None
    texts = [line.strip().strip("|").split("|") for line in lines if not _RULE.fullmatch(line)]
    table = [
        [inline(cell.strip(), f"bold {style}" if headed and row == 0 else style) for cell in cells]
        for row, cells in enumerate(texts)
    ]
    columns = max(map(len, table), default=0)
    widths = [max(row[at].cell_length for row in table if at < len(row)) for at in range(columns)]
    beside = sum(widths) + len(_GAP) * (columns - 1) <= width
    drawn: list[Content] = []
    for row in table:
        first, below = (row, []) if beside or len(row) < 2 else (row[:-1], row[-1:])
        padded = [cell.pad_right(to - cell.cell_length) for cell, to in zip(first, widths, strict=False)]
        drawn += wrap(Content(_GAP).join(padded).rstrip(), width)
        drawn += [part for cell in below for part in hang(Content(_GAP), cell, width)]
    return drawn


def _prose(lines: list[str], width: int, style: str) -> list[Content]:
    items: list[tuple[str, str]] = []
    for line in lines:
        if item := _ITEM.fullmatch(line):
            sign = "-" if item[2] in "-*" else item[2]
            items.append((f"{item[1]}{sign} ", item[3]))
        elif items:
            mark, said = items[-1]
            items[-1] = (mark, f"{said} {line.strip()}")
        else:
            items.append(("", line.strip()))
    drawn: list[Content] = []
    for mark, said in items:
        drawn += hang(Content.styled(mark, "$muted"), inline(said, style), width)
    return drawn

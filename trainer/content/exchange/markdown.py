"""Markdown, as Obsidian writes it, as text: lists stay lists, tables become lists, code is indented."""

import re
from collections.abc import Iterator

from trainer.content.exchange.html_reading import PlainText, from_html
from trainer.content.exchange.tables import as_list

MAX_LINE = 20_000
"""Characters; a longer line is no prose and keeps its marks."""

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_DELIMITER_ROW = re.compile(r" {0,3}\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_CELL_END = re.compile(r"(?<!\\)\|")
_CODE = re.compile(r"(`+)(.+?)\1")
_COMMENT = re.compile(r"%%.*?%%", re.S)
_PICTURE = re.compile(r"!\[\[([^\[\]|]*)(?:\|[^\[\]]*)?\]\]|!\[([^\[\]]*)\]\([^()\s]*(?:\s[^()]*)?\)")
_WIKI_LINK = re.compile(r"\[\[([^\[\]|#]*)(#[^\[\]|]*)?(?:\|([^\[\]]*))?\]\]")
_LINK = re.compile(r"\[([^\[\]]*)\]\(<?([^()\s<>]*)>?(?:\s+\"[^\"]*\")?\)")
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^>\s]+)>")
_BLOCK_ID = re.compile(r"\s\^[A-Za-z0-9-]+$", re.M)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
# What stands between two marks holds no such mark itself, so that no line takes longer than it is long.
_EMPHASIS = (
    re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?![\w*])"),
    re.compile(r"(?<![\w_])_(?=[^\s_])([^_]+?)(?<=\S)_(?![\w_])"),
    re.compile(r"\*\*\*(?=\S)((?:(?!\*\*).)+?)(?<=\S)\*\*\*"),
    re.compile(r"\*\*(?=\S)((?:(?!\*\*).)+?)(?<=\S)\*\*"),
    re.compile(r"(?<![\w_])__(?=\S)((?:(?!__).)+?)(?<=\S)__(?![\w_])"),
    re.compile(r"==(?=\S)((?:(?!==).)+?)(?<=\S)=="),
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def from_markdown(source: str) -> PlainText:
    """Return Markdown as text, and what of it is not said there."""
    losses: set[str] = set()
    if _COMMENT.search(source):
        losses.add("a comment is left out")
    lines = list(_blocks(_COMMENT.sub("", source).expandtabs(4).split("\n"), losses))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines))
    return PlainText(text.strip("\n"), tuple(sorted(losses)))


def _blocks(lines: list[str], losses: set[str]) -> Iterator[str]:
    number = 0
    while number < len(lines):
        fence = _FENCE.match(lines[number])
        if fence:
            end = _end_of_fence(lines, number, fence[1])
            yield from ("    " + line for line in lines[number + 1 : end])
            number = end + 1
        elif number + 1 < len(lines) and "|" in lines[number] and _is_delimiter_row(lines[number + 1]):
            end = number + 2
            while end < len(lines) and "|" in lines[end]:
                end += 1
            rows = [_cells(line, losses) for line in (lines[number], *lines[number + 2 : end])]
            yield from as_list(rows)
            number = end
        else:
            yield _line(lines[number], losses)
            number += 1


def _is_delimiter_row(line: str) -> bool:
    return len(line) < MAX_LINE // 20 and bool(_DELIMITER_ROW.match(line))


def _end_of_fence(lines: list[str], begin: int, fence: str) -> int:
    for number in range(begin + 1, len(lines)):
        if lines[number].strip().startswith(fence) and not lines[number].strip().strip(fence[0]):
            return number
    return len(lines)


def _cells(line: str, losses: set[str]) -> list[str]:
    row = line.strip().removeprefix("|")
    if row.endswith("|") and not row.endswith("\\|"):
        row = row[:-1]
    return [inline(cell.strip().replace("\\|", "|"), losses) for cell in _CELL_END.split(row)]


def _line(line: str, losses: set[str]) -> str:
    if re.fullmatch(r" {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})", line):
        return ""
    heading = re.match(r" {0,3}#{1,6}\s+(.*?)\s*#*$", line)
    if heading:
        return inline(heading[1], losses)
    item = re.match(r"(\s*)[*+-]\s+(.*)", line)
    if item:
        return f"{item[1]}- {inline(item[2], losses)}"
    indent = len(line) - len(line.lstrip())
    quote = re.match(r"((?:> ?)+)(.*)", line.lstrip())
    if quote:
        return "  " * quote[1].count(">") + inline(quote[2], losses)
    return line[:indent] + inline(line[indent:], losses)


def inline(text: str, losses: set[str]) -> str:
    """Return a line without its marks; what stands between backticks stays as it is, with them."""
    if len(text) > MAX_LINE:
        losses.add(f"a line of {len(text):,} characters keeps its marks")
        return text
    parts, end = [], 0
    for code in _CODE.finditer(text):
        parts += [_unmarked(text[end : code.start()], losses), f"`{code[2].strip() or code[2]}`"]
        end = code.end()
    return "".join([*parts, _unmarked(text[end:], losses)])


def _unmarked(text: str, losses: set[str]) -> str:
    escaped: list[str] = []

    def hide(found: re.Match[str]) -> str:
        escaped.append(found[1])
        return f"\ue000{len(escaped) - 1}\ue001"

    text = _ESCAPED.sub(hide, text.replace("\ue000", "").replace("\ue001", ""))
    if _PICTURE.search(text):
        losses.add("a picture is left out")
        text = _PICTURE.sub(lambda found: f"[picture: {found[1] or found[2] or 'no description'}]", text)
    text = _WIKI_LINK.sub(lambda found: found[3] or found[1] or (found[2] or "").lstrip("#"), text)
    text = _LINK.sub(_link, text)
    text = _AUTOLINK.sub(r"\1", text)
    text = _BLOCK_ID.sub("", text)
    for pattern in _EMPHASIS:
        text, count = pattern.subn(r"\1", text)
        if count:
            losses.add("emphasis became plain text")
    if _TAG.search(text):
        lead = text[: len(text) - len(text.lstrip())]
        plain = from_html(text.strip())
        losses.update(plain.losses)
        text = lead + plain.text
    return re.sub("\ue000(\\d+)\ue001", lambda found: escaped[int(found[1])], text)


def _link(found: re.Match[str]) -> str:
    text, target = found[1], found[2]
    if not target.startswith(("http://", "https://", "mailto:")) or text == target:
        return text or target
    return f"{text} ({target})"

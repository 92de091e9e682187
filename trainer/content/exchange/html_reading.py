"""HTML as text: paragraphs, lists, code and tables stay readable, nothing that acts or draws comes along."""

import re
from html.parser import HTMLParser
from typing import NamedTuple

from trainer.content.exchange.tables import as_list

MAX_TEXT = 100_000
"""Characters; no question is longer, and the parser takes long over some that are."""

_BLOCK = re.compile(
    "address|article|aside|blockquote|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]"
    "|header|hr|main|nav|p|section|summary"
)
_LEFT_OUT = {
    **dict.fromkeys(("script", "style", "template", "noscript"), "a script or style"),
    **dict.fromkeys(("iframe", "object", "embed", "applet", "frame"), "embedded content"),
    **dict.fromkeys(("svg", "canvas", "map"), "a drawing"),
    **dict.fromkeys(("audio", "video"), "sound or film"),
    **dict.fromkeys(("select", "textarea", "button", "input"), "a form field"),
}
_VOID = frozenset(("embed", "frame", "input"))
_EMPHASIS = frozenset(("b", "big", "em", "font", "i", "ins", "mark", "small", "strong", "u"))
_MARKS = {"sup": ("^", ""), "sub": ("_", ""), "code": ("`", "`"), "del": ("~~", "~~"), "s": ("~~", "~~")}
_UNCLOSED = re.compile(r"<(?=[^<>]*(?:<|$))")
_WEB = re.compile(r"(?:https?|mailto):", re.I)
_HARD = "\u00a0"
"""A blank that stays while others are joined; HTML's own no-break space."""


class PlainText(NamedTuple):
    """What an HTML text says, and what of it is not said."""

    text: str
    losses: tuple[str, ...] = ()


def from_html(source: str) -> PlainText:
    """Return HTML as text; a text of more than MAX_TEXT characters is left out."""
    if len(source) > MAX_TEXT:
        return PlainText("", (f"a text of {len(source):,} characters is left out",))
    if "<" not in source and "&" not in source:
        return PlainText(_tidied(_collapsed(source)))
    reader = _Reader()
    reader.feed(_tags_closed(_without_comments(source)))
    reader.close()
    if "<!--" in source:
        reader.losses.add("a comment is left out")
    return PlainText(_tidied(reader.text()), tuple(sorted(reader.losses)))


def _without_comments(source: str) -> str:
    """Take comments out; one that does not end goes on to the end of the text."""
    parts = source.split("<!--")
    return "".join([parts[0], *(part.partition("-->")[2] for part in parts[1:])])


def _tags_closed(source: str) -> str:
    """Return the text with each `<` that no `>` follows before the next as the sign it then is.

    The parser would look from each of them to the end of the text.
    """
    return _UNCLOSED.sub("&lt;", source)


def _collapsed(data: str) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", data)


def _tidied(text: str) -> str:
    """Take out blanks beside line breaks and more than one empty line; then hard blanks become plain ones."""
    lines = [re.sub(" {2,}", " ", line).strip(" ") for line in text.split("\n")]
    lines = [line.replace(_HARD, " ").rstrip() for line in lines]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.losses: set[str] = set()
        self._out: list[str] = []
        self._outer: list[list[str]] = []
        """What stands around the cells that are being read."""
        self._tables: list[list[list[str]]] = []
        self._open_cells: list[bool] = []
        """Of each table that is open: whether a cell of it is."""
        self._lists: list[int | None] = []
        """The next number of each list that is open; None for one without numbers."""
        self._links: list[str] = []
        self._skipping: list[str] = []
        self._code = 0
        self._item_begins = False
        """Nothing stands behind the mark of an item yet."""

    def text(self) -> str:
        while self._tables:
            self._end_table()
        return "".join(self._out)

    def handle_data(self, data: str) -> None:
        if self._skipping:
            return
        self._item_begins &= not data.strip()
        if self._code:
            lines = data.expandtabs(4).replace(" ", _HARD).split("\n")
            self._out.append(("\n" + _HARD * 4).join(lines))
        else:
            self._out.append(_collapsed(data))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._skipping or tag in _LEFT_OUT:
            self._skip(tag)
            return
        attributes = {name: value or "" for name, value in attrs}
        match tag:
            case "br":
                self._out.append("\n" + _HARD * 4 if self._code else "\n")
            case "pre":
                self._code += 1
                self._out.append("\n\n" + _HARD * 4)
            case "ul" | "ol":
                start = attributes.get("start", "1")
                self._lists.append((int(start) if start.isdecimal() else 1) if tag == "ol" else None)
                self._out.append("\n" if len(self._lists) == 1 else "")
            case "li":
                self._begin_item()
            case "table":
                self._tables.append([])
                self._open_cells.append(False)
                self._out.append("\n\n")
            case "tr" if self._tables:
                self._end_cell()
                self._tables[-1].append([])
            case "td" | "th" if self._tables:
                self._end_cell()
                self._begin_cell()
            case "img":
                self._picture(attributes)
            case "a":
                self._links.append(attributes.get("href", ""))
            case _:
                self._inline_or_block(tag, end=False)

    def handle_endtag(self, tag: str) -> None:
        if self._skipping:
            self._skipping[:] = self._skipping[:-1] if tag == self._skipping[-1] else self._skipping
            return
        match tag:
            case "pre" if self._code:
                self._code -= 1
                self._out.append("\n\n")
            case "ul" | "ol" if self._lists:
                self._lists.pop()
                self._out.append("\n" if self._lists else "\n\n")
            case "td" | "th" | "tr" if self._tables:
                self._end_cell()
            case "table" if self._tables:
                self._end_table()
            case "a" if self._links:
                self._end_link(self._links.pop())
            case "br" | "hr" | "img":
                pass
            case _:
                self._inline_or_block(tag, end=True)

    def _skip(self, tag: str) -> None:
        if tag in _LEFT_OUT and not self._skipping:
            self.losses.add(f"{_LEFT_OUT[tag]} is left out")
        if tag in _LEFT_OUT and tag not in _VOID and (not self._skipping or tag == self._skipping[-1]):
            self._skipping.append(tag)

    def _inline_or_block(self, tag: str, *, end: bool) -> None:
        if tag in _MARKS:
            self._out.append("" if self._code else _MARKS[tag][end])
        elif _BLOCK.fullmatch(tag):
            if not self._lists:
                self._out.append("\n\n")
            elif not end and not self._item_begins:
                # The text of an item may stand in paragraphs: its first stays beside the mark.
                self._out.append("\n" + _HARD * 2 * len(self._lists))
        elif tag in _EMPHASIS and not end:
            self.losses.add("emphasis became plain text")

    def _begin_item(self) -> None:
        if not self._lists:
            self._lists.append(None)
        number = self._lists[-1]
        mark = "- " if number is None else f"{number}. "
        if number is not None:
            self._lists[-1] = number + 1
        self._out.append("\n" + _HARD * 2 * (len(self._lists) - 1) + mark)
        self._item_begins = True

    def _picture(self, attributes: dict[str, str]) -> None:
        formula = attributes.get("data-equation-content")
        if formula:
            # Canvas draws a formula and keeps its LaTeX beside the picture.
            self._out.append(f"${formula}$")
            return
        self._out.append(f"[picture: {' '.join(attributes.get('alt', '').split()) or 'no description'}]")
        self.losses.add("a picture is left out")

    def _end_link(self, href: str) -> None:
        if not _WEB.match(href.strip()):
            if href and not href.startswith("#"):
                self.losses.add("a link that leads to no web page is left out")
        elif not "".join(self._out[-3:]).rstrip().endswith(href.strip()):
            self._out.append(f" ({href.strip()})")

    def _begin_cell(self) -> None:
        self._outer.append(self._out)
        self._out = []
        self._open_cells[-1] = True

    def _end_cell(self) -> None:
        if not self._open_cells[-1]:
            return
        self._open_cells[-1] = False
        cell = "".join(self._out)
        self._out = self._outer.pop()
        rows = self._tables[-1]
        if not rows:
            rows.append([])
        rows[-1].append(" ".join(cell.replace(_HARD, " ").split()))

    def _end_table(self) -> None:
        self._end_cell()
        self._open_cells.pop()
        lines = as_list(self._tables.pop())
        hard = [_HARD * (len(line) - len(line.lstrip())) + line.lstrip() for line in lines]
        self._out.append("\n" + "\n".join(hard) + "\n\n")

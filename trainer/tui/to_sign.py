"""What is signed: the canonical request and the string to sign, each line with its name."""

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from trainer.s3.anatomy import Anatomy
from trainer.s3.masking import masked
from trainer.tui.copying import copy
from trainer.tui.desk import desk_of
from trainer.tui.page import Page
from trainer.tui.signs import Signs
from trainer.tui.text import TEXT_WIDTH, hang, wrap
from trainer.tui.widgets.trail import one_line

NAME_WIDTH = 18
_V4 = ("algorithm", "time of signing", "credential scope", "digest of above")


class ToSignScreen(Page[None]):
    """Two texts that can be checked by hand; the session token in them is shortened."""

    DEFAULT_CSS = """
    ToSignScreen {
        & > #page { padding: 1 2 0 2; }
        & #text { height: auto; }
        &.-small-height > #page, &.-tiny-height > #page { padding: 0 2 0 2; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,pagedown,space", "scroll(1)", "scroll", key_display="space", tooltip="scroll down"),
        Binding("up,pageup", "scroll(-1)", show=False, tooltip="scroll up"),
        Binding("y", "copy", "copy", tooltip="copy the text that is hashed or signed, whole"),
        Binding("s", "leave", "back", show=False),
    ]

    def __init__(self, anatomy: Anatomy, method: str = "GET") -> None:
        super().__init__()
        self.anatomy = anatomy
        self.method = method
        self.canonical = anatomy.canonical_request(method)
        self.text = anatomy.string_to_sign(method) if anatomy.kind != "plain" else None

    def compose_page(self) -> ComposeResult:
        """Yield the text."""
        with VerticalScroll(id="page", can_focus=False):
            yield Static(id="text", markup=False)

    def on_mount(self) -> None:
        """Write both texts."""
        super().on_mount()
        self.header.place = "To sign"
        self.header.position = f"for {self.method}; a URL does not say its method"
        self._draw()

    def on_resize(self) -> None:
        """Write to the new width."""
        self._draw()

    def _draw(self) -> None:
        width = self.app.size.width - 5
        lines = list(self._lines(width))
        self.query_one("#text", Static).update(Content("\n").join(lines))

    def _lines(self, width: int) -> Iterator[Content]:
        signs = self.signs
        if self.canonical is not None:
            about = "the session token is shortened here" if self.anatomy.session_token else "exact"
            yield _title("Canonical request", about)
            yield from canonical_rows(self.canonical, signs, width)
            yield Content("")
        if self.text is None:
            yield from wrap(Content.styled(self._why_none(), "$muted"), min(width, TEXT_WIDTH))
            return
        yield _title("String to sign", "what the secret key signs")
        names = _V4 if self.anatomy.kind == "query-v4" else ()
        for number, line in enumerate(self.text.split("\n")):
            name = names[number] if number < len(names) else _v2_name(number, self.text)
            yield from _row(name, masked(line), signs, width)
        yield Content("")
        yield from wrap(Content.styled(self._how_signed(), "$muted"), min(width, TEXT_WIDTH))

    def _why_none(self) -> str:
        if self.anatomy.kind == "plain":
            return "Nothing is signed here, so there is nothing to sign."
        names = self.anatomy.headers_to_send()
        if names and self.canonical is not None:
            listed = masked(", ".join(names))
            return (
                f"The string to sign is made of the values of {listed} too, which are not in the URL. On the "
                "command line, trainer dissect --header takes them."
            )
        return "There is no string to sign: something that goes into it is missing from the URL."

    def _how_signed(self) -> str:
        if self.anatomy.kind == "query-v2":
            return "HMAC with SHA-1 of this, by the secret key, in Base64, is the signature."
        return (
            "HMAC with SHA-256 of this is the signature, by a key that four more of them make of the secret "
            "key: over the day, the Region, s3 and aws4_request. With the secret, trainer dissect "
            "--secret-key-env says whether it fits."
        )

    def action_scroll(self, pages: int) -> None:
        """Scroll."""
        page = self.query_one("#page", VerticalScroll)
        page.scroll_page_down(animate=False) if pages > 0 else page.scroll_page_up(animate=False)

    def action_copy(self) -> None:
        """Copy the canonical request, or Version 2's string to sign, as it is hashed."""
        exact = self.canonical or self.text
        if exact is None:
            self.notice("there is nothing to copy here")
        else:
            self.notice(copy(self.app, exact, desk_of(self).data_dir))


def _title(name: str, about: str) -> Content:
    return Content.assemble((name, "bold"), (f"  {about}", "$muted"))


def canonical_rows(canonical: str, signs: Signs, width: int) -> list[Content]:
    """Draw a canonical request, each line behind its name; the query is broken at its ampersands."""
    method, path, query, *rest = masked(canonical).split("\n")
    headers, (signed, payload) = rest[:-3], rest[-2:]
    rows = [*_row("method", method, signs, width), *_row("path", path, signs, width)]
    first, *more = query.split("&")
    rows += _row("query", first, signs, width)
    for parameter in more:
        rows += _row("", f"&{parameter}", signs, width)
    for number, header in enumerate(headers):
        rows += _row("" if number else "headers", header, signs, width)
    rows += _row("", "", signs, width)
    return rows + _row("signed headers", signed, signs, width) + _row("payload hash", payload, signs, width)


def _row(name: str, text: str, signs: Signs, width: int) -> list[Content]:
    clean = Content(one_line(text).replace("…", signs.cut))
    return hang(Content.styled(f"  {name:<{NAME_WIDTH}}", "$muted"), clean, width)


def _v2_name(number: int, text: str) -> str:
    if number < 4:
        return ("method", "Content-MD5", "Content-Type", "Expires")[number]
    return "resource" if number == text.count("\n") else "headers" if number == 4 else ""

"""The stand-in for the S3 console: object URL, Open and Share, with what S3 answers to each."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from trainer.errors import TrainerError
from trainer.labs.words import grouped
from trainer.study.visible import visible
from trainer.tui.copying import copy
from trainer.tui.desk import desk_of
from trainer.tui.page import Page
from trainer.tui.s3_console_text import Came, came_rows, minutes_of, object_rows
from trainer.tui.widgets.ask_line import AskLine
from trainer.tui.widgets.keybar import Hint

if TYPE_CHECKING:
    from trainer.cloud.client import HttpAnswer
    from trainer.sessions.s3_console import S3Console, StoredObject


class S3ConsoleScreen(Page[list[str]]):
    """The objects of a bucket; gives back the URLs that were made here."""

    DEFAULT_CSS = """
    S3ConsoleScreen > #page { padding: 1 2 0 2; }
    S3ConsoleScreen #list, S3ConsoleScreen #came { height: auto; }
    S3ConsoleScreen #came { margin: 1 0 0 0; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "object_url", "object URL", tooltip="follow the plain object URL, as a browser would"),
        Binding("o,enter", "open", "open", key_display="o",
                tooltip="Open: the console presigns with your session and sends the request"),
        Binding("s", "share", "share", tooltip="Share with a presigned URL, for 1 minute to 12 hours"),
        Binding("y", "copy", "copy", tooltip="copy the URL made last"),
        Binding("up,k", "move(-1)", show=False, tooltip="the object before"),
        Binding("down,j", "move(1)", show=False, tooltip="the object after"),
    ]  # fmt: skip

    def __init__(self, console: "S3Console") -> None:
        super().__init__()
        self.console = console
        self.objects: list[StoredObject] = []
        self.cursor = 0
        self.came: list[Came] = []
        self.urls: list[str] = []

    def compose_page(self) -> ComposeResult:
        """Yield the list, what came of the last keys, and the line to ask in."""
        with VerticalScroll(id="page", can_focus=False):
            yield Static(id="list", markup=False)
            yield Static(id="came", markup=False)
        yield AskLine()

    def on_mount(self) -> None:
        """Read the bucket."""
        super().on_mount()
        self.header.place = "S3 console"
        self.header.position = f"{visible(self.console.bucket)}, a stand-in"
        self._do(self.console.objects, self._listed)

    def on_resize(self) -> None:
        """Draw to the width there is."""
        self.draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what works now."""
        if action in ("object_url", "open", "share", "move"):
            return bool(self.objects)
        return bool(self.urls) if action == "copy" else True

    def hints(self) -> list[Hint]:
        """Return what works now; while something is asked for, how to answer."""
        if self.query_one(AskLine).is_open:
            return [Hint("enter", "make the URL"), Hint("esc", "cancel")]
        return list(super().hints())

    @property
    def key(self) -> str:
        """The object under the cursor."""
        return self.objects[self.cursor].key

    def draw(self) -> None:
        """Write the list and what came of the last keys."""
        if not self.is_mounted:
            return
        width = self.app.size.width - 6
        rows = object_rows(self.objects, self.cursor, self.console.object_url, self.signs, width)
        self.query_one("#list", Static).update(Content("\n").join(rows))
        rows = came_rows(self.came, self.signs, width)
        self.query_one("#came", Static).update(Content("\n").join(rows))
        self.refresh_bindings()

    def _listed(self, objects: "list[StoredObject]") -> None:
        self.objects = objects
        self.draw()

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self.cursor = min(max(self.cursor + by, 0), len(self.objects) - 1)
        self.draw()

    def action_object_url(self) -> None:
        """Follow the plain URL."""
        key = self.key
        self._do(lambda: self.console.follow_object_url(key), lambda answer: self._say(
            Came("Object URL", key, _said(answer), answer.status < 300,
                 "a browser sends it without a signature, so S3 sees a stranger")))  # fmt: skip

    def action_open(self) -> None:
        """Open the object."""
        key = self.key
        self._do(lambda: self.console.open(key), lambda made: self._opened(key, *made))

    def _opened(self, key: str, url: str, answer: "HttpAnswer") -> None:
        self.urls.append(url)
        says = "presigned for 300 s with your console session, whose token is in the URL"
        self._say(Came("Open", key, _said(answer), answer.status < 300, says, url))

    def action_share(self) -> None:
        """Ask for how long, then make a URL."""
        key = self.key
        self.query_one(AskLine).ask("share for  (30, 90m, 12h)", "", lambda text: self._share(key, text))
        self.refresh_bindings()

    def _share(self, key: str, text: str) -> None:
        if text.strip():
            self._do(lambda: self.console.share(key, minutes_of(text)), lambda url: self._shared(key, url))

    def _shared(self, key: str, url: str) -> None:
        self.urls.append(url)
        says = "signed with your console session; S3 has not heard of it"
        self._say(Came("Share", key, "no request was made", True, says, url))

    def _say(self, came: Came) -> None:
        self.came.append(came)
        self.draw()
        self.query_one("#page", VerticalScroll).scroll_end(animate=False)

    def action_copy(self) -> None:
        """Copy the URL made last."""
        if self.urls:
            self.notice(copy(self.app, self.urls[-1], desk_of(self).data_dir))

    def action_leave(self) -> None:
        """Go back to the lab with the URLs that were made."""
        if self.query_one(AskLine).is_open:
            self.query_one(AskLine).close()
            return
        self.dismiss(self.urls)

    @work(group="console", exit_on_error=False)
    async def _do(self, action: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Do something in a thread, then show what came of it."""
        try:
            result = await asyncio.to_thread(action)
        except TrainerError as error:
            self.notice(str(error))
            return
        then(result)


def _said(answer: "HttpAnswer") -> str:
    if answer.status >= 300:
        return f"{answer.status} {answer.code or answer.reason}"
    return f"{answer.status} {answer.reason}, {grouped(len(answer.body))} bytes"

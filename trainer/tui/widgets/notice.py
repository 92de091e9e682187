"""A line at the lower right above the key bar, for what has no other trace on the screen."""

from textual.widgets import Static

SECONDS = 3.0


class Notice(Static):
    """A line that goes away by itself after three seconds, at the latest; two lines where one has no room."""

    DEFAULT_CSS = """
    Notice {
        layer: notice;
        dock: bottom;
        height: auto;
        max-height: 3;
        width: 100%;
        margin: 0 0 1 0;
        padding: 0 2;
        text-align: right;
        color: $ink;
        background: $background;
    }
    """

    def __init__(self, text: str) -> None:
        super().__init__("", markup=False, classes="notice")
        self._first = text

    def on_mount(self) -> None:
        """Show the first line."""
        self.say(self._first)

    def say(self, text: str) -> None:
        """Show a line; a later one replaces it."""
        self.update(text)
        self.display = True
        self.set_timer(SECONDS, lambda: self._end(text))

    def _end(self, text: str) -> None:
        if self.content == text:
            self.display = False

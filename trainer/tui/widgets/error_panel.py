"""An error inside the TUI: what happened, where, what to do, and what is safe."""

from collections.abc import Sequence

from textual.content import Content

from trainer.tui.signs import signs_of
from trainer.tui.widgets.band import Band


class ErrorPanel(Band):
    """A bad band with What / Where / Do in a column; all text is shown as it is, never read as markup."""

    def __init__(
        self,
        title: str,
        *,
        what: str,
        where: Content | str = "",
        do: Content | str = "",
        safe: str = "",
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__("bad", id=id)
        self.title = title
        self.rows: Sequence[tuple[str, Content | str]] = (("What", what), ("Where", where), ("Do", do))
        self.safe = safe

    def on_mount(self) -> None:
        """Write the text once the app, and with it the signs, is known."""
        super().on_mount()
        lines = [Content.assemble((f"{signs_of(self).failed} {self.title}", "bold $bad"))]
        lines += [Content.assemble((f"{name:<7}", "$ink"), text) for name, text in self.rows if text]
        if self.safe:
            lines += [Content(""), Content.styled(self.safe, "$muted")]
        self.update(Content("\n").join(lines))

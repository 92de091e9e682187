"""What a screen reaches through its app: the bank, the answers, the local cloud, the data folder."""

from typing import TYPE_CHECKING

from textual.widget import Widget

if TYPE_CHECKING:
    from trainer.tui.app import Desk


def desk_of(widget: Widget) -> "Desk":
    """Return the desk of the app that a widget lives in."""
    from trainer.tui.app import TrainerApp

    app = widget.app
    if not isinstance(app, TrainerApp):
        raise TypeError(f"{type(widget).__name__} needs the trainer's own app, not {type(app).__name__}")
    return app.desk

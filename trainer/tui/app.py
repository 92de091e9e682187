"""The app: themes, the keys that work everywhere, and what the screens share."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from trainer.errors import CloudError, TrainerError
from trainer.tui.cloud_holder import CloudHolder
from trainer.tui.page import Page
from trainer.tui.settings import Settings
from trainer.tui.signs import choose, terminal_encoding
from trainer.tui.themes import COLOURS, DEFAULT_THEME, THEMES, variables

if TYPE_CHECKING:
    from trainer.content.bank import Bank
    from trainer.progress.log import AnswerLog

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time, aware, UTC."""
    return datetime.now(UTC)


@dataclass
class Desk:
    """What the screens work with."""

    bank: "Bank"
    log: "AnswerLog"
    settings: Settings
    cloud: CloudHolder
    data_dir: Path
    clock: Clock = utc_now


class TrainerApp(App[int]):
    """Themes and shared keys; what happens is in the screens."""

    TITLE = "Trainer"
    ENABLE_COMMAND_PALETTE = True
    NOTIFICATION_TIMEOUT = 3

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "quit", show=False, tooltip="quit at once; every answer is already saved"),
    ]

    def __init__(self, desk: Desk, first_screen: Callable[[], Screen[Any]]) -> None:
        # Before the base class: the stylesheet asks for the variables while it is built.
        self.signs = choose(os.environ, terminal_encoding())
        super().__init__()
        self.desk = desk
        self._first_screen = first_screen
        for theme in THEMES:
            self.register_theme(theme)
        wanted = desk.settings.get("theme", DEFAULT_THEME)
        self.theme = wanted if wanted in COLOURS else DEFAULT_THEME
        # Ours alone: in the others our tokens have no measured contrast, and with NO_COLOR some are
        # black on black.
        for name in set(self.available_themes) - set(COLOURS):
            self.unregister_theme(name)

    @property
    def cloud(self) -> CloudHolder:
        """The local cloud of this run."""
        return self.desk.cloud

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our tokens: the stylesheet is parsed before a theme of ours is set."""
        return variables(COLOURS[DEFAULT_THEME])

    def get_default_screen(self) -> Screen[Any]:
        """Return the screen that the run starts on."""
        return self._first_screen()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Yield the themes and what the keys of the screen do."""
        for name in COLOURS:
            yield SystemCommand(
                f"Theme: {name}", "Use this theme from now on", lambda name=name: self._use(name)
            )
        if isinstance(screen, Page):
            yield SystemCommand("Keys", "All keys of this screen", screen.action_help)
        yield SystemCommand("Quit", "Quit; every answer is already saved", self.action_quit)

    def on_mount(self) -> None:
        """Start the local cloud once the first screen is painted."""
        self.call_after_refresh(self._warm_cloud)

    @work(group="cloud", exit_on_error=False)
    async def _warm_cloud(self) -> None:
        try:
            await self.cloud.client()
        except CloudError as error:
            # Whoever needs the cloud asks again and says what is wrong.
            self.log.warning(str(error))

    def _use(self, theme: str) -> None:
        self.theme = theme
        try:
            self.desk.settings.set("theme", theme)
        except TrainerError as error:
            self.notify(str(error), severity="warning", markup=False)

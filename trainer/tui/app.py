"""The app: themes, the keys that work everywhere, and what the screens share."""

import gc
import os
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar

from textual import work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.screen import Screen
from textual.scrollbar import ScrollBar

from trainer.errors import CloudError, TrainerError
from trainer.streams import terminal_encoding
from trainer.tui.cloud_holder import CloudHolder
from trainer.tui.desk import Clock, Desk, utc_now
from trainer.tui.page import Page
from trainer.tui.scroll_bar import WholeCells
from trainer.tui.signs import choose
from trainer.tui.styles import ParsedOnce
from trainer.tui.themes import COLOURS, DEFAULT_THEME, THEMES

__all__ = ["Clock", "Desk", "TrainerApp", "utc_now"]

WARM_UP_AFTER = 0.2
"""Seconds from the first paint until the machine is busy with something else than showing it."""

KEY_NAMES = {
    "enter": "enter", "escape": "esc", "space": "space", "pagedown": "PgDn", "pageup": "PgUp", "up": "up",
    "down": "down", "left": "left", "right": "right", "question_mark": "?", "exclamation_mark": "!",
}  # fmt: skip


class TrainerApp(App[int]):
    """Themes and shared keys; what happens is in the screens."""

    TITLE = "Trainer"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "quit", show=False, tooltip="quit at once; every answer is already saved"),
    ]

    def __init__(self, desk: Desk, first_screen: Callable[[], Screen[Any]]) -> None:
        # Before the base class: widgets ask for them from the first drawing on.
        self.signs = choose(os.environ, terminal_encoding())
        self._first_screen = first_screen()
        self._variables_of = ""
        ScrollBar.renderer = WholeCells
        # Its stylesheet is read with the app's: for the default screen Textual itself would read none.
        super().__init__(css_path=[*self._first_screen.css_path])
        self.desk = desk
        for theme in THEMES:
            self.register_theme(theme)
        wanted = desk.settings.get("theme", DEFAULT_THEME)
        self.theme = wanted if wanted in COLOURS else DEFAULT_THEME
        self.stylesheet = ParsedOnce(variables=self.get_css_variables())
        # Ours alone: in the others our tokens have no measured contrast, and with NO_COLOR some are
        # black on black.
        for name in set(self.available_themes) - set(COLOURS):
            self.unregister_theme(name)

    @property
    def cloud(self) -> CloudHolder:
        """The local cloud of this run."""
        return self.desk.cloud

    def get_css_variables(self) -> dict[str, str]:
        """Return the variables of the theme, with our tokens among them."""
        if self.theme not in COLOURS:
            # The base class makes a stylesheet before a theme of ours is set; nothing is ever parsed with it.
            return {}
        if self._variables_of != self.theme:
            self._variables_of = self.theme
            self.theme_variables = super().get_css_variables()
        return self.theme_variables

    def get_default_screen(self) -> Screen[Any]:
        """Return the screen that the run starts on."""
        return self._first_screen

    def get_key_display(self, binding: Binding) -> str:
        """Return a key as the key bar writes it: in words, for some terminals lack the signs."""
        return binding.key_display or KEY_NAMES.get(binding.key) or super().get_key_display(binding)

    def action_command_palette(self) -> None:
        """Show the palette in our tokens."""
        if not isinstance(self.screen, CommandPalette):
            from trainer.tui.palette import Palette

            self.push_screen(Palette())

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Yield the themes and what works everywhere."""
        for name in COLOURS:
            yield SystemCommand(f"Theme: {name}", "Use this theme from now on", partial(self._use, name))
        if isinstance(screen, Page):
            yield SystemCommand("Keys", "All keys of this screen", screen.action_help)
        yield SystemCommand("Quit", "Every answer is already saved", self.action_quit)

    def on_mount(self) -> None:
        """Start what may be slow once the first screen is painted."""
        self.call_after_refresh(self.after_first_paint)

    def _warm_up(self) -> None:
        self._warm_scheduling()
        self._warm_cloud()

    def after_first_paint(self) -> None:
        """Collect garbage again, and soon begin what nobody should wait for: the scheduler, the cloud."""
        gc.freeze()
        gc.enable()
        self.set_timer(WARM_UP_AFTER, self._warm_up)

    @work(thread=True, group="scheduling", exit_on_error=False)
    def _warm_scheduling(self) -> None:
        """Import what grading the first answer needs, so that its explanation need not wait."""
        from trainer.study.scheduling import load

        load()

    @work(group="cloud", exit_on_error=False)
    async def _warm_cloud(self) -> None:
        try:
            await self.cloud.client()
        except CloudError as error:
            # Whoever needs the cloud asks again, and shows what is wrong.
            self.log.warning(str(error))

    def _use(self, theme: str) -> None:
        self.theme = theme
        try:
            self.desk.settings.set("theme", theme)
        except TrainerError as error:
            if isinstance(self.screen, Page):
                self.screen.trouble("The theme is not remembered", error, do="go on; it holds for this run")

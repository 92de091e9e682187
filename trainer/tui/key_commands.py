"""What the keys of a screen do, in the command palette: the other way to them where letters are text."""

from collections.abc import Iterator
from functools import partial

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider

from trainer.tui.page import Page


class KeyCommands(Provider):
    """Offers each key of the screen that works now and says what it does."""

    async def discover(self) -> Hits:
        """Yield all of them, before anything is typed."""
        for binding, says in self._working():
            yield DiscoveryHit(binding.description, partial(self._run, binding.action), help=says)

    async def search(self, query: str) -> Hits:
        """Yield those that match what was typed."""
        matcher = self.matcher(query)
        for binding, says in self._working():
            score = matcher.match(f"{binding.description} {says}")
            if score:
                title = matcher.highlight(binding.description)
                yield Hit(
                    score, title, partial(self._run, binding.action), text=binding.description, help=says
                )

    def _working(self) -> Iterator[tuple[Binding, str]]:
        seen: set[str] = set()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            ours = active.node is self.screen and isinstance(self.screen, Page)
            if ours and active.enabled and binding.description and binding.action not in seen:
                seen.add(binding.action)
                display = self.app.get_key_display(binding)
                yield binding, f"{display}   {binding.tooltip or binding.description}"

    async def _run(self, action: str) -> None:
        await self.screen.run_action(action)

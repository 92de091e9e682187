"""Row 1 of every screen: where you are, how far, and one fact at the right."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from trainer.tui.signs import signs_of
from trainer.tui.text import cut

NARROW = 80
"""Below this width the fact at the right is dropped."""

LEAST_FACT = 12
"""A longer fact is cut to the room there is, but not to less than this."""


class Header(Widget):
    """The place in bold, the position in muted, one fact (a clock, a task, a date) at the right."""

    DEFAULT_CSS = """
    Header {
        height: 1;
        padding: 0 2;
        background: $surface;
        color: $ink;
    }
    """

    place: reactive[str] = reactive("")
    """Where you are; shown as it is, never as markup."""
    position: reactive[Content | str] = reactive("")
    """How far you are."""
    fact: reactive[Content | str] = reactive("")
    """The one fact at the right."""

    def render(self) -> Content:
        """Draw the line, the place first: what does not fit goes from the right."""
        width = self.size.width
        line = Content.assemble(
            (self.place, "bold"), ("  ", ""), Content.styled("", "").append(_muted(self.position))
        )
        fact = _muted(self.fact)
        sign = signs_of(self).cut
        room = width - line.cell_length - 2
        if self.app.size.width < NARROW or (fact.cell_length > room and room < LEAST_FACT):
            return cut(line, width, sign)
        fact = cut(fact, room, sign)
        gap = width - line.cell_length - fact.cell_length
        return Content.assemble(line, " " * gap, fact)


def _muted(text: Content | str) -> Content:
    return text.stylize_before("$muted") if isinstance(text, Content) else Content.styled(text, "$muted")

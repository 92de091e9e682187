"""The debrief of a lab: what you predicted, what it means, what real AWS does differently."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from trainer.labs.definition import Lab
from trainer.sessions.lab_matrix import MatrixView
from trainer.sessions.lab_views import StepView
from trainer.tui import markdown
from trainer.tui.page import Page
from trainer.tui.text import TEXT_WIDTH, hang, shown
from trainer.tui.widgets.matrix import MEANING, whole_rows


class DebriefScreen(Page[None]):
    """Shown after the last step is passed, and on the way on from it."""

    DEFAULT_CSS = """
    DebriefScreen > #page { padding: 1 2 0 2; }
    DebriefScreen #text { height: auto; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,pagedown,down", "scroll(1)", "more", key_display="space", tooltip="further down"),
        Binding("pageup,up", "scroll(-1)", show=False, tooltip="further up"),
        Binding("enter", "leave", show=False),
    ]

    def __init__(self, lab: Lab, steps: Sequence[StepView], matrix: MatrixView | None = None) -> None:
        super().__init__()
        self.lab = lab
        self.steps = steps
        self.matrix = matrix

    def compose_page(self) -> ComposeResult:
        """Yield one text that scrolls."""
        with VerticalScroll(id="page"):
            yield Static(id="text", markup=False)

    def on_mount(self) -> None:
        """Name the lab, all of it done."""
        super().on_mount()
        self.header.place = self.lab.title
        self.header.position = "debrief"
        self.measure.show(len(self.steps), len(self.steps), segmented=True)

    def on_resize(self) -> None:
        """Draw to the width there is."""
        width = min(self.app.size.width - 5, TEXT_WIDTH)
        head = [Content.styled(f"{self.signs.passed} Passed: {len(self.steps)} steps", "bold $good")]
        filled = self._matrix(width)
        rows = [
            *head,
            *self._predictions(width),
            *filled,
            Content(""),
            *markdown.rows(self.lab.debrief, width),
        ]
        self.query_one("#text", Static).update(Content("\n").join(rows))

    def _predictions(self, width: int) -> list[Content]:
        rows: list[Content] = []
        for step in self.steps:
            made = step.prediction
            if made is None or made.chosen is None or made.right is None:
                continue
            right = made.chosen == made.right
            mark = (f"{self.signs.passed} ", "$good") if right else (f"{self.signs.failed} ", "$bad")
            told = [Content.assemble((f"{step.title}: ", "bold"), shown(made.options[made.chosen]))]
            if not right:
                told.append(Content.assemble(("; it was: ", "$muted"), shown(made.options[made.right])))
            rows += hang(Content.assemble(mark), Content("").join(told), width)
        return [Content(""), Content.styled("What you predicted", "bold"), *rows] if rows else []

    def _matrix(self, width: int) -> list[Content]:
        if self.matrix is None:
            return []
        meaning = hang(Content(""), Content.styled(MEANING, "$muted"), width)
        table = whole_rows(self.matrix, self.signs, width)
        return [Content(""), shown(self.matrix.title, "bold"), Content(""), *table, Content(""), *meaning]

    def action_scroll(self, pages: int) -> None:
        """Scroll by pages."""
        page = self.query_one(VerticalScroll)
        page.scroll_page_down(animate=False) if pages > 0 else page.scroll_page_up(animate=False)

"""The keys of a question, wherever one is shown: its letters, its views, and scrolling."""

from textual.binding import Binding

from trainer.tui.question_view import LETTERS

ANSWER_KEYS = (
    *(
        Binding(letter.lower(), f"answer({n},False)", show=False, tooltip="answer; of several, choose")
        for n, letter in enumerate(LETTERS)
    ),
    *(
        Binding(letter, f"answer({n},True)", show=False, tooltip="answer, and say that you are sure")
        for n, letter in enumerate(LETTERS)
    ),
    Binding("enter", "submit", "submit", tooltip="of several answers: submit what is chosen"),
)
VIEW_KEYS = (
    Binding("z", "view('question')", "question", tooltip="the question again, or the explanation"),
    Binding("r", "view('references')", "source", tooltip="the references and their evidence"),
)
SCROLL_KEYS = (
    Binding("pagedown", "page(1)", show=False, key_display="PgDn", tooltip="scroll"),
    Binding("pageup", "page(-1)", show=False, key_display="PgUp", tooltip="scroll"),
    Binding("down", "line(1)", show=False, tooltip="scroll by a line"),
    Binding("up", "line(-1)", show=False, tooltip="scroll by a line"),
)

"""What can be typed, and the list of it."""

from collections.abc import Iterator

BEFORE = "m mark, n TEXT note, x put aside, u undo, q quit, ? all commands"
AFTER = "Enter for the next question, 1 to 4 another grade, ? for all commands:"
AFTER_WITH_PROOF = (
    "Enter for the next question, p to prove the answer, 1 to 4 another grade, ? for all commands:"
)

_AT_ANY_TIME = (
    ("m", "marks the question for review, or takes the mark away."),
    ("n", "tells your note on the question."),
    ("n TEXT", "sets the note."),
    ("n -", "takes the note away."),
    ("x", "puts the question aside: no session asks it until u takes it up again."),
    ("u", "undoes the last answer or putting aside; again and again, through the whole session."),
    ("q", "quits; what you answered is saved."),
)
_AFTER_THE_ANSWER = (
    ("Enter", "goes on to the next question."),
    ("1 to 4", "give the answer another grade: 1 again, 2 hard, 3 good, 4 easy."),
    ("p", "runs the question's proof on the local cloud."),
    ("r", "tells the sources."),
    ("! TEXT", "keeps what is wrong with the question, for its author."),
)
_CHOOSING = (
    ("A letter", "answers; several of them, as BD, where several are asked for."),
    ("A capital letter", "or an exclamation mark behind the letter says that you are sure."),
)
_RECALL = (("Enter", "shows the back; then 1 to 4 say how well you knew it."),)
_LONE = frozenset("mxuqpr?")


def is_command(typed: str) -> bool:
    """Return whether a line is a command and not letters of options."""
    word, _, rest = typed.partition(" ")
    return word.lower() == "n" or (word.lower() in _LONE and not rest) or typed.startswith("!")


def all_commands(*, recall: bool) -> Iterator[str]:
    """Yield every command with what it does, one a line."""
    groups = (
        ("Before the answer:", _RECALL if recall else _CHOOSING),
        ("After it:", _AFTER_THE_ANSWER),
        ("At any time:", _AT_ANY_TIME),
    )
    for title, commands in groups:
        yield title
        for typed, does in commands:
            yield f"   {typed} {does}"

"""The part of a mark that an answer earns in Moodle, which takes only parts from a list of its own."""

WRONG = "-100"
"""One wrong tick takes all that the right ones earn: the nearest to all or nothing that Moodle has."""


def share(right: int) -> str:
    """Return what each of so many right answers earns, in percent, with the five places Moodle lists."""
    return f"{100 / max(right, 1):.5f}".rstrip("0").rstrip(".")

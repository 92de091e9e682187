"""What libyaml says about broken syntax, in the words of somebody who wrote the file."""

from typing import Any

import yaml

from trainer.yaml.document import Mistake, position_of

_UNCLOSED_QUOTE = ("a quoted text is not closed", "add the closing quote")

# What libyaml says; what it means; what to do; whether the mistake lies where the broken thing begins.
_EXPLAINED = (
    ("found unexpected end of stream", *_UNCLOSED_QUOTE, True),
    ("found unexpected document indicator", *_UNCLOSED_QUOTE, True),
    ("could not find expected ':'", "this is neither a key with ':' nor part of a text", "complete it", True),
    ("did not find expected ',' or", "a bracket is not closed", "close it, or separate with ','", True),
    (
        "mapping values are not allowed",
        "a second ': ' in one text",
        "put the text in quotes, or use >-",
        False,
    ),
    (
        "did not find expected key",
        "this does not belong to the fields around it",
        "let it begin in the same column as they do",
        False,
    ),
    ("did not find expected '-'", "this does not belong to the list around it", "begin it with '- '", False),
    (
        "did not find expected node content",
        "a value was expected here",
        "write it, or close the bracket before it",
        False,
    ),
    ("cannot start any token", "no value begins with this character", "put the value in quotes", False),
    ("sequence entries are not allowed", "no list may begin here", "start it on a line of its own", False),
    ("unknown escape character", "YAML does not have this escape", "write the backslash twice", False),
)


def explained(error: yaml.MarkedYAMLError, long_quote: Any) -> Mistake:
    """Return libyaml's complaint as a mistake with its place.

    `long_quote` is the event of the last quoted text that went over several lines, or None.
    """
    mark = error.problem_mark or error.context_mark
    if long_quote is not None and mark is not None and long_quote.end_mark.line == mark.line:
        hint = "close the quote where the text ends"
        message = f"a quoted text goes on to line {mark.line + 1}"
        return Mistake(position_of(long_quote.start_mark), "syntax", message, hint)
    problem = error.problem or error.context or "this is not YAML"
    for said, message, hint, lies_at_its_beginning in _EXPLAINED:
        if said in problem:
            begin = error.context_mark if lies_at_its_beginning else None
            return Mistake(position_of(begin or mark), "syntax", message, hint)
    return Mistake(position_of(mark), "syntax", problem, "compare it with another file")

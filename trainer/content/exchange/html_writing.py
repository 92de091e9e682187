"""Text as HTML that shows it as it is, and from which `html_reading` gets the same text back."""

import html
import re

_RUN = re.compile(" {2,}")


def to_html(text: str) -> str:
    """Return joined text as paragraphs; nothing in it is taken for markup."""
    paragraphs = re.split(r"\n\s*\n", text)
    return "".join(f"<p>{'<br>'.join(map(_line, each.split(chr(10))))}</p>" for each in paragraphs)


def _line(line: str) -> str:
    """Return a line with its blanks kept: HTML shows several as one, and none at the beginning."""
    text = line.lstrip(" ")
    indent = "&nbsp;" * (len(line) - len(text))
    return indent + _RUN.sub(lambda run: "&nbsp;" * (len(run[0]) - 1) + " ", html.escape(text, quote=False))

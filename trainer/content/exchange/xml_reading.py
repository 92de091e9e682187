"""XML from a stranger: no entities but the letters of HTML, nothing fetched, no depth without end."""

from html.entities import html5
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from trainer.errors import ContentError

MAX_DEPTH = 100

_DECLARED = "it declares entities of its own; take the DOCTYPE out and write their text in their place"


def parsed(source: bytes) -> Element:
    """Return the root of an XML document, with its comments, and names without namespace.

    Raises ContentError with line and column for what is no XML, or declares entities.
    """
    return _Parser().run(source)


def text_of(element: Element | None) -> str:
    """Return the text inside an element, or nothing where there is none."""
    if element is None:
        return ""
    return "".join(element.itertext())


class _Parser:
    def __init__(self) -> None:
        self._builder = TreeBuilder(insert_comments=True)
        self._depth = 0
        self._expat: Any = expat.ParserCreate(namespace_separator="}")
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._builder.data
        self._expat.CommentHandler = self._comment
        self._expat.EntityDeclHandler = self._refuse
        self._expat.SkippedEntityHandler = self._skipped

    def run(self, source: bytes) -> Element:
        try:
            self._expat.Parse(source, True)
        except expat.ExpatError as error:
            what = expat.errors.messages[error.code]
            place = f"line {error.lineno}, column {error.offset + 1}"
            raise ContentError(f"{place}: this is no XML ({what}); mend it or export it again") from error
        except (LookupError, ValueError) as error:
            raise ContentError("its encoding is not known; save it as UTF-8") from error
        return self._builder.close()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._fail(f"elements stand more than {MAX_DEPTH} deep; this is no file of questions")
        self._builder.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._builder.end(_local(name))

    def _comment(self, text: str) -> None:
        # One before the root has no element to stand in.
        if self._depth:
            self._builder.comment(text)

    def _refuse(self, *_: Any) -> None:
        self._fail(_DECLARED)

    def _skipped(self, name: str, is_parameter: bool) -> None:
        if is_parameter:
            return
        if f"{name};" not in html5:
            self._fail(f"the entity &{name}; is not known; write the letter itself")
        self._builder.data(html5[f"{name};"])

    def _fail(self, says: str) -> None:
        raise ContentError(f"line {self._expat.CurrentLineNumber}: {says}")


def _local(name: str) -> str:
    return name.rpartition("}")[2]

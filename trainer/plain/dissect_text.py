"""The anatomy of a URL for a reader: 80 columns, in colours only where a terminal shows them."""

import os
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from trainer.s3.anatomy_json import Dissection
from trainer.s3.life import marks, state
from trainer.s3.masking import masked, masked_value
from trainer.s3.parts import Part
from trainer.s3.verifying import Verification
from trainer.s3.wording import grouped, lasting, moment

if TYPE_CHECKING:
    from trainer.s3.error_meaning import Meaning

WIDTH = 80
LONGEST = 300
"""Characters of a value that are shown; `--json` has all of it."""
MOST = 40
"""Parameters that are shown."""

_KINDS = {
    "query-v4": "A pre-signed URL, Signature Version 4",
    "query-v2": "A pre-signed URL, Signature Version 2",
    "plain": "A URL without an S3 signature",
}
_COLOURS = {
    "title": "1",
    "where": "34",
    "who": "35",
    "when": "33",
    "seal": "36",
    "refused": "31",
    "caution": "33",
    "fine": "32",
}
"""Select Graphic Rendition, by what is written."""


def report(
    found: Dissection, answer: "Meaning | None", now: datetime, out: TextIO, *, show_secrets: bool
) -> None:
    """Write all that is told of a URL, and of S3's answer to it if there is one."""
    page = _Page(found, now, _Ink(out), show_secrets=show_secrets)
    for line in page.lines(answer):
        out.write(f"{_fitting(line, out)}\n")


def _fitting(line: str, out: TextIO) -> str:
    encoding = (getattr(out, "encoding", None) or "utf-8").lower().replace("-", "")
    return line if encoding == "utf8" else line.replace("…", "...")


class _Ink:
    """Colours words, where the output is a terminal that is not asked to do without."""

    def __init__(self, out: TextIO) -> None:
        plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
        self._colours = out.isatty() and not plain

    def __call__(self, text: str, what: str) -> str:
        code = _COLOURS.get(what)
        return f"\x1b[{code}m{text}\x1b[0m" if code and self._colours else text


class _Page:
    def __init__(self, found: Dissection, now: datetime, ink: _Ink, *, show_secrets: bool) -> None:
        self.found, self.now, self.ink, self.show_secrets = found, now, ink, show_secrets

    def lines(self, answer: "Meaning | None") -> Iterator[str]:
        """Yield the sections, a blank line between two."""
        anatomy = self.found.anatomy
        stands = state(anatomy, self.found.risks, self.now).says
        head = _KINDS[anatomy.kind]
        yield f"{self.ink(head, 'title')}: {stands}" if anatomy.kind != "plain" else self.ink(head, "title")
        yield "Read on this machine alone; it was sent nowhere."
        yield ""
        yield from self._parts()
        if answer is not None:
            yield from self._answer(answer)
        if anatomy.kind != "plain":
            yield from self._life()
        yield from self._risks()
        if anatomy.kind != "plain":
            yield from self._to_sign()

    def _title(self, text: str) -> Iterator[str]:
        yield ""
        yield self.ink(text, "title")

    def _parts(self) -> Iterator[str]:
        shown, left = self.found.parts[: MOST + 2], self.found.parts[MOST + 2 :]
        digits = len(str(len(shown)))
        for part in shown:
            head = f"{part.number:>{digits}} {part.kind:<5}  "
            colour = self.ink(head, part.kind)
            for number, line in enumerate(_chunks(self._value(part), WIDTH - len(head))):
                yield f"{' ' * len(head) if number else colour}{line}"
            yield from _indented(part.says, len(head) + 2)
        if left:
            yield f"{' ' * digits} and {grouped(len(left))} parameters more; --json has them all"

    def _value(self, part: Part) -> str:
        value = part.value if self.show_secrets else masked_value(part.name, part.value)
        more = f"… ({grouped(len(value))} characters)" if len(value) > LONGEST else ""
        return f"{part.before}{value[:LONGEST]}{more}"

    def _life(self) -> Iterator[str]:
        found = marks(self.found.anatomy, self.now)
        if len(found) < 2:
            return
        yield from self._title("Life")
        begin = next((mark.at for mark in found if mark.event == "signed"), None)
        for mark in found:
            after = f", {lasting((mark.at - begin).total_seconds())} after signing" if begin else ""
            after = after if mark.event in ("expires", "session ends") else ""
            latest = " at the latest" if mark.event == "session ends" else ""
            yield f"  {mark.event:<12}  {moment(mark.at)}{after}{latest}"

    def _risks(self) -> Iterator[str]:
        if not self.found.risks:
            return
        yield from self._title("What may go wrong")
        for risk in self.found.risks:
            first, *rest = _wrapped(risk.says, WIDTH - 11)
            yield f"  {self.ink(f'{risk.severity:<7}', risk.severity)}  {first}"
            yield from (f"{' ' * 11}{line}" for line in rest)

    def _answer(self, meaning: "Meaning") -> Iterator[str]:
        yield from self._title(f"S3 answered {_clean(meaning.code)}")
        for sentence in (meaning.message, meaning.says, *meaning.cause):
            yield from _indented(sentence, 2)
        for difference in meaning.differences:
            yield from _indented(f"{difference.what}{'' if difference.certain else ', perhaps'}:", 4)
            yield from _indented(f"S3 saw    {difference.seen}", 6, 16)
            yield from _indented(f"the URL   {difference.signed}", 6, 16)

    def _to_sign(self) -> Iterator[str]:
        found = self.found
        signed_for = found.verification.method
        how = f"for {signed_for}" if signed_for else "for GET (a URL does not say its method)"
        if found.anatomy.session_token and not self.show_secrets:
            how += ", session token shortened"
        if found.canonical_request is not None:
            yield from self._title(f"Canonical request, {how}")
            yield from self._exact(found.canonical_request)
        if found.string_to_sign is not None:
            yield from self._title("String to sign" if found.canonical_request else f"String to sign, {how}")
            yield from self._exact(found.string_to_sign)
        yield ""
        yield from _wrapped(_verified(found), WIDTH)

    def _exact(self, text: str) -> Iterator[str]:
        """Yield a text line by line, a long query broken at its ampersands."""
        for line in (text if self.show_secrets else masked(text)).split("\n"):
            parts = _clean(line).split("&")
            yield f"  {parts[0]}" if line else ""
            yield from (f"    &{part}" for part in parts[1:])


def _verified(found: Dissection) -> str:
    match found.verification:
        case Verification(True, method):
            return f"The signature fits: this secret key signed it, for {method}."
        case Verification(False, _):
            return (
                "The signature does not fit: another secret key signed it, a signed header was not given "
                "(--header), or the URL was changed."
            )
    names = found.anatomy.headers_to_send()
    if names and found.string_to_sign is None:
        given = " ".join(f"--header '{masked(name)}: ...'" for name in names)
        return f"The string to sign needs the headers that were signed: {given}"
    if found.string_to_sign is None:
        return "There is no string to sign: something that goes into it is missing."
    return "Whether the signature fits only the secret key tells: --secret-key-env NAME takes it."


def _clean(text: str) -> str:
    if text.isprintable():
        # Nearly all is; what makes the rest visible takes a while to load.
        return text
    from trainer.study.visible import visible

    return visible(text).replace("\n", r"\n")


def _chunks(text: str, width: int) -> list[str]:
    """Cut a value wherever a line ends, so that not a letter of it changes."""
    text = _clean(text)
    return [text[start : start + width] for start in range(0, len(text), width)] or [""]


def _wrapped(text: str, width: int) -> list[str]:
    """Break a sentence at its spaces, and a word only where it is longer than a line."""
    lines = [""]
    for word in _clean(text).split(" "):
        line = f"{lines[-1]} {word}" if lines[-1] else word
        if len(line) <= width:
            lines[-1] = line
            continue
        lines += _chunks(word, width)
    return lines if lines[0] else lines[1:]


def _indented(text: str, first: int, rest: int | None = None) -> Iterator[str]:
    begin, *more = _wrapped(text, WIDTH - (first if rest is None else max(first, rest)))
    yield f"{' ' * first}{begin}"
    yield from (f"{' ' * (first if rest is None else rest)}{line}" for line in more)

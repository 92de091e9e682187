"""A URL as somebody pasted it: taken out of its wrapping and apart, its escapes untouched."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from trainer.errors import UsageError
from trainer.s3.masking import masked

MAX_LENGTH = 1 << 20
"""Characters. Servers stop reading a request line long before that."""

_AROUND = ' \t\r\n\v\f\ufeff\u200b"`<>\u201c\u201d\u2018\u2019\u00ab\u00bb'
"""What stands around a URL in mails, shells and documents, and never in one."""
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_IN_NO_HOST = re.compile(r"[\x00-\x20\"<>\\^`{|}%]")
_HTML = r"(?i)&amp;(?=X-Amz-|AWSAccessKeyId=|Signature=|Expires=)"
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Address(NamedTuple):
    """The parts of an http(s) URL, as a client would send them."""

    scheme: str
    """`http` or `https`."""
    host: str
    """As in the Host header: lower case, with its port unless that is the scheme's own."""
    raw_path: str
    """Escapes untouched; `/` where the URL has none."""
    raw_query: str
    fragment: str | None = None
    """What follows `#`, which no client sends; None without one."""
    has_user: bool = False
    """Whether a user name or password stands before the host; neither is kept."""
    repaired: str = ""
    """Where its `&` or `/` were written otherwise, as what: `html`, `json`, or empty."""

    @property
    def url(self) -> str:
        """Return the URL as a client requests it: mended, without user name and fragment."""
        query = f"?{self.raw_query}" if self.raw_query else ""
        return f"{self.scheme}://{self.host}{self.raw_path}{query}"

    def __repr__(self) -> str:
        # A traceback shows it, and must not show the signature and the token in it.
        return f"Address({self.scheme}://{self.host})"


def read_address(text: str) -> Address:
    """Find the one URL in a text: white space, quotes, angle brackets and line breaks around it are dropped.

    Raises UsageError for what is no http(s) URL; its message shows no signature.
    """
    if len(text) > MAX_LENGTH:
        raise UsageError(f"this is longer than {MAX_LENGTH:,} characters, and no URL is; give the URL alone")
    url, repaired = _mended(_unwrapped(text))
    if not url:
        raise UsageError("there is no URL here; give one whole, in quotes")
    if url.count("://") > 1 and re.search(r"(?i)[\s\"'<>]https?://", url):
        raise UsageError("there is more than one URL here; give one at a time")
    _check_scheme(url)
    try:
        parts = urlsplit(url)
        name, port = parts.hostname, parts.port
    except ValueError:
        # Its message repeats what stands before the host, a password too.
        raise UsageError(f"{_echo(url)} is no URL: its host or port cannot be read; copy it again") from None
    if not name:
        raise UsageError(f"{_echo(url)} names no host; copy the URL again, whole")
    if _IN_NO_HOST.search(name) or not name.isprintable():
        raise UsageError(f"the host of {_echo(url)} has a character that no host has; copy the URL again")
    host = f"[{name}]" if ":" in name else name
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{port}"
    fragment = parts.fragment if "#" in url else None
    return Address(
        parts.scheme, host, parts.path or "/", parts.query, fragment, "@" in parts.netloc, repaired
    )


def _unwrapped(text: str) -> str:
    """Take a URL out of what is around it, and join the lines that a narrow window broke it into."""
    url = text.strip(_AROUND)
    while url.startswith("'"):
        # A URL may end in an apostrophe, but it begins with none.
        url = url[1:].removesuffix("'").strip(_AROUND)
    if url.isprintable():
        return url
    lines = [line.strip(" \t") for line in re.split(r"[\r\n]+", url)]
    several = any(line.lower().startswith(("http://", "https://")) for line in lines[1:])
    return (" " if several else "").join(lines)


def _mended(url: str) -> tuple[str, str]:
    """Undo how a page or a JSON document writes `&` and `/`; return the URL and which of the two it was."""
    if "\\u0026" in url or re.match(r"(?i)https?:\\/", url):
        return url.replace("\\u0026", "&").replace("\\/", "/"), "json"
    mended = re.sub(_HTML, "&", url) if "&amp;" in url else url
    return mended, "html" if mended != url else ""


def _check_scheme(url: str) -> None:
    found = _SCHEME.match(url)
    scheme = found[1].lower() if found else ""
    if scheme in _DEFAULT_PORTS:
        return
    if scheme == "s3":
        raise UsageError(f"{_echo(url)} names a place, not a request; aws s3 presign makes a URL of it")
    if "amazonaws.com" in url or "X-Amz-" in url:
        raise UsageError(f"{_echo(url)} lacks the beginning of a URL; put https:// before the host")
    raise UsageError(f"{_echo(url)} is no URL; one begins with https:// or http://")


def _echo(url: str) -> str:
    """Return what was given, so that it can be recognised: without its query, which may hold secrets."""
    before = re.sub(r"//[^/]*@", "//…@", masked(url.partition("?")[0]))
    return repr(before if len(before) <= 60 else f"{before[:59]}…")

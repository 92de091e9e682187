"""The signed URLs that were seen in a lab: printed in its console, or made by the app."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from trainer.s3.judge import url_id

_URL = re.compile(r"https?://[^\s'\"<>`]+[?&](?:X-Amz-Signature|Signature)=[^\s'\"<>`]+")
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")


@dataclass(frozen=True, slots=True)
class Link:
    """A signed URL and the id under which the journal knows it."""

    url: str
    id: str
    key: str
    method: str = ""
    """Known for those the app made; a URL itself does not say it."""

    @property
    def local(self) -> bool:
        """Whether it leads to this machine."""
        host = urlsplit(self.url).hostname or ""
        return host in LOOPBACK or host.endswith(".localhost")


class Links:
    """Signed URLs in the order they were seen, each once."""

    def __init__(self) -> None:
        self._by_id: dict[str, Link] = {}

    def add(self, url: str, method: str = "") -> Link | None:
        """Remember a URL; return it, or None for one without a signature."""
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        signature = (query.get("X-Amz-Signature") or query.get("Signature") or [""])[0]
        if not signature:
            return None
        link = Link(url, url_id(signature), unquote(parts.path).rpartition("/")[2], method)
        # The same URL seen again is the latest again.
        known = self._by_id.pop(link.id, link)
        self._by_id[link.id] = known
        return known

    def read(self, text: str) -> None:
        """Remember the URLs in what a console printed."""
        for found in _URL.findall(text):
            self.add(found)

    def find(self, known_as: str | None) -> Link | None:
        """Return the URL that the journal knows under an id, if it was ever seen here."""
        return self._by_id.get(known_as or "")

    @property
    def latest(self) -> Link | None:
        """The URL seen last."""
        return next(reversed(self._by_id.values()), None)

    def all(self) -> tuple[Link, ...]:
        """Return every URL, the oldest first."""
        return tuple(self._by_id.values())

    def clear(self) -> None:
        """Forget all."""
        self._by_id.clear()

"""What happens to a request between its signer and S3: it is changed, and gets the Host it is sent with."""

from collections.abc import Mapping
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from tests.conformance.model import Send, Sign
from tests.conformance.target import Sent, Target
from tests.conformance.words import filled, filled_all

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def bent(made: Sent, send: Send, target: Target, sign: Sign, words: Mapping[str, str]) -> Sent:
    """Return what goes over the wire: the signed request, changed as a case asks."""
    parts = urlsplit(made.url)
    if send.object is not None or send.bucket is not None:
        bucket = filled(send.bucket or sign.bucket, words)
        key = filled(sign.object if send.object is None else send.object, words)
        parts = parts._replace(path=urlsplit(address(target, bucket, key, sign.style)).path)
    if send.path is not None:
        parts = parts._replace(path=filled(send.path, words))
    query = _changed(parts.query, filled_all(send.set, words), send.remove) + filled(send.append, words)
    host = filled(send.host, words) if send.host is not None else _host_of(made.url)
    dropped = {name.lower() for name in send.without}
    overridden = {name.lower() for name in send.headers}
    kept = [
        (name, value) for name, value in made.headers if name.lower() not in dropped | overridden | {"host"}
    ]
    headers = (("Host", host), *kept, *filled_all(send.headers, words).items())
    body = made.body if send.body is None else filled(send.body, words).encode()
    url = urlunsplit(parts._replace(query=query.removeprefix("&")))
    return Sent(send.method or made.method, url, headers, body)


def address(target: Target, bucket: str, key: str, style: str) -> str:
    """Return the URL of an object or, without a key, of a bucket."""
    path = quote(key, safe="/~")
    parts = urlsplit(target.endpoint)
    if style == "path":
        return f"{target.endpoint}/{bucket}/{path}" if path else f"{target.endpoint}/{bucket}"
    # An address of numbers has no names below it; localhost has.
    host = "localhost" if (parts.hostname or "").replace(".", "").isdigit() else parts.hostname
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{bucket}.{host}{port}/{path}"


def _host_of(url: str) -> str:
    parts = urlsplit(url)
    return parts.netloc.removesuffix(_DEFAULT_PORTS.get(parts.scheme, " "))


def _changed(query: str, changes: Mapping[str, str], removed: list[str]) -> str:
    """Change values where they stand and append new ones; what is not named keeps its bytes."""
    left = dict(changes)
    pairs = []
    for pair in query.split("&") if query else []:
        name = unquote(pair.partition("=")[0])
        if name in removed:
            continue
        pairs.append(_pair(name, left.pop(name)) if name in left else pair)
    return "&".join([*pairs, *(_pair(name, value) for name, value in left.items())])


def _pair(name: str, value: str) -> str:
    return f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"

"""Signed URLs: made by lab time, bent for a trial, and remembered with what has to be sent along."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote, unquote, urlencode, urlsplit, urlunsplit

from trainer.cloud.client import CloudClient
from trainer.s3.judge import url_id
from trainer.s3.query import parse_query
from trainer.s3.signing import Credentials, presign_v2, presign_v4
from trainer.scenario.steps import Alter, Presign


@dataclass(frozen=True, slots=True)
class MadeUrl:
    """A signed URL and the headers that were signed with it."""

    url: str
    headers: Mapping[str, str]
    bucket: str
    object: str
    signed_at: datetime
    method: str
    credentials: Credentials
    """Whoever signed."""

    @property
    def id(self) -> str | None:
        """What the journal calls each use of this URL, and of any other with its signature."""
        found = dict(parse_query(urlsplit(self.url).query))
        signature = found.get("X-Amz-Signature") or found.get("Signature")
        return url_id(signature) if signature else None

    @property
    def parameter_names(self) -> list[str]:
        """The names of the query's parameters, in their order."""
        return [name for name, _ in parse_query(urlsplit(self.url).query)]


def presigned(client: CloudClient, credentials: Credentials, step: Presign) -> MadeUrl:
    """Sign a URL with some credentials, by lab time."""
    now = client.clock().now
    url = client.object_url(step.bucket, step.object)
    if step.version == "v2":
        if step.query:
            url = f"{url}?{urlencode(step.query, quote_via=quote)}"
        signed = presign_v2(
            credentials, step.method, url, now=now, expires=step.expires, headers=step.headers
        )
    else:
        signed = presign_v4(
            credentials,
            step.method,
            url,
            region=step.region or client.ready.region,
            now=now,
            expires=step.expires,
            headers=step.headers,
            query=tuple(step.query.items()),
        )
    return MadeUrl(signed, step.headers, step.bucket, step.object, now, step.method, credentials)


def altered(client: CloudClient, made: MadeUrl, step: Alter) -> MadeUrl:
    """Return a URL changed as a step asks, its signature untouched."""
    parts = urlsplit(made.url)
    bucket, key = step.bucket or made.bucket, step.object or made.object
    if step.bucket or step.object:
        parts = parts._replace(path=urlsplit(client.object_url(bucket, key)).path)
    if step.host:
        port = f":{parts.port}" if parts.port and ":" not in step.host else ""
        parts = parts._replace(netloc=f"{step.host}{port}")
    query = _changed_query(parts.query, step.parameters, step.remove)
    if step.access_key:
        query = _with_access_key(query, step.access_key)
    return replace(made, url=urlunsplit(parts._replace(query=query)), bucket=bucket, object=key)


def _changed_query(query: str, changes: Mapping[str, str], removed: tuple[str, ...]) -> str:
    """Change values where they stand and append new ones; what is not named keeps its bytes."""
    left = dict(changes)
    pairs = []
    for pair in query.split("&"):
        name = unquote(pair.partition("=")[0])
        if name in removed:
            continue
        pairs.append(_pair(name, left.pop(name)) if name in left else pair)
    return "&".join([*pairs, *(_pair(name, value) for name, value in left.items())])


def _with_access_key(query: str, access_key_id: str) -> str:
    found = dict(parse_query(query))
    if "AWSAccessKeyId" in found:
        return _changed_query(query, {"AWSAccessKeyId": access_key_id}, ())
    scope = found.get("X-Amz-Credential", "").partition("/")[2]
    return _changed_query(query, {"X-Amz-Credential": f"{access_key_id}/{scope}"}, ())


def _pair(name: str, value: str) -> str:
    return f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"


def alteration(step: Alter) -> str:
    """Return what a step changes, in a few words: `X-Amz-Expires=99, host localhost`."""
    changes = [f"{name}={value}" for name, value in step.parameters.items()]
    changes += [f"without {name}" for name in step.remove]
    changes += [f"object {step.object}"] if step.object else []
    changes += [f"bucket {step.bucket}"] if step.bucket else []
    changes += [f"host {step.host}"] if step.host else []
    changes += [f"access key {step.access_key}"] if step.access_key else []
    return ", ".join(changes)

"""The people, keys, buckets and requests that the tests of the judge are about."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from trainer.s3.acl import CANNED
from trainer.s3.judge import judge
from trainer.s3.request import Request
from trainer.s3.signing import Credentials, presign_v2, presign_v4
from trainer.s3.verdict import Refusal, TrailEntry, Verdict
from trainer.s3.world import AccessKey, Bucket, Policy, Principal, Session, World

ACCOUNT = "123456789012"
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ENDPOINT = "http://127.0.0.1:5000"
OBJECT = f"{ENDPOINT}/trainer-private/invoices/jan.pdf"

LONG_TERM = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
TEMPORARY = Credentials("ASIAIOSFODNN7EXAMPLE", "temporary/K7MDENG/bPxRfiCYEXAMPLEKEY", "to/ken+of=session")


def document(*statements: Mapping[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action: str | list[str], resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: str | list[str], resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def identity(*statements: Mapping[str, Any]) -> Policy:
    return Policy("objects", "identity", document(*statements))


def bucket_policy(*statements: Mapping[str, Any]) -> Policy:
    return Policy("", "resource", document(*[{"Principal": "*", **statement} for statement in statements]))


PUBLIC_READ: dict[str, Any] = {"ownership": "ObjectWriter", "object_acl": CANNED["public-read"]}
"""An object whose list lets everyone read it, in a bucket whose lists count."""

EVERYTHING = identity(allow("*"))
READ_AND_WRITE = identity(allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::trainer-private/*"))


def ann(*policies: Policy) -> Principal:
    return Principal(f"arn:aws:iam::{ACCOUNT}:user/ann", ACCOUNT, "user", "AIDAANN", "ann", policies=policies)


def reporter(*policies: Policy) -> Principal:
    return Principal(
        f"arn:aws:sts::{ACCOUNT}:assumed-role/reporter/lab",
        ACCOUNT,
        "assumed-role",
        "AROAREPORTER:lab",
        role_arn=f"arn:aws:iam::{ACCOUNT}:role/reporter",
        policies=policies,
    )


def long_term(*policies: Policy, active: bool = True) -> AccessKey:
    return AccessKey(
        LONG_TERM.access_key_id, LONG_TERM.secret_access_key, active, ann(*(policies or (EVERYTHING,)))
    )


def temporary(*policies: Policy, lasts: int = 3600) -> AccessKey:
    session = Session(TEMPORARY.session_token or "", NOW, NOW + timedelta(seconds=lasts))
    owner = reporter(*(policies or (EVERYTHING,)))
    return AccessKey(TEMPORARY.access_key_id, TEMPORARY.secret_access_key, True, owner, session)


def bucket(region: str = "us-east-1", name: str = "trainer-private", **more: Any) -> Bucket:
    return Bucket(name, region, more.pop("account", ACCOUNT), **more)


def world(key: AccessKey | None = None, **more: Any) -> World:
    """Return a world in which the object is there and, unless another is given, ann may do anything."""
    fields: dict[str, Any] = {"bucket": bucket(), "object_exists": True} | more
    return World("us-east-1", ACCOUNT, key or long_term(), **fields)


def without_key(**more: Any) -> World:
    return replace(world(**more), key=None)


def request(url: str, method: str = "GET", headers: Mapping[str, str] | None = None, **more: Any) -> Request:
    """Return what a client sends for a URL: path and query as they are, Host first."""
    address = urlsplit(url)
    sent = {"Host": address.netloc, **(headers or {})}
    return Request(method, address.path, address.query, tuple(sent.items()), **more)


def presign(
    method: str = "GET", url: str = OBJECT, *, credentials: Credentials = LONG_TERM, **more: Any
) -> str:
    options: dict[str, Any] = {"region": "us-east-1", "now": NOW, "expires": 3600} | more
    return presign_v4(credentials, method, url, **options)


def presign_old(
    method: str = "GET", url: str = OBJECT, *, credentials: Credentials = LONG_TERM, **more: Any
) -> str:
    options: dict[str, Any] = {"now": NOW, "expires": 3600} | more
    return presign_v2(credentials, method, url, **options)


def altered(url: str, *removed: str, **changes: str) -> str:
    """Return a URL with query parameters removed, changed or added (`_` in a name stands for `-`)."""
    address = urlsplit(url)
    query = dict(parse_qsl(address.query, keep_blank_values=True))
    for name in removed:
        del query[name]
    query |= {name.replace("_", "-"): value for name, value in changes.items()}
    return urlunsplit(address._replace(query=urlencode(query, quote_via=quote)))


def refusal_of(verdict: Verdict) -> Refusal:
    assert verdict.refusal is not None, "it was allowed"
    return verdict.refusal


def failed_check(verdict: Verdict) -> TrailEntry:
    """Return the one failed entry; nothing after it was reached."""
    [entry] = [entry for entry in verdict.trail if entry.outcome == "failed"]
    position = verdict.trail.index(entry)
    assert all(after.outcome == "not-reached" for after in verdict.trail[position + 1 :])
    return entry


def allowed(sent: Request, snapshot: World | None = None, now: datetime = NOW) -> bool:
    return judge(sent, snapshot or world(), now).refusal is None

"""Signs a case's request, by our signer or by botocore's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode, urlsplit

from tests.conformance.bending import address
from tests.conformance.chunks import checksum, signed_in_chunks
from tests.conformance.model import Digest, Sign, Signer
from tests.conformance.target import Sent, Target
from tests.conformance.words import filled, filled_all
from tests.s3 import oracle
from trainer.s3.signing import Credentials, presign_v2, presign_v4, sign_headers_v4
from trainer.scenario.steps import Body

UNKNOWN = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
"""The example key of AWS's documentation, which nobody has."""

STS = "2011-06-15"
"""The version of its API."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request to be signed, its texts filled in."""

    sign: Sign
    who: Credentials
    url: str
    bucket: str
    region: str
    headers: dict[str, str]
    body: bytes
    service: str
    now: datetime
    """What the signer's clock says."""


def signed(
    target: Target, sign: Sign, credentials: Credentials, signer: Signer, words: Mapping[str, str]
) -> Sent:
    """Return a request as its signer leaves it, without a Host of its own."""
    asked = _asked(target, sign, credentials, words)
    if sign.chunks:
        headers, body = signed_in_chunks(
            sign.chunks, asked.who, sign.method, asked.url, asked.headers, asked.body, asked.region, asked.now
        )
        return Sent(sign.method, asked.url, tuple(headers.items()), body)
    url, headers = _by_botocore(asked) if signer == "botocore" else _by_ours(asked)
    return Sent(sign.method, url, tuple(headers.items()), asked.body)


def _asked(target: Target, sign: Sign, credentials: Credentials, words: Mapping[str, str]) -> _Asked:
    if sign.call:
        return _called(target, sign, credentials, words)
    bucket = filled(sign.bucket, words)
    url = address(target, bucket, filled(sign.object, words), sign.style)
    query = [(filled(name, words), filled(value, words)) for name, value in sign.query]
    if query:
        url = f"{url}?{urlencode(query, quote_via=quote, safe='-_.~')}"
    body = _body(sign, words)
    return _Asked(
        sign,
        _who(credentials, sign),
        url,
        bucket,
        filled(sign.region, words),
        filled_all(sign.headers, words) | _digest(sign.digest, body),
        body,
        "s3",
        target.now() + timedelta(seconds=sign.at),
    )


def _called(target: Target, sign: Sign, credentials: Credentials, words: Mapping[str, str]) -> _Asked:
    """Return a call of STS, whose parameters are the body."""
    url, body = f"{target.endpoint}/", urlencode({"Version": STS} | filled_all(sign.call, words)).encode()
    headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
    headers |= filled_all(sign.headers, words)
    now = target.now() + timedelta(seconds=sign.at)
    region = filled(sign.region, words)
    return _Asked(sign, _who(credentials, sign), url, "", region, headers, body, "sts", now)


def _body(sign: Sign, words: Mapping[str, str]) -> bytes:
    if sign.keys is None:
        return Body(filled(sign.body, words), sign.size).content()
    return b"<Delete>%b</Delete>" % b"".join(b"<Object><Key>%d</Key></Object>" % n for n in range(sign.keys))


def _digest(algorithm: Digest | None, body: bytes) -> dict[str, str]:
    if algorithm is None:
        return {}
    name = "content-md5" if algorithm == "md5" else f"x-amz-checksum-{algorithm}"
    return {name: checksum(algorithm, body)}


def _who(credentials: Credentials, sign: Sign) -> Credentials:
    match sign.key:
        case "unknown":
            return UNKNOWN
        case "wrong-secret":
            return Credentials(
                credentials.access_key_id, credentials.secret_access_key[::-1], credentials.session_token
            )
        case "without-token":
            return Credentials(credentials.access_key_id, credentials.secret_access_key)
    return credentials


def _by_ours(asked: _Asked) -> tuple[str, dict[str, str]]:
    sign, who, url, headers, now = asked.sign, asked.who, asked.url, asked.headers, asked.now
    method, region, expires = sign.method, asked.region, sign.expires
    match sign.by:
        case "query-v4":
            url = presign_v4(who, method, url, region=region, now=now, expires=expires, headers=headers)
        case "query-v2":
            bucket = asked.bucket if sign.style == "virtual" else None
            url = presign_v2(
                who, method, url, now=now, expires=int(expires), headers=headers, host_bucket=bucket
            )
        case "header-v4" if not sign.tells_payload:
            # Nothing in the product signs so, nor does it by Version 2.
            return _by_botocore(asked)
        case "header-v4":
            headers = sign_headers_v4(
                who, method, url, headers, asked.body, region=region, service=asked.service, now=now
            )
        case "header-v2":
            return _by_botocore(asked)
        case "nobody":
            pass
    return url, headers


def _by_botocore(asked: _Asked) -> tuple[str, dict[str, str]]:
    sign, who, url, headers, now = asked.sign, asked.who, asked.url, asked.headers, asked.now
    method, region, expires = sign.method, asked.region, sign.expires
    match sign.by:
        case "query-v4":
            url = oracle.query_v4(who, method, url, headers, region=region, expires=expires, now=now)
        case "query-v2":
            path = f"/{asked.bucket}{urlsplit(url).path}" if sign.style == "virtual" else None
            url = oracle.query_v2(who, method, url, headers, expires=int(expires), now=now, auth_path=path)
        case "header-v4":
            headers = oracle.header_v4(
                who, method, url, headers, asked.body,
                region=region, now=now, service=asked.service, tells_payload=sign.tells_payload,
            )  # fmt: skip
        case "header-v2":
            headers = oracle.header_v2(who, method, url, headers, now=now)
        case "nobody":
            pass
    return url, headers

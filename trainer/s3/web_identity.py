"""Tokens of identity providers (OpenID Connect), as AssumeRoleWithWebIdentity takes them.

A token is a JSON Web Token (RFC 7519). Providers that people use sign with a private key; the one provider
whose tokens can be checked here signs with a secret of its own (HS256): nothing is fetched from the network.

Sources: AssumeRoleWithWebIdentity of the AWS STS API reference. Its answers were recorded in
aws-actions/configure-aws-credentials#721 (no provider) and #775 (audience), aws/aws-sdk-js-v3#6225 (trust)
and aws/aws-sdk-java-v2#5709 (expired).
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any, NamedTuple

from trainer.s3.case import Case, Failure, failed, passed
from trainer.s3.verdict import Refusal, TrailEntry
from trainer.s3.wording import clock
from trainer.s3.world import IdentityProvider

_LONGEST = 20_000
"""Characters; AssumeRoleWithWebIdentity, WebIdentityToken."""


class WebIdentity(NamedTuple):
    """What a token says, whoever signed it."""

    issuer: str
    """The `iss` claim, such as `https://idp.trainer.test`."""
    audience: str
    subject: str
    expires_at: int
    """Seconds since 1970."""
    signed: bytes
    """What the signature covers."""
    signature: bytes


def signed_token(claims: Mapping[str, Any], key: bytes) -> str:
    """Return a token with these claims, signed by a secret."""
    parts = [_encoded(json.dumps(part).encode("utf-8")) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    signed = ".".join(parts)
    return f"{signed}.{_encoded(_signature(signed.encode('ascii'), key))}"


def read_token(token: str) -> WebIdentity | None:
    """Return what a token says, or None where it is none that can be read; nothing is believed yet."""
    parts = token.split(".")
    if len(parts) != 3 or len(token) > _LONGEST or not token.isascii():
        return None
    try:
        header, claims = (json.loads(_decoded(part)) for part in parts[:2])
        signature = _decoded(parts[2])
    except (ValueError, RecursionError):
        return None
    match header, claims:
        case {"alg": "HS256"}, {"iss": str() as issuer, "aud": str() as audience, "sub": str() as subject,
                                "exp": int() as expires_at}:  # fmt: skip
            signed = f"{parts[0]}.{parts[1]}".encode("ascii")
            return WebIdentity(issuer, audience, subject, expires_at, signed, signature)
    return None


def provider_name(issuer: str) -> str:
    """Return how IAM names the provider behind an issuer, in ARNs and in condition keys."""
    return issuer.removeprefix("https://")


def provider_of(case: Case) -> IdentityProvider | None:
    """Return the provider of the account that issued the request's token, or None."""
    identity = read_token(case.query.get("WebIdentityToken", ""))
    if identity is None or not identity.issuer.startswith("https://"):
        return None
    name = provider_name(identity.issuer)
    return next((known for known in case.world.identity_providers if known.name == name), None)


def identity_token(case: Case) -> TrailEntry | Failure:
    """Check that a provider of the account issued the token to a client of its, and that it is not over."""
    identity = read_token(case.query.get("WebIdentityToken", ""))
    if identity is None:
        says = "the token is no JSON Web Token with iss, aud, sub and exp that is signed by HS256"
        return _invalid("The ID Token provided is not a valid JWT.", "a token", "another text", says)
    provider = provider_of(case)
    issuer = identity.issuer[:120]
    if provider is None:
        message = f"No OpenIDConnect provider found in your account for {issuer}"
        says = f"the account has no identity provider for {issuer}"
        return _invalid(message, "a provider of the account", issuer, says, recorded=True)
    if provider.key is None or not hmac.compare_digest(
        _signature(identity.signed, provider.key), identity.signature
    ):
        message = (
            "Couldn't retrieve verification key from your identity provider, please reference "
            "AssumeRoleWithWebIdentity documentation for requirements"
        )
        says = f"the token is not one that {issuer} signed, or its key is not known here"
        return _invalid(message, f"signed by {issuer}", "another signature", says)
    if identity.audience not in provider.audiences:
        found = identity.audience[:120]
        says = f"the token is for {found}, which is no client of the provider in the account"
        expected = ", ".join(provider.audiences)
        return _invalid("Incorrect token audience", expected, found, says, recorded=True)
    return _in_time(case, identity)


def _in_time(case: Case, identity: WebIdentity) -> TrailEntry | Failure:
    now = int(case.now.timestamp())
    if now < identity.expires_at:
        says = f"{identity.issuer[:120]} issued it to {identity.subject[:120]}"
        return passed("identity token", "a token of the provider", identity.subject[:120], says)
    message = (
        f"Token expired: current date/time {now} must be before the expiration date/time "
        f"{identity.expires_at}"
    )
    says = f"the token is over; server time {clock(case.now, case.now)}"
    refusal = Refusal(400, "ExpiredTokenException", message)
    return failed("identity token", refusal, "a token that is not over", "an older one", says, "recorded")


def _invalid(message: str, expected: str, found: str, says: str, *, recorded: bool = False) -> Failure:
    refusal = Refusal(400, "InvalidIdentityToken", message)
    return failed("identity token", refusal, expected, found, says, "recorded" if recorded else "inferred")


def _signature(signed: bytes, key: bytes) -> bytes:
    return hmac.digest(key, signed, "sha256")


def _encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).rstrip(b"=").decode("ascii")


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))

"""The one identity provider whose tokens can be had here: it vouches for whomever a lab names."""

import secrets
from datetime import datetime

from trainer.s3.web_identity import signed_token

ISSUER = "https://idp.trainer.test"
"""A name that nobody can register (RFC 2606). IAM has to be told of the provider like of any other."""


class LocalProvider:
    """Signs tokens with a secret that it made up, and that no one else knows."""

    def __init__(self) -> None:
        self.key = secrets.token_bytes(32)

    def token(self, subject: str, audience: str, now: datetime, lasts: int) -> str:
        """Return a token for a subject, valid for `lasts` seconds from `now` (lab time) on."""
        issued = int(now.timestamp())
        claims = {
            "iss": ISSUER,
            "aud": audience,
            "sub": subject,
            "iat": issued,
            "exp": issued + lasts,
        }
        return signed_token(claims, self.key)

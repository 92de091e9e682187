"""The cloud's own registry of temporary credentials; they live and die in lab time."""

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from trainer.cloud.local_provider import LocalProvider
from trainer.s3.world import Policy

MAX_SESSIONS = 10_000
"""The oldest is forgotten first; its URLs then answer as those of an unknown key do."""

_KEY_ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@dataclass(frozen=True, slots=True)
class RoleHolder:
    """A role under a session name; `role_id` tells it from a later role of the same name."""

    role_arn: str
    role_id: str
    session_name: str
    identity_provider: str | None = None
    """The ARN of the provider whose token was taken for it, or None."""


@dataclass(frozen=True, slots=True)
class UserHolder:
    """A user who asked for a session token; `user_id` tells it from a later user of the same name."""

    user_name: str
    user_id: str


@dataclass(frozen=True, slots=True)
class FederatedHolder:
    """Whomever a user vouched for under a name (GetFederationToken)."""

    name: str
    user: UserHolder


Holder = RoleHolder | UserHolder | FederatedHolder
"""Whom a session acts for."""


@dataclass(frozen=True, slots=True)
class TemporaryCredentials:
    """One issued session; times are lab time, aware, UTC."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    token: str = field(repr=False)
    holder: Holder
    issued_at: datetime
    expires_at: datetime
    policies: tuple[Policy, ...] = ()
    """Session policies, which can only narrow."""


class Sessions:
    """Every session issued since the last reset; every method may be called from any thread."""

    def __init__(self) -> None:
        self._issued: dict[str, TemporaryCredentials] = {}
        self._lock = Lock()
        self.provider = LocalProvider()
        """Vouches for those who come without a key of the account."""

    def issue(
        self, holder: Holder, *, now: datetime, lasts: timedelta, policies: Iterable[Policy] = ()
    ) -> TemporaryCredentials:
        """Make new credentials that no one had before."""
        # Whole seconds: STS tells no fractions, and what it tells is when the session ends.
        now = now.replace(microsecond=0)
        with self._lock:
            issued = TemporaryCredentials(
                access_key_id=self._unused_key_id(),
                secret_access_key=_random(30),
                token=_random(240),
                holder=holder,
                issued_at=now,
                expires_at=now + lasts,
                policies=tuple(policies),
            )
            self._issued[issued.access_key_id] = issued
            if len(self._issued) > MAX_SESSIONS:
                del self._issued[next(iter(self._issued))]
            return issued

    def find(self, access_key_id: str) -> TemporaryCredentials | None:
        """Return the session of a key, expired or not, or None if there never was one."""
        with self._lock:
            return self._issued.get(access_key_id)

    def clear(self) -> None:
        """Forget every session."""
        with self._lock:
            self._issued.clear()

    def _unused_key_id(self) -> str:
        while True:
            key_id = "ASIA" + "".join(secrets.choice(_KEY_ID_LETTERS) for _ in range(16))
            if key_id not in self._issued:
                return key_id


def _random(size: int) -> str:
    # Base64, as at AWS: `+`, `/` and `=` in a token are what makes a hand-written URL fail.
    return base64.b64encode(secrets.token_bytes(size)).decode("ascii")

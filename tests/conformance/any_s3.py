"""Any S3 as a target: an endpoint, a key that may do everything with one bucket, and real time."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from tests.conformance.bucket_settings import BucketSettings, SetupError
from tests.conformance.target import NotRunnableError
from trainer.s3.checks_access import MAX_KEY
from trainer.s3.signing import Credentials

OBJECTS = {"coffee.jpg": b"A cup of coffee.", "invoices/jan.pdf": b"The invoice of January."}
"""What has to be in the bucket, for every case."""

_NOT_HERE = {
    "as": "it needs a user or a session besides the key given",
    "policy": "it changes policies",
    "key": "it changes a user's key",
    "clock": "it moves the clock",
    "bucket": "it makes a bucket",
    "open": "it opens an object to everyone",
    "versioning": "it switches versioning on, which a bucket cannot forget",
    "put": "it stores an object before the case begins",
    "revoke": "it revokes the sessions of a role",
    "iam": "it calls IAM",
    "web_identity": "it needs a token of an identity provider",
    "kms": "it makes a key of KMS",
    "encryption": "it changes the bucket's encryption",
    "ownership": "it changes Object Ownership",
    "block": "it changes Block Public Access",
    "acl": "it changes access control lists",
}


class AnyS3:
    """An S3 that is not ours: only objects of one bucket are changed, and for a while its CORS rules."""

    def __init__(self, endpoint: str, region: str, bucket: str, credentials: Credentials) -> None:
        self.endpoint = endpoint.rstrip("/")
        self.region = region
        self.bucket = bucket
        self.account = ""
        self.identity_token = ""
        self._credentials = credentials
        self._made: set[str] = set()
        self._has_cors = False

    def begin(self, only_here: str | None) -> Credentials:
        """Store the objects that every case needs, once. Raises SetupError."""
        if only_here:
            raise NotRunnableError(only_here)
        for key in OBJECTS.keys() - self._made:
            self._settings().put(self.bucket, key, OBJECTS[key])
            self._made.add(key)
        return self._credentials

    def end(self) -> None:
        """Take the CORS rules of a case away."""
        if self._has_cors:
            self._settings().call("DELETE", f"/{self.bucket}?cors")
            self._has_cors = False

    def close(self) -> None:
        """Delete every object that was stored. Raises SetupError."""
        failed: SetupError | None = None
        while self._made:
            key = self._made.pop()
            try:
                self._settings().call("DELETE", f"/{self.bucket}/{quote(key, safe='/~')}")
            except SetupError as error:
                failed = error  # What else is there is deleted all the same.
        if failed:
            raise failed

    def made(self, bucket: str, key: str) -> None:
        """Remember an object that a request may have stored."""
        if bucket == self.bucket and key and len(key.encode()) <= MAX_KEY:
            self._made.add(key)

    def now(self) -> datetime:
        """Return real time."""
        return datetime.now(UTC)

    def wait(self, seconds: int) -> None:
        """Raise NotRunnableError: nobody waits for hours."""
        raise NotRunnableError(_NOT_HERE["clock"])

    def given(self, step: Mapping[str, Any], signing: Credentials) -> Credentials:
        """Take a step, if it changes no more than objects and CORS rules. Raises NotRunnableError."""
        match step:
            case {"cors": _}:
                self._settings().take(step)
                self._has_cors = True
            case _:
                verb = next(iter(step), "")
                raise NotRunnableError(_NOT_HERE.get(verb, f"it needs the step {verb!r}"))
        return signing

    def line_of(self, agent: str) -> dict[str, Any] | None:
        """Return None: there is no journal."""
        return None

    def _settings(self) -> BucketSettings:
        return BucketSettings(self.endpoint, self.region, self.bucket, self._credentials, self.now())

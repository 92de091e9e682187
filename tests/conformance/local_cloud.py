"""The local cloud as a target: it has users, roles, sessions, a clock that can be moved, and a journal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.conformance.bucket_settings import BucketSettings, SetupError
from tests.conformance.target import NotRunnableError
from trainer.cloud.client import CloudClient
from trainer.labs.administrator import Administrator
from trainer.s3.signing import Credentials
from trainer.scenario import steps as s
from trainer.scenario.names import Names
from trainer.scenario.parse import parse


class LocalCloud:
    """A running local cloud; each case begins in its standard world, save for objects made before."""

    bucket = s.BUCKET

    def __init__(self, client: CloudClient) -> None:
        self.client = client
        self.endpoint = client.ready.endpoint
        self.region = client.ready.region
        self.account = client.ready.account
        self.identity_token = ""
        self._admin = Administrator(client)
        self._names = Names()
        self._seen = 0
        self._changed = True

    def begin(self, only_here: str | None) -> Credentials:
        """Rebuild the standard world, which takes a while, if it was changed; sign as the administrator."""
        if self._changed:
            self.client.reset()
            self.identity_token, self._names = "", Names()
        self._changed = bool(only_here)
        return self.client.ready.credentials

    def end(self) -> None:
        """Leave everything as it is for `begin`."""

    def made(self, bucket: str, key: str) -> None:
        """Forget it: the world is made anew."""

    def now(self) -> datetime:
        """Return lab time."""
        return self.client.clock().now

    def wait(self, seconds: int) -> None:
        """Move the lab's clock."""
        self._changed = True
        self.client.advance(seconds)

    def given(self, step: Mapping[str, Any], signing: Credentials) -> Credentials:
        """Take a step of the scenario language, or one of `bucket_settings.py`.

        There are two more: `iam: {Action: ...}` calls IAM as the administrator, and `web_identity: {subject,
        audience, lasts}` gets a token, which `$identity_token` then stands for.
        """
        self._changed = True
        administrator = self.client.ready.credentials
        settings = BucketSettings(self.endpoint, self.region, self.bucket, administrator, self.now())
        if settings.take(step) or self._called(step):
            return signing
        [parsed] = parse([step], names=self._names)
        return self._take(parsed, signing)

    def _called(self, step: Mapping[str, Any]) -> bool:
        match step:
            case {"iam": {"Action": str()} as params}:
                answer = self.client.call("iam", params)
                if answer.status >= 300:
                    raise SetupError(f"{params['Action']} was answered {answer.code}: {answer.message}")
            case {"web_identity": dict() as asked}:
                self.identity_token = self.client.web_identity_token(**asked)
            case _:
                return False
        return True

    def _take(self, step: s.Step, signing: Credentials) -> Credentials:
        match step:
            case s.AsUser(name):
                return self._admin.create_key(name)
            case s.AsRole(name, lasts):
                return self._admin.assume_role(name, lasts).credentials
            case s.Put(bucket, key, body):
                self._admin.put_object(bucket, key, body.content())
            case s.Delete(bucket, key):
                self._admin.delete_object(bucket, key)
            case s.PutPolicy(holder, name, document):
                self._admin.put_policy(holder, name, document)
            case s.RemovePolicy(holder, name):
                self._admin.remove_policy(holder, name)
            case s.SetKey(user, status):
                self._admin.set_key_status(user, signing.access_key_id, status)
            case s.Versioning(bucket, status):
                self._admin.set_versioning(bucket, status == "enabled")
            case s.Revoke(role):
                self._admin.revoke_sessions(role)
            case s.SetKmsKey(name, policy, status):
                self._admin.set_kms_key(name, policy, status)
            case s.SetEncryption(bucket, key):
                self._admin.set_encryption(bucket, key)
            case s.AdvanceClock(seconds):
                self.client.advance(seconds)
            case _:
                raise NotRunnableError(f"no case can do {step!r}")
        return signing

    def line_of(self, agent: str) -> dict[str, Any] | None:
        """Return the line of a request."""
        lines = self.client.journal(after=self._seen)
        self._seen = lines[-1]["n"] if lines else self._seen
        return next((line for line in lines if line["user_agent"] == agent), None)

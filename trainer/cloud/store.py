"""moto's applications for S3, IAM and KMS, each called directly: no other service of moto can be reached."""

import re
from dataclasses import dataclass
from typing import Any

from moto.core.utils import get_service_model
from moto.moto_server.werkzeug_app import BackendRequest, create_backend_app

from trainer.cloud.inner import Environ

_CODE = re.compile(rb'<Code>([A-Za-z0-9.]+)</Code>|"__type": *"([A-Za-z0-9.]+)"')


def load_service_models() -> None:
    """Read the descriptions by which moto writes its answers, so that none has to wait for them."""
    for service in ("s3", "iam"):
        get_service_model(service)


class StoreFailedError(Exception):
    """moto raised, or answered what no AWS service answers."""


@dataclass(frozen=True, slots=True)
class StoreAnswer:
    """What moto answered."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def code(self) -> str | None:
        """The error code in the body, or None."""
        found = _CODE.search(self.body) if self.status >= 300 else None
        return (found[1] or found[2]).decode("ascii") if found else None


class _S3Request(BackendRequest):
    """A request whose body is an object: never a form, whatever its content type says."""

    want_form_data_parsed = False


class Store:
    """moto's S3, IAM and KMS."""

    def __init__(self) -> None:
        self._apps: dict[str, Any] = {name: create_backend_app(name) for name in ("s3", "iam")}
        self._apps["s3"].request_class = _S3Request

    def perform(self, service: str, environ: Environ) -> StoreAnswer:
        """Let moto answer. Raises StoreFailedError."""
        if service == "kms" and service not in self._apps:
            # Seldom called, so it need not be waited for at the start.
            self._apps[service] = create_backend_app("kms")
        try:
            answer = _run(self._apps[service], environ)
        except Exception as error:
            # Whatever moto raises is a thing it cannot do; the gate answers 501 and the journal says so.
            raise StoreFailedError(f"{type(error).__name__}: {error}") from error
        if answer.status >= 500:
            raise StoreFailedError(f"moto answered {answer.status}")
        return answer


def _run(app: Any, environ: Environ) -> StoreAnswer:
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], error: object = None) -> None:
        started.append((status, headers))

    chunks = app(environ, start_response)
    try:
        body = b"".join(chunks)
    finally:
        getattr(chunks, "close", lambda: None)()
    status, headers = started[-1]
    return StoreAnswer(int(status.split(" ", 1)[0]), tuple(headers), body)

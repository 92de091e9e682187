"""The client of the local cloud: its control interface, and HTTP requests sent exactly as asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from trainer.cloud.exchange import Download, HttpAnswer, begin, exchange
from trainer.errors import CloudError
from trainer.s3.signing import Credentials, sign_headers_v4

__all__ = ["CloudClient", "Download", "HttpAnswer", "LabClock", "Ready"]

API_VERSIONS = {"iam": "2010-05-08", "sts": "2011-06-15"}


@dataclass(frozen=True, slots=True)
class Ready:
    """What the cloud says when it is ready; the key is that of the administrator."""

    endpoint: str
    region: str
    account: str
    access_key_id: str
    secret_access_key: str = field(repr=False)
    control_token: str = field(repr=False)

    @classmethod
    def from_json(cls, line: str) -> "Ready":
        """Read the line that `trainer cloud --json` prints; fields unknown here are passed over.

        Raises ValueError, KeyError or TypeError for anything else.
        """
        found = json.loads(line)
        return cls(**{name: str(found[name]) for name in cls.__dataclass_fields__})

    @property
    def credentials(self) -> Credentials:
        """The administrator's long-term key."""
        return Credentials(self.access_key_id, self.secret_access_key)


@dataclass(frozen=True, slots=True)
class LabClock:
    """Lab time: real time plus an offset."""

    now: datetime
    """Aware, UTC."""
    offset: float
    """Seconds that lab time is ahead of real time; negative behind it."""


class CloudClient:
    """Talks to one running cloud. Every method raises CloudError when the cloud does not answer."""

    def __init__(self, ready: Ready) -> None:
        self.ready = ready

    def clock(self) -> LabClock:
        """Return lab time."""
        return _clock(self._control("GET", "/_lab/clock"))

    def advance(self, seconds: float) -> LabClock:
        """Move lab time on by so many seconds, or back by negative ones, and return it."""
        return _clock(self._control("POST", "/_lab/clock", {"advance": seconds}))

    def set_clock(self, when: datetime) -> LabClock:
        """Set lab time to an aware datetime, from where it runs on, and return it."""
        return _clock(self._control("POST", "/_lab/clock", {"set": when.astimezone(UTC).isoformat()}))

    def set_network(
        self,
        *,
        source_ip: str | None = None,
        vpce: str | None = None,
        vpc: str | None = None,
        tls: bool = False,
    ) -> None:
        """Let requests from now on seem to come from an address, through a VPC endpoint, or over TLS.

        What is left out is as it really is. Raises CloudError for what is no address or id.
        """
        asked = {"source_ip": source_ip, "vpce": vpce, "vpc": vpc, "tls": tls}
        self._control("POST", "/_lab/network", asked)

    def journal(self, after: int = 0) -> list[dict[str, Any]]:
        """Return the journal's lines numbered above `after`, oldest first."""
        lines = self._control("GET", f"/_lab/journal?after={after}").body.splitlines()
        return [json.loads(line) for line in lines]

    def reset(self) -> None:
        """Rebuild the standard world, empty the journal, forget all sessions, and return to real time.

        Requests come again as they really do. The administrator's key and the numbering of the journal go on.
        """
        self._control("POST", "/_lab/reset", {})

    def judge(self, method: str, url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return `status`, `code`, `message` and `trail` of a request that is judged and not performed."""
        asked = {"method": method, "url": url, "headers": dict(headers or {})}
        judged: dict[str, Any] = json.loads(self._control("POST", "/_lab/judge", asked).body)
        return judged

    def send(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> HttpAnswer:
        """Send a request with exactly the URL's path, query and host, to the cloud wherever it points."""
        return exchange(self.ready.endpoint, method, url, headers or {}, body)

    def open(self, method: str, url: str, headers: Mapping[str, str] | None = None) -> Download:
        """Send a request as `send` does and leave the answer's body to be read bit by bit."""
        return begin(self.ready.endpoint, method, url, headers or {}, b"")

    def call(
        self, service: str, params: Mapping[str, str], credentials: Credentials | None = None
    ) -> HttpAnswer:
        """Call IAM or STS in the query protocol, signed at lab time, by default as the administrator.

        An API's own refusal is an answer like any other, not a CloudError.
        """
        body = urlencode({"Version": API_VERSIONS.get(service, ""), **params}).encode("ascii")
        url = f"{self.ready.endpoint}/"
        headers = sign_headers_v4(
            credentials or self.ready.credentials,
            "POST",
            url,
            {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
            body,
            region=self.ready.region,
            service=service,
            now=self.clock().now,
        )
        return self.send("POST", url, headers, body)

    def call_kms(
        self, action: str, document: Mapping[str, Any], credentials: Credentials | None = None
    ) -> HttpAnswer:
        """Call KMS, such as `CreateKey`, signed at lab time, by default as the administrator.

        A refusal of KMS is an answer like any other, not a CloudError; its body is JSON.
        """
        body, url = json.dumps(document).encode("ascii"), f"{self.ready.endpoint}/"
        headers = sign_headers_v4(
            credentials or self.ready.credentials,
            "POST",
            url,
            {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"TrentService.{action}"},
            body,
            region=self.ready.region,
            service="kms",
            now=self.clock().now,
        )
        return self.send("POST", url, headers, body)

    def object_url(self, bucket: str, key: str) -> str:
        """Return the plain URL of an object, path style, the key percent-encoded as S3 signs it."""
        return f"{self.ready.endpoint}/{bucket}/{quote(key, safe='/~')}"

    def _control(self, method: str, path: str, document: Mapping[str, Any] | None = None) -> HttpAnswer:
        headers = {"Authorization": f"Bearer {self.ready.control_token}"}
        body = b"" if document is None else json.dumps(document).encode("utf-8")
        answer = self.send(method, self.ready.endpoint + path, headers, body)
        if answer.status != 200:
            says = answer.body.decode("utf-8", "replace").strip() or answer.reason
            raise CloudError(f"the local cloud refused {method} {path} with {answer.status}: {says}")
        return answer


def _clock(answer: HttpAnswer) -> LabClock:
    found = json.loads(answer.body)
    return LabClock(datetime.fromisoformat(found["now"]), float(found["offset"]))

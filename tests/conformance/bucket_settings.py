"""The steps of `given` that any S3 can take: they need a bucket and a key that may change it.

`bucket: {name, region}` makes a bucket, `cors: [rules]` sets its rules, `open: key` lets everyone read and
write a key by policy, `ownership: setting` and `block: [settings]` set Object Ownership and Block Public
Access, and `acl: {object, canned}` a list.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from tests.conformance.target import Sent, exchange
from trainer.cloud.exchange import HttpAnswer
from trainer.s3.signing import Credentials, sign_headers_v4

_CORS = (
    ("AllowedOrigin", "origins"),
    ("AllowedMethod", "methods"),
    ("AllowedHeader", "headers"),
    ("ExposeHeader", "expose"),
    ("MaxAgeSeconds", "max_age"),
)

_BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


class SetupError(Exception):
    """S3 refused what a case needs; the text says what and how."""


class BucketSettings:
    """Makes buckets, objects and CORS rules by header-signed requests. Methods raise SetupError."""

    def __init__(
        self, endpoint: str, region: str, bucket: str, credentials: Credentials, now: datetime
    ) -> None:
        self._endpoint = endpoint
        self._region = region
        self._bucket = bucket
        self._credentials = credentials
        self._now = now

    def take(self, step: Mapping[str, Any]) -> bool:
        """Take a step if it is one of these; return whether it was."""
        match step:
            case {"bucket": {"name": str() as name, "region": str() as region}}:
                self.make_bucket(name, region)
            case {"cors": list() as rules}:
                body = f"<CORSConfiguration>{''.join(map(_rule, rules))}</CORSConfiguration>"
                self.call("PUT", f"/{self._bucket}?cors", body.encode())
            case {"open": str() as key}:
                self._open(key)
            case {"ownership": str() as setting}:
                rule = f"<Rule><ObjectOwnership>{setting}</ObjectOwnership></Rule>"
                body = f"<OwnershipControls>{rule}</OwnershipControls>"
                self.call("PUT", f"/{self._bucket}?ownershipControls", body.encode())
            case {"block": list() as settings}:
                self._block(settings)
            case {"acl": {"object": str() as key, "canned": str() as canned}}:
                target = f"/{self._bucket}/{quote(key, safe='/~')}".removesuffix("/")
                self.call("PUT", f"{target}?acl", headers={"x-amz-acl": canned})
            case _:
                return False
        return True

    def make_bucket(self, name: str, region: str) -> None:
        """Make a bucket in a Region."""
        constraint = f"<LocationConstraint>{region}</LocationConstraint>"
        body = f"<CreateBucketConfiguration>{constraint}</CreateBucketConfiguration>"
        self.call("PUT", f"/{name}", b"" if region == "us-east-1" else body.encode())

    def put(self, bucket: str, key: str, body: bytes) -> None:
        """Store an object."""
        self.call("PUT", f"/{bucket}/{quote(key, safe='/~')}", body)

    def call(
        self, method: str, target: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> HttpAnswer:
        """Send a header-signed request that has to succeed."""
        url = self._endpoint + target
        signed = sign_headers_v4(
            self._credentials, method, url, headers or {}, body,
            region=self._region, service="s3", now=self._now,
        )  # fmt: skip
        answer = exchange(self._endpoint, Sent(method, url, tuple(signed.items()), body))
        if answer.status >= 300:
            raise SetupError(
                f"{method} {target} was answered {answer.status} {answer.code}: {answer.message}"
            )
        return answer

    def _block(self, settings: Collection[str]) -> None:
        """Switch on these settings of Block Public Access, and no others."""
        switched = "".join(f"<{name}>{str(name in settings).lower()}</{name}>" for name in _BLOCKS)
        body = f"<PublicAccessBlockConfiguration>{switched}</PublicAccessBlockConfiguration>"
        self.call("PUT", f"/{self._bucket}?publicAccessBlock", body.encode())

    def _open(self, key: str) -> None:
        """Let everyone read and write one key, by the bucket's policy."""
        bucket = self._bucket
        self.call("DELETE", f"/{bucket}?publicAccessBlock")
        policy = (
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",'
            f'"Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::{bucket}/{key}"}}]}}'
        )
        self.call("PUT", f"/{bucket}?policy", policy.encode())


def _rule(rule: Mapping[str, Any]) -> str:
    elements = []
    for element, name in _CORS:
        values = rule.get(name, [])
        for value in values if isinstance(values, list) else [values]:
            elements.append(f"<{element}>{escape(str(value))}</{element}>")
    return f"<CORSRule>{''.join(elements)}</CORSRule>"

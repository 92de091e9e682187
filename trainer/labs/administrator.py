"""What the administrator does for a scenario: real calls to IAM, STS, KMS and S3 of the local cloud."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from trainer.cloud.client import CloudClient, HttpAnswer
from trainer.errors import CloudError
from trainer.s3.signing import Credentials, sign_headers_v4
from trainer.scenario.steps import Holder

REVOKED = "AWSRevokeOlderSessions"
"""The inline policy that the IAM console attaches when active sessions are revoked."""

_ENCRYPTION = (
    '<ServerSideEncryptionConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule>'
    "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm>"
    "<KMSMasterKeyID>{}</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule>"
    "</ServerSideEncryptionConfiguration>"
)
_VERSIONING = (
    '<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
    "<Status>{}</Status></VersioningConfiguration>"
)


class RefusedError(CloudError):
    """The cloud answered a call of the administrator with an error."""


_LOCATION = (
    '<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
    "<LocationConstraint>{}</LocationConstraint></CreateBucketConfiguration>"
)


@dataclass(frozen=True, slots=True)
class RoleSession:
    """Temporary credentials and when they end, in lab time."""

    credentials: Credentials
    ends_at: datetime


class Administrator:
    """Signs by lab time with the administrator's key. Methods raise RefusedError when a call is."""

    def __init__(self, client: CloudClient, agent: str = "trainer") -> None:
        self._client = client
        self._agent = agent
        self._regions: dict[str, str] = {}

    def make_bucket(self, name: str, region: str) -> None:
        """Make a private bucket in a Region."""
        # S3 API, CreateBucket: us-east-1 is the one Region that is not named.
        body = "" if region == "us-east-1" else _LOCATION.format(region)
        self._s3_done("PUT", name, body=body.encode())

    def put_object(self, bucket: str, key: str, body: bytes) -> None:
        """Store an object."""
        self._s3_done("PUT", bucket, key, body=body)

    def delete_object(self, bucket: str, key: str) -> None:
        """Delete an object."""
        self._s3_done("DELETE", bucket, key)

    def get_object(self, bucket: str, key: str) -> HttpAnswer:
        """Return S3's answer to a GET of an object."""
        return self._s3("GET", bucket, key)

    def list_objects(self, bucket: str) -> HttpAnswer:
        """Return S3's list of the first thousand objects of a bucket."""
        return _done(self._s3("GET", bucket, query="list-type=2"), f"GET {bucket}?list-type=2")

    def oldest_version(self, bucket: str, key: str) -> str:
        """Return the id of the oldest version that a bucket keeps of an object."""
        answer = self._s3("GET", bucket, query=f"prefix={quote(key, safe='')}&versions=")
        listed = ElementTree.fromstring(_done(answer, f"GET {bucket}?versions").body)
        versions = [entry for entry in listed.iterfind("{*}Version") if entry.findtext("{*}Key") == key]
        if not versions:
            raise RefusedError(f"{bucket} keeps no version of {key}; put the object first")
        # S3 API, ListObjectVersions: the versions of a key are listed from the latest to the oldest.
        return versions[-1].findtext("{*}VersionId") or ""

    def set_versioning(self, bucket: str, enabled: bool) -> None:
        """Switch a bucket's versioning."""
        body = _VERSIONING.format("Enabled" if enabled else "Suspended").encode()
        self._s3_done("PUT", bucket, query="versioning=", body=body)

    def set_kms_key(self, name: str, policy: Mapping[str, Any] | None, status: str | None) -> str:
        """Make a key of KMS with an alias, or change the one that has it; return the key's id."""
        alias = f"alias/{name}"
        found = self._client.call_kms("DescribeKey", {"KeyId": alias})
        if found.status == 200:
            key_id: str = json.loads(found.body)["KeyMetadata"]["KeyId"]
        else:
            key_id = json.loads(self._kms("CreateKey").body)["KeyMetadata"]["KeyId"]
            self._kms("CreateAlias", AliasName=alias, TargetKeyId=key_id)
        if policy is not None:
            self._kms("PutKeyPolicy", KeyId=key_id, PolicyName="default", Policy=json.dumps(policy))
        if status is not None:
            self._kms("EnableKey" if status == "enabled" else "DisableKey", KeyId=key_id)
        return key_id

    def set_encryption(self, bucket: str, key: str | None) -> None:
        """Set a bucket's default encryption: SSE-KMS with the key of that alias, or (None) SSE-S3."""
        if key is None:
            self._s3_done("DELETE", bucket, query="encryption=")
            return
        self._s3_done("PUT", bucket, query="encryption=", body=_ENCRYPTION.format(f"alias/{key}").encode())

    def create_key(self, user: str) -> Credentials:
        """Make a long-term key for a user."""
        made = _elements(self._call("iam", Action="CreateAccessKey", UserName=user))
        return Credentials(made["AccessKeyId"], made["SecretAccessKey"])

    def set_key_status(self, user: str, access_key_id: str, status: str) -> None:
        """Make a key active or inactive, or delete it."""
        which = {"UserName": user, "AccessKeyId": access_key_id}
        if status == "deleted":
            self._call("iam", Action="DeleteAccessKey", **which)
        else:
            self._call("iam", Action="UpdateAccessKey", Status=status.capitalize(), **which)

    def assume_role(self, role: str, lasts: int) -> RoleSession:
        """Begin a session of a role that ends after so many seconds of lab time."""
        made = _elements(
            self._call(
                "sts",
                Action="AssumeRole",
                RoleArn=f"arn:aws:iam::{self._client.ready.account}:role/{role}",
                RoleSessionName="scenario",
                DurationSeconds=str(lasts),
            )
        )
        credentials = Credentials(made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])
        return RoleSession(credentials, datetime.fromisoformat(made["Expiration"]).astimezone(UTC))

    def revoke_sessions(self, role: str) -> None:
        """Deny everything to the sessions of a role that were begun before now, as the IAM console does."""
        before = self._client.clock().now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        deny = {
            "Effect": "Deny",
            "Action": ["*"],
            "Resource": ["*"],
            "Condition": {"DateLessThan": {"aws:TokenIssueTime": before}},
        }
        self.put_policy(Holder("role", role), REVOKED, {"Version": "2012-10-17", "Statement": [deny]})

    def put_policy(self, holder: Holder, name: str, document: Mapping[str, Any]) -> None:
        """Write an inline policy, or the policy of a bucket."""
        text = json.dumps(document)
        if holder.kind == "bucket":
            self._s3_done("PUT", holder.name, query="policy=", body=text.encode())
            return
        kind = holder.kind.capitalize()
        whose = {f"{kind}Name": holder.name, "PolicyName": name, "PolicyDocument": text}
        self._call("iam", Action=f"Put{kind}Policy", **whose)

    def remove_policy(self, holder: Holder, name: str | None) -> None:
        """Delete one inline policy or (None) all; a bucket has one."""
        if holder.kind == "bucket":
            self._s3_done("DELETE", holder.name, query="policy=")
            return
        kind = holder.kind.capitalize()
        whose = {f"{kind}Name": holder.name}
        names = [name] if name else self._policy_names(kind, whose)
        for each in names:
            self._call("iam", Action=f"Delete{kind}Policy", PolicyName=each, **whose)

    def _policy_names(self, kind: str, whose: Mapping[str, str]) -> list[str]:
        listed = ElementTree.fromstring(self._call("iam", Action=f"List{kind}Policies", **whose).body)
        return [entry.text or "" for entry in listed.iterfind(".//{*}PolicyNames/{*}member")]

    def _kms(self, action: str, **document: str) -> HttpAnswer:
        answer = self._client.call_kms(action, document)
        if answer.status >= 300:
            told = json.loads(answer.body)
            says = told.get("message") or told.get("Message") or answer.reason
            raise RefusedError(f"{action} was answered {answer.status} {told.get('__type', '')}: {says}")
        return answer

    def _call(self, service: str, **params: str) -> HttpAnswer:
        answer = self._client.call(service, params)
        return _done(answer, params["Action"])

    def _s3_done(
        self, method: str, bucket: str, key: str = "", *, query: str = "", body: bytes = b""
    ) -> None:
        _done(
            self._s3(method, bucket, key, query=query, body=body), f"{method} {bucket}/{key} {query}".strip()
        )

    def _s3(
        self, method: str, bucket: str, key: str = "", *, query: str = "", body: bytes = b""
    ) -> HttpAnswer:
        """Sign for the Region that the bucket is known to be in, and once more for the one that S3 names."""
        endpoint = self._client.ready.endpoint
        path = f"{endpoint}/{quote(bucket)}" if not key else self._client.object_url(bucket, key)
        url = f"{path}?{query}" if query else path
        answer = self._signed(method, url, body, self._regions.get(bucket))
        region = answer.element("Region") if answer.code == "AuthorizationHeaderMalformed" else None
        if region is None:
            return answer
        self._regions[bucket] = region
        return self._signed(method, url, body, region)

    def _signed(self, method: str, url: str, body: bytes, region: str | None) -> HttpAnswer:
        ready = self._client.ready
        headers = sign_headers_v4(
            ready.credentials, method, url, {}, body,
            region=region or ready.region, service="s3", now=self._client.clock().now,
        )  # fmt: skip
        return self._client.send(method, url, {"User-Agent": self._agent, **headers}, body)


def _done(answer: HttpAnswer, what: str) -> HttpAnswer:
    if answer.status >= 300:
        says = answer.message or answer.reason
        raise RefusedError(f"{what} was answered {answer.status} {answer.code or ''}: {says}")
    return answer


def _elements(answer: HttpAnswer) -> dict[str, str]:
    root = ElementTree.fromstring(answer.body)
    return {entry.tag.rpartition("}")[2]: entry.text or "" for entry in root.iter()}

"""The condition keys of a request: what a policy's Condition can look at.

Source: "AWS global condition context keys" of the IAM user guide, the condition keys of the Service
Authorization Reference for Amazon S3, and "Amazon S3 Signature Version 4 Authentication Specific Policy
Keys".
"""

from collections.abc import Iterator, Mapping

from trainer.iam.policy import Principal
from trainer.s3.case import Case
from trainer.s3.verdict import Auth
from trainer.s3.wording import iso
from trainer.s3.world import Encryption, KmsKey

_AUTH_TYPES: dict[Auth, str] = {
    "query-v4": "REST-QUERY-STRING",
    "query-v2": "REST-QUERY-STRING",
    "header-v4": "REST-HEADER",
    "header-v2": "REST-HEADER",
    "post-v4": "POST",
    "post-v2": "POST",
}
_TYPES = {
    "root": "Account",
    "user": "User",
    "assumed-role": "AssumedRole",
    "federated-user": "FederatedUser",
}
_HEADERS = {
    "user-agent": "aws:useragent",
    "referer": "aws:referer",
    "x-amz-acl": "s3:x-amz-acl",
    "x-amz-content-sha256": "s3:x-amz-content-sha256",
    "x-amz-copy-source": "s3:x-amz-copy-source",
    "x-amz-metadata-directive": "s3:x-amz-metadata-directive",
    "x-amz-server-side-encryption": "s3:x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id": "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-storage-class": "s3:x-amz-storage-class",
    "x-amz-website-redirect-location": "s3:x-amz-website-redirect-location",
    "x-amz-object-ownership": "s3:x-amz-object-ownership",
    "x-amz-grant-read": "s3:x-amz-grant-read",
    "x-amz-grant-write": "s3:x-amz-grant-write",
    "x-amz-grant-read-acp": "s3:x-amz-grant-read-acp",
    "x-amz-grant-write-acp": "s3:x-amz-grant-write-acp",
    "x-amz-grant-full-control": "s3:x-amz-grant-full-control",
    "if-match": "s3:if-match",
    "if-none-match": "s3:if-none-match",
}
_LIST_OPTIONS = {"prefix": "s3:prefix", "delimiter": "s3:delimiter", "max-keys": "s3:max-keys"}
_LISTS = frozenset({"s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"})


class RequestKeys(Mapping[str, tuple[str, ...]]):
    """Every condition key that a request has, in lower case; computed when a policy first looks."""

    __slots__ = ("_case", "_keys")

    def __init__(self, case: Case) -> None:
        self._case = case
        self._keys: dict[str, tuple[str, ...]] | None = None

    def _found(self) -> dict[str, tuple[str, ...]]:
        if self._keys is None:
            self._keys = context_keys(self._case)
        return self._keys

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self._found()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found())

    def __len__(self) -> int:
        return len(self._found())


def context_keys(case: Case) -> dict[str, tuple[str, ...]]:
    """Return every condition key that this request has; the names are in lower case."""
    request, world = case.request, case.world
    keys = _time_keys(case) | _signer_keys(case)
    # Through an endpoint, the address is that of a machine in the VPC, and has another key.
    keys["aws:vpcsourceip" if request.vpce else "aws:sourceip"] = (request.source_ip,)
    keys["aws:securetransport"] = ("true" if request.secure else "false",)
    keys["aws:requestedregion"] = (world.bucket.region if world.bucket else world.region,)
    keys["aws:viaawsservice"] = ("false",)
    if request.vpce:
        keys["aws:sourcevpce"] = (request.vpce,)
    if request.vpc:
        keys["aws:sourcevpc"] = (request.vpc,)
    for name, value in case.effective_headers.items():
        if name in _HEADERS:
            keys[_HEADERS[name]] = (value,)
    return keys | (_s3_keys(case) if case.wants.service == "s3" else _call_keys(case))


def kms_keys(case: Case, encryption: Encryption, resource: str) -> dict[str, tuple[str, ...]]:
    """Return the condition keys of what S3 asks KMS for on behalf of a request about that ARN.

    The keys of the network path are missing: it is S3 that calls, not the client. Source: "Condition keys for
    AWS KMS" of its developer guide, and aws:ViaAWSService of the IAM user guide.
    """
    bucket = case.world.bucket
    region = bucket.region if bucket else case.world.region
    context = resource.partition("/")[0] if encryption.bucket_key else resource
    keys = _time_keys(case) | _signer_keys(case)
    keys |= {
        "aws:securetransport": ("true",),
        "aws:requestedregion": (region,),
        "aws:viaawsservice": ("true",),
        "kms:viaservice": (f"s3.{region}.amazonaws.com",),
        "kms:encryptioncontextkeys": ("aws:s3:arn",),
        "kms:encryptioncontext:aws:s3:arn": (context,),
    }
    return keys | _key_keys(case, encryption.key)


def _time_keys(case: Case) -> dict[str, tuple[str, ...]]:
    return {
        "aws:currenttime": (iso(case.now),),
        "aws:epochtime": (str(int(case.now.timestamp())),),
        "aws:principalisawsservice": ("false",),
    }


def _signer_keys(case: Case) -> dict[str, tuple[str, ...]]:
    key = case.key
    if key is None or case.wants.auth == "anonymous":
        return {"aws:principaltype": ("Anonymous",), "aws:userid": ("anonymous",)}
    keys = _principal_keys(key.principal)
    if key.session:
        keys["aws:tokenissuetime"] = (iso(key.session.issued_at),)
        # Only temporary credentials have this key, and no session here was begun with MFA.
        keys["aws:multifactorauthpresent"] = ("false",)
    return keys


def _key_keys(case: Case, key: KmsKey | None) -> dict[str, tuple[str, ...]]:
    keys = {"kms:calleraccount": (case.key.principal.account,)} if case.key else {}
    return keys | ({"kms:resourcealiases": key.aliases} if key and key.aliases else {})


def _principal_keys(principal: Principal) -> dict[str, tuple[str, ...]]:
    keys: dict[str, tuple[str, ...]] = {
        "aws:principalarn": (principal.role_arn or principal.arn,),
        "aws:principalaccount": (principal.account,),
        "aws:principaltype": (_TYPES[principal.kind],),
        "aws:userid": (principal.user_id,),
    }
    if principal.user_name is not None:
        keys["aws:username"] = (principal.user_name,)
    return keys


def _s3_keys(case: Case) -> dict[str, tuple[str, ...]]:
    keys: dict[str, tuple[str, ...]] = {}
    auth, wants = case.wants.auth, case.wants
    if auth != "anonymous":
        keys["s3:authtype"] = (_AUTH_TYPES[auth],)
        keys["s3:signatureversion"] = ("AWS4-HMAC-SHA256" if "v4" in auth else "AWS",)
    if auth in ("query-v2", "post-v2"):
        keys["s3:signatureage"] = ("0",)
    elif auth in ("query-v4", "post-v4") and case.signed_at:
        keys["s3:signatureage"] = (str(int((case.now - case.signed_at).total_seconds() * 1000)),)
    if wants.version_id is not None:
        keys["s3:versionid"] = (wants.version_id,)
    if wants.action in _LISTS:
        keys |= {known: (case.query[name],) for name, known in _LIST_OPTIONS.items() if name in case.query}
    if case.world.bucket:
        keys["s3:resourceaccount"] = keys["aws:resourceaccount"] = (case.world.bucket.account,)
    return keys


def _call_keys(case: Case) -> dict[str, tuple[str, ...]]:
    if case.wants.service == "kms":
        return _key_keys(case, case.world.kms_key)
    named = {"ExternalId": "sts:externalid", "RoleSessionName": "sts:rolesessionname"}
    return {known: (case.query[name],) for name, known in named.items() if name in case.query}

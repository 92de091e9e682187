"""Access control lists: what a request asks for, what a list grants, and when it is public.

Source: "Access control list (ACL) overview" of the Amazon S3 user guide.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree

from trainer.s3 import refusals
from trainer.s3.document_type import has_document_type
from trainer.s3.verdict import Refusal

ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers"
AUTHENTICATED_USERS = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
LOG_DELIVERY = "http://acs.amazonaws.com/groups/s3/LogDelivery"
ANONYMOUS_USER = "65a011a29cdf8ec533ec3d1ccaae921c"
"""The canonical user id of whoever does not sign."""
PUBLIC_GROUPS = frozenset({ALL_USERS, AUTHENTICATED_USERS})
_GROUPS = PUBLIC_GROUPS | {LOG_DELIVERY}


@dataclass(frozen=True, slots=True)
class AclGrant:
    """One entry of a list."""

    grantee: str
    """The URI of a group, or the canonical user id of an account."""
    permission: str
    """READ, WRITE, READ_ACP, WRITE_ACP or FULL_CONTROL."""


Acl = tuple[AclGrant, ...]
"""Every entry of a list but the owner's own, who has FULL_CONTROL."""

CANNED: dict[str, Acl] = {
    "private": (),
    "public-read": (AclGrant(ALL_USERS, "READ"),),
    "public-read-write": (AclGrant(ALL_USERS, "READ"), AclGrant(ALL_USERS, "WRITE")),
    "authenticated-read": (AclGrant(AUTHENTICATED_USERS, "READ"),),
    "log-delivery-write": (AclGrant(LOG_DELIVERY, "WRITE"), AclGrant(LOG_DELIVERY, "READ_ACP")),
    # Here the owner of the bucket owns its objects as well, and is not listed; EC2's account asks for none.
    "aws-exec-read": (),
    "bucket-owner-read": (),
    "bucket-owner-full-control": (),
}
GRANT_HEADERS = {
    "x-amz-grant-read": "READ",
    "x-amz-grant-write": "WRITE",
    "x-amz-grant-read-acp": "READ_ACP",
    "x-amz-grant-write-acp": "WRITE_ACP",
    "x-amz-grant-full-control": "FULL_CONTROL",
}
ACL_ACTIONS = frozenset({"s3:PutBucketAcl", "s3:PutObjectAcl", "s3:PutObjectVersionAcl"})
"""Actions that set a list and nothing else."""

_GRANTEE = re.compile(r'\s*(id|uri|emailAddress)\s*=\s*"?([^",]+)"?\s*', re.IGNORECASE)
_BUCKET = {
    "s3:ListBucket": "READ",
    "s3:ListBucketVersions": "READ",
    "s3:ListBucketMultipartUploads": "READ",
    "s3:PutObject": "WRITE",
    "s3:GetBucketAcl": "READ_ACP",
    "s3:PutBucketAcl": "WRITE_ACP",
}
_OBJECT = {
    "s3:GetObject": "READ",
    "s3:GetObjectVersion": "READ",
    "s3:GetObjectAcl": "READ_ACP",
    "s3:GetObjectVersionAcl": "READ_ACP",
    "s3:PutObjectAcl": "WRITE_ACP",
    "s3:PutObjectVersionAcl": "WRITE_ACP",
}


OBJECT_ACTIONS = frozenset(_OBJECT)
"""Actions on an object that its list can grant."""


class AclError(Exception):
    """What a request asks for is no list that S3 takes; carries S3's answer."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def asked_acl(headers: Iterable[tuple[str, str]], body: bytes | None, action: str) -> Acl | None:
    """Return the list that a request would set, by headers or as the body of `?acl`; None if it sets none.

    `headers` are those that S3 acts on, with names in lower case. Raises AclError.
    """
    given = list(headers)
    canned = next((value for name, value in given if name == "x-amz-acl"), None)
    granted = [(name, value) for name, value in given if name in GRANT_HEADERS]
    if canned is not None and granted:
        raise AclError(
            refusals.invalid_request("Specifying both Canned ACLs and Header Grants is not allowed")
        )
    if canned is not None:
        if canned not in CANNED:
            raise AclError(refusals.invalid_argument("", "x-amz-acl", canned))
        return CANNED[canned]
    if granted:
        return tuple(grant for name, value in granted for grant in _header_grants(name, value))
    return _body_acl(body) if body and action in ACL_ACTIONS else None


def granting(
    acl: Acl, action: str, *, of_bucket: bool, signed: bool, ignore_public: bool, account: str | None = None
) -> AclGrant | None:
    """Return the entry by which the caller may take an action, or None.

    The caller belongs to groups, and to an account whose canonical user id is `account`, if lists name it.
    """
    permission = (_BUCKET if of_bucket else _OBJECT).get(action)
    if permission is None:
        return None
    groups = PUBLIC_GROUPS if signed else {ALL_USERS}
    grantees = (frozenset() if ignore_public else groups) | ({account} if account else frozenset())
    return next(
        (
            grant
            for grant in acl
            if grant.grantee in grantees and grant.permission in (permission, "FULL_CONTROL")
        ),
        None,
    )


def is_public(acl: Acl) -> bool:
    """Tell whether a list grants anything to everyone, or to everyone who signs."""
    return any(grant.grantee in PUBLIC_GROUPS for grant in acl)


def _header_grants(name: str, value: str) -> list[AclGrant]:
    found = [_GRANTEE.fullmatch(part) for part in value.split(",")]
    if not all(found):
        raise AclError(refusals.invalid_argument("Argument format not recognized", name, value))
    return [_grant(one[1].lower(), one[2], GRANT_HEADERS[name]) for one in found if one]


def _grant(kind: str, grantee: str, permission: str) -> AclGrant:
    if kind == "emailaddress":
        raise AclError(refusals.not_modelled("a grant to an e-mail address"))
    if kind == "uri" and grantee not in _GROUPS:
        raise AclError(refusals.invalid_argument("Invalid group uri", "uri", grantee))
    return AclGrant(grantee, permission)


def _body_acl(body: bytes) -> Acl:
    if has_document_type(body):
        raise AclError(_malformed())
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        raise AclError(_malformed()) from None
    if _local(root) != "AccessControlPolicy" or root.find("{*}Owner") is None:
        raise AclError(_malformed())
    owner = root.findtext("{*}Owner/{*}ID") or ""
    grants = [_body_grant(grant) for grant in root.iterfind("{*}AccessControlList/{*}Grant")]
    return tuple(grant for grant in grants if grant.grantee != owner)


def _body_grant(grant: ElementTree.Element) -> AclGrant:
    permission = grant.findtext("{*}Permission") or ""
    if permission not in GRANT_HEADERS.values():
        raise AclError(_malformed())
    for kind, name in (("uri", "URI"), ("id", "ID"), ("emailaddress", "EmailAddress")):
        grantee = grant.findtext(f"{{*}}Grantee/{{*}}{name}")
        if grantee:
            return _grant(kind, grantee, permission)
    raise AclError(_malformed())


def _malformed() -> Refusal:
    message = "The XML you provided was not well-formed or did not validate against our published schema"
    return Refusal(400, "MalformedACLError", message)


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]

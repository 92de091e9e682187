"""Policies and requests made up by a seed: what two evaluators of IAM can be asked to decide alike."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

from tests.iam.samples import ACCOUNT, OTHER

Document = dict[str, Any]
Kind = Literal["user", "assumed-role", "federated-user", "anonymous"]

BUCKET = "arn:aws:s3:::trainer-private"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/target"
ACTIONS = {
    # action: (a resource, condition keys of the service that a request of it has)
    "s3:GetObject": (f"{BUCKET}/invoices/jan.pdf", ("s3:authType", "s3:signatureversion", "s3:signatureAge")),
    "s3:PutObject": (f"{BUCKET}/home/ann/a.txt", ("s3:authType", "s3:signatureAge", "s3:x-amz-acl")),
    "s3:DeleteObject": (f"{BUCKET}/a+(1) b.txt", ("s3:authType", "s3:signatureversion")),
    "s3:ListBucket": (BUCKET, ("s3:prefix", "s3:max-keys", "s3:authType")),
    "sts:AssumeRole": (ROLE, ("sts:ExternalId", "sts:RoleSessionName")),
    "kms:Decrypt": (KEY, ("kms:ViaService", "kms:CallerAccount")),
}
TEXTS = ("ann", "Ann", "bob", "invoices/", "home/ann/", "REST-QUERY-STRING", "public-read", "*", "a?b", "")
NUMBERS = ("0", "10", "600000", "600001", "-1", "3.5", "1000")
DATES = ("2026-11-23T10:00:00Z", "2026-11-23T10:00:01Z", "2025-01-01T00:00:00Z", "2027-06-01T12:00:00Z")
ADDRESSES = ("203.0.113.9", "198.51.100.77", "10.1.2.3", "2001:db8::1", "127.0.0.1")
NETWORKS = ("203.0.113.0/24", "198.51.100.77/32", "0.0.0.0/0", "10.0.0.0/8", "2001:db8::/32", "203.0.113.9")
ARNS = (
    f"arn:aws:iam::{ACCOUNT}:user/ann",
    f"arn:aws:iam::{ACCOUNT}:role/reporter",
    f"arn:aws:iam::{OTHER}:user/ann",
    "arn:aws:sns:us-east-1:111122223333:topic",
)
ARN_PATTERNS = (*ARNS, "arn:aws:iam::*:user/*", f"arn:aws:iam::{ACCOUNT}:*", "arn:aws:*:*:*:user/a?n", "*")
MULTIPLE = ("cloudformation.amazonaws.com", "athena.amazonaws.com", "dynamodb.amazonaws.com")
KEYS: dict[str, tuple[str, tuple[str, ...]]] = {
    # condition key: (its type, values that a request may have)
    "aws:username": ("text", ("ann", "bob", "Ann")),
    "aws:userid": ("text", ("AIDAANN", "AROAREPORTER:lab", "ann")),
    "aws:UserAgent": ("text", ("curl/8", "ann", "*")),
    "aws:Referer": ("text", ("invoices/", "home/ann/", "ann")),
    "aws:SourceVpce": ("text", ("vpce-1a2b3c4d", "ann")),
    "s3:authType": ("text", ("REST-QUERY-STRING", "REST-HEADER")),
    "s3:signatureversion": ("text", ("AWS", "AWS4-HMAC-SHA256")),
    "s3:x-amz-acl": ("text", ("public-read", "private")),
    "s3:prefix": ("text", ("invoices/", "home/ann/", "")),
    "sts:ExternalId": ("text", ("ann", "a?b")),
    "sts:RoleSessionName": ("text", ("ann", "bob")),
    "kms:ViaService": ("text", ("s3.us-east-1.amazonaws.com", "ann")),
    "kms:CallerAccount": ("text", (ACCOUNT, OTHER)),
    "s3:signatureAge": ("number", ("0", "599999", "600000", "600001", "1000")),
    "s3:max-keys": ("number", ("1000", "10", "0")),
    "aws:CurrentTime": ("date", DATES),
    "aws:TokenIssueTime": ("date", DATES),
    "aws:SecureTransport": ("bool", ("true", "false")),
    "aws:MultiFactorAuthPresent": ("bool", ("true", "false")),
    "aws:SourceIp": ("address", ADDRESSES),
    "aws:PrincipalArn": ("arn", ARNS),
    "aws:SourceArn": ("arn", ARNS),
    "aws:CalledVia": ("many", MULTIPLE),
}
OPERATORS: dict[str, tuple[tuple[str, ...], tuple[object, ...]]] = {
    # type of a key: (operators, values that a policy may compare it with)
    "text": (
        ("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase",
         "StringLike", "StringNotLike", "BinaryEquals"),
        (*TEXTS, "a*", "*n", "curl/?", "${aws:username}", "home/${aws:username}/", "${*}", "a${?}b",
         "${aws:Referer, 'ann'}", "REST-*", ACCOUNT),
    ),
    "number": (
        ("NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals",
         "NumericGreaterThan", "NumericGreaterThanEquals"),
        (*NUMBERS, 600000, 3.5),
    ),
    "date": (
        ("DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan",
         "DateGreaterThanEquals"),
        (*DATES, "2026-11-23", "2026-11-23T11:00:00+01:00"),
    ),
    "bool": (("Bool",), ("true", "false", "True", True, False)),
    "address": (("IpAddress", "NotIpAddress"), NETWORKS),
    "arn": (("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"), ARN_PATTERNS),
    "many": (("StringEquals", "StringNotEquals", "StringLike", "StringNotLike"), (*MULTIPLE, "a*", "*.com")),
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One request with every policy that has a say."""

    number: int
    kind: Kind
    account: str
    """The principal's; the resource is of ACCOUNT."""
    action: str
    resource: str
    keys: dict[str, list[str]]
    identity: list[Document] = field(default_factory=list)
    boundary: Document | None = None
    session: Document | None = None
    resource_policy: Document | None = None
    restricted: bool = False
    """Whether the bucket has the setting RestrictPublicBuckets on."""

    @property
    def arn(self) -> str | None:
        """The principal's ARN; None for an anonymous request."""
        match self.kind:
            case "user":
                return f"arn:aws:iam::{self.account}:user/ann"
            case "assumed-role":
                return f"arn:aws:sts::{self.account}:assumed-role/reporter/lab"
            case "federated-user":
                return f"arn:aws:sts::{self.account}:federated-user/ann"
        return None


def cases(seed: int, count: int) -> Iterator[Case]:
    """Make up so many cases; the same seed makes the same ones."""
    random = Random(seed)
    for number in range(count):
        yield _case(number, random)


def _case(number: int, random: Random) -> Case:
    action = random.choice(list(ACTIONS))
    kind = _kind(action, random)
    account = OTHER if kind != "anonymous" and random.random() < 0.3 else ACCOUNT
    resource, own_keys = ACTIONS[action]
    making = _Making(random, action, resource)
    anonymous = kind == "anonymous"
    session = kind in ("assumed-role", "federated-user")
    # Without one, nobody could assume a role or use a key.
    needed = anonymous or not action.startswith("s3:")
    return Case(
        number,
        kind,
        account,
        action,
        resource,
        making.keys(kind, account, own_keys),
        [] if anonymous else [making.policy("identity") for _ in range(random.randint(0, 2))],
        making.policy("boundary") if not anonymous and random.random() < 0.25 else None,
        making.policy("session") if session and random.random() < 0.3 else None,
        making.policy("resource") if needed or random.random() < 0.7 else None,
        action.startswith("s3:") and random.random() < 0.2,
    )  # fmt: skip


def _kind(action: str, random: Random) -> Kind:
    kinds: list[Kind] = ["user", "user", "assumed-role", "assumed-role", "federated-user"]
    return random.choice([*kinds, "anonymous"] if action.startswith("s3:") else kinds)


class _Making:
    """Makes the parts of one case."""

    def __init__(self, random: Random, action: str, resource: str) -> None:
        self._random = random
        self._action = action
        self._resource = resource
        self._known = ["aws:UserAgent"]

    def keys(self, kind: Kind, account: str, own: tuple[str, ...]) -> dict[str, list[str]]:
        """Return the request's keys, and remember which a policy may ask for, there or not."""
        random = self._random
        globals_ = [name for name in KEYS if name.startswith("aws:")]
        self._known = [*globals_, *own, *own]
        found = {name: [random.choice(KEYS[name][1])] for name in [*globals_, *own] if random.random() < 0.6}
        for name in ("aws:username", "aws:PrincipalArn", "aws:TokenIssueTime"):
            found.pop(name, None)
        if kind == "user":
            found["aws:username"] = ["ann"]
        if kind != "anonymous":
            name = {"user": "user/ann", "assumed-role": "role/reporter", "federated-user": "user/ann"}[kind]
            found["aws:PrincipalArn"] = [f"arn:aws:iam::{account}:{name}"]
        if kind in ("assumed-role", "federated-user"):
            found["aws:TokenIssueTime"] = [random.choice(DATES)]
        if "aws:CalledVia" in found:
            found["aws:CalledVia"] = random.sample(MULTIPLE, random.randint(1, 3))
        return found

    def policy(self, kind: str) -> Document:
        """Return a document of one to three statements."""
        count = self._random.choice((1, 1, 1, 2, 2, 3))
        return {"Version": "2012-10-17", "Statement": [self._statement(kind, n) for n in range(count)]}

    def _statement(self, kind: str, number: int) -> Document:
        random = self._random
        effect = random.choice(("Allow", "Allow", "Allow", "Deny"))
        statement: Document = {"Sid": f"s{number}", "Effect": effect}
        if kind == "resource":
            statement |= self._principal(effect)
        statement |= self._actions()
        if not (kind == "resource" and self._action == "sts:AssumeRole"):
            statement |= self._resources(kind)
        if random.random() < 0.6:
            statement["Condition"] = self._condition()
        return statement

    def _principal(self, effect: str) -> Document:
        random = self._random
        names = [
            ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root", OTHER, f"arn:aws:iam::{OTHER}:root",
            *(f"arn:aws:iam::{a}:{name}" for a in (ACCOUNT, OTHER) for name in ("user/ann", "role/reporter")),
            *(f"arn:aws:sts::{a}:{name}" for a in (ACCOUNT, OTHER)
              for name in ("assumed-role/reporter/lab", "federated-user/ann")),
            f"arn:aws:iam::{ACCOUNT}:user/bob",
        ]  # fmt: skip
        listed = random.sample(names, random.randint(1, 4))
        if effect == "Deny" and random.random() < 0.25:
            return {"NotPrincipal": {"AWS": random.sample(names, random.randint(3, len(names)))}}
        wide: list[object] = ["*", {"AWS": "*"}, {"AWS": listed}, {"AWS": listed}, {"AWS": listed[0]}]
        return {"Principal": random.choice(wide)}

    def _actions(self) -> Document:
        random = self._random
        service, name = self._action.split(":")
        fitting = [self._action, self._action.upper(), f"{service}:*", f"{service}:{name[:3]}*", "*"]
        others = ["s3:PutObject", "s3:GetObjectVersion", "iam:ListUsers", f"{service}:{name[:-1]}?"]
        chosen = random.sample(fitting, 1) if random.random() < 0.75 else random.sample(others, 2)
        if random.random() < 0.12:
            return {"NotAction": random.sample([*others, self._action], 2)}
        return {"Action": chosen if random.random() < 0.5 else chosen[0]}

    def _resources(self, kind: str) -> Document:
        random = self._random
        service = self._action.split(":")[0]
        short = [f"arn:aws:{service}", f"arn:aws:{service}:*"] if kind == "identity" else []
        fitting = [*short, self._resource, f"{self._resource[:-2]}??", f"{self._resource[:-3]}*", "*"]
        if self._action.startswith("s3:"):
            fitting += ["arn:aws:s3:::*", f"{BUCKET}/home/${{aws:username}}/*", f"{BUCKET}*"]
        others = ["arn:aws:s3:::other/*", "arn:aws:s3:::other", f"{BUCKET}/${{aws:Referer, 'none'}}*"]
        chosen = random.sample(fitting, 1) if random.random() < 0.8 else random.sample(others, 2)
        if random.random() < 0.12:
            return {"NotResource": random.sample([*others, self._resource], 2)}
        return {"Resource": chosen if random.random() < 0.5 else chosen[0]}

    def _condition(self) -> Document:
        found: Document = {}
        for _ in range(self._random.choice((1, 1, 2))):
            operator, key, values = self._comparison()
            found.setdefault(operator, {})[key] = values
        return found

    def _comparison(self) -> tuple[str, str, object]:
        random = self._random
        key = random.choice(self._known)
        kind = KEYS[key][0]
        if random.random() < 0.12:
            return "Null", key, random.choice(("true", "false", True))
        operators, values = OPERATORS[kind]
        operator = random.choice(operators)
        if kind == "many" or random.random() < 0.1:
            operator = f"{random.choice(('ForAllValues', 'ForAnyValue'))}:{operator}"
        if random.random() < 0.3:
            operator += "IfExists"
        fitting = [*values, *(KEYS[key][1] if kind != "address" else ())]
        chosen = random.sample(fitting, random.choice((1, 1, 2)))
        return operator, key, chosen if len(chosen) > 1 or random.random() < 0.3 else chosen[0]

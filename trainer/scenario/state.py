"""The verbs that choose who signs, and that change the world or look at it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, get_args

from trainer.scenario.fields import Fields, shown
from trainer.scenario.names import Names
from trainer.scenario.problems import Path, Problem
from trainer.scenario.requests import parse_body
from trainer.scenario.steps import (
    ADMINISTRATOR,
    BUCKET,
    BUCKETS,
    KEYS_A_USER,
    ROLES,
    USERS,
    AdvanceClock,
    AsAdministrator,
    AsRole,
    AsUser,
    Delete,
    ExpectObject,
    Holder,
    KeyStatus,
    MakeBucket,
    Put,
    PutPolicy,
    RemovePolicy,
    Revoke,
    SetClock,
    SetKey,
    Step,
    Versioning,
)

SHORTEST_SESSION, LONGEST_SESSION = 900, 43_200
"""Seconds. AWS STS API, AssumeRole: DurationSeconds is at least 900, at most the role's maximum."""

_REGION = re.compile(r"[a-z]{2,8}(-[a-z]{2,12}){1,2}-[1-9]")


def parse_as(value: object, path: Path, problems: list[Problem], _: Names) -> Step | None:
    """Read `as: ann`, `{user: ann, key: 2}`, `{role: reporter, lasts: 900}` or `administrator`."""
    if isinstance(value, str):
        if value == ADMINISTRATOR:
            return AsAdministrator()
        if value in ROLES:
            says = f"{value!r} is a role; write as: {{role: {value}, lasts: 3600}}"
            problems.append(Problem(path, says))
            return None
        value, path = {"as": value}, path[:-1]
        name = Fields(value, path, problems, ("as",)).text("as", USERS[0], (*USERS, ADMINISTRATOR))
        return AsUser(name)
    fields = Fields(value, path, problems, ("user", "key", "role", "lasts"))
    match fields.exactly_one("user", "role"):
        case "user":
            if "lasts" in fields:
                fields.wrong("a user's key has no end; drop lasts, or be a role", "lasts")
            return AsUser(fields.text("user", USERS[0], USERS), _key(fields))
        case "role":
            if "key" in fields:
                fields.wrong("each session of a role has a key of its own; drop key, or be a user", "key")
            lasts = fields.number("lasts", 3600, SHORTEST_SESSION, LONGEST_SESSION)
            return AsRole(fields.text("role", ROLES[0], ROLES), lasts)
    return None


def parse_bucket(value: object, path: Path, problems: list[Problem], names: Names) -> MakeBucket:
    """Read `bucket: {name, region}`."""
    fields = Fields(value, path, problems, ("name", "region"))
    fields.need("name", "the new bucket's name")
    fields.need("region", "a Region, such as eu-central-1")
    made = MakeBucket(fields.text("name"), fields.text("region"))
    if made.region and not _REGION.fullmatch(made.region):
        fields.wrong(f"expected a Region such as eu-central-1, found {shown(made.region)}", "region")
    names.buckets.append(made.name)
    return made


def parse_put(value: object, path: Path, problems: list[Problem], names: Names) -> Put:
    """Read `put: {object, body | size, bucket}`."""
    fields = Fields(value, path, problems, ("object", "body", "size", "bucket"))
    bucket, key = _object(fields, names)
    return Put(bucket, key, parse_body(fields, f"The content of {key}.\n"))


def parse_delete(value: object, path: Path, problems: list[Problem], names: Names) -> Delete:
    """Read `delete: {object, bucket}`."""
    return Delete(*_object(Fields(value, path, problems, ("object", "bucket")), names))


def parse_expect(value: object, path: Path, problems: list[Problem], names: Names) -> ExpectObject:
    """Read `expect: {object, exists | body, bucket}`."""
    fields = Fields(value, path, problems, ("object", "bucket", "exists", "body"))
    bucket, key = _object(fields, names)
    body = fields.optional_text("body", empty=True)
    if fields.exactly_one("exists", "body") == "body":
        return ExpectObject(bucket, key, True, body)
    return ExpectObject(bucket, key, fields.flag("exists", True))


def _object(fields: Fields, names: Names) -> tuple[str, str]:
    fields.need("object", "the key of the object")
    return fields.text("bucket", BUCKET, names.buckets), fields.text("object")


def parse_clock(value: object, path: Path, problems: list[Problem], _: Names) -> Step | None:
    """Read `clock: {advance: seconds}` or `clock: {set: time}`."""
    fields = Fields(value, path, problems, ("advance", "set"))
    match fields.exactly_one("advance", "set"):
        case "advance":
            return AdvanceClock(fields.number("advance"))
        case "set":
            return _set_clock(fields)
    return None


def _set_clock(fields: Fields) -> SetClock | None:
    text = fields.optional_text("set")
    try:
        when = datetime.fromisoformat(text or "")
    except ValueError:
        when = None
    if when is None or when.tzinfo is None:
        if text is not None:
            fields.wrong(f"expected a UTC time such as 2026-11-23T10:00:00Z, found {text!r}", "set")
        return None
    return SetClock(when.astimezone(UTC))


def parse_policy(value: object, path: Path, problems: list[Problem], _: Names) -> Step | None:
    """Read `policy: {user | role | bucket, name, document}` or `{user | role | bucket, remove}`."""
    fields = Fields(value, path, problems, ("user", "role", "bucket", "name", "document", "remove"))
    holder = _holder(fields)
    if holder is None:
        return None
    match fields.exactly_one("document", "remove"):
        case "document":
            if holder.kind == "bucket" and "name" in fields:
                fields.wrong("a bucket has one policy, without a name; drop name", "name")
            return PutPolicy(holder, fields.text("name", "scenario"), _document(fields))
        case "remove":
            everything = fields.values["remove"] is True
            return RemovePolicy(holder, None if everything else fields.optional_text("remove"))
    return None


def _holder(fields: Fields) -> Holder | None:
    match fields.exactly_one("user", "role", "bucket"):
        case "user":
            return Holder("user", fields.text("user", USERS[0], USERS))
        case "role":
            return Holder("role", fields.text("role", ROLES[0], ROLES))
        case "bucket":
            return Holder("bucket", fields.text("bucket", BUCKET, BUCKETS))
    return None


def _document(fields: Fields) -> dict[str, Any]:
    document = fields.values["document"]
    if not isinstance(document, Mapping) or "Statement" not in document:
        fields.wrong(
            f"expected a policy document with Statement, found {shown(document)}", "document", "type"
        )
        return {}
    return {"Version": "2012-10-17", **document}


def parse_key(value: object, path: Path, problems: list[Problem], _: Names) -> SetKey:
    """Read `key: {user, key, status}`."""
    fields = Fields(value, path, problems, ("user", "key", "status"))
    fields.need("user", " or ".join(USERS))
    fields.need("status", "active, inactive, deleted or new")
    known: tuple[KeyStatus, ...] = get_args(KeyStatus)
    wanted = fields.text("status", known[0], known)
    status = next((status for status in known if status == wanted), known[0])
    return SetKey(fields.text("user", USERS[0], USERS), status, _key(fields))


def _key(fields: Fields) -> int:
    return fields.number("key", 1, 1, KEYS_A_USER)


def parse_revoke(value: object, path: Path, problems: list[Problem], _: Names) -> Revoke:
    """Read `revoke: {role}`."""
    fields = Fields(value, path, problems, ("role",))
    fields.need("role", " or ".join(ROLES))
    return Revoke(fields.text("role", ROLES[0], ROLES))


def parse_versioning(value: object, path: Path, problems: list[Problem], _: Names) -> Versioning:
    """Read `versioning: {bucket, status}`."""
    fields = Fields(value, path, problems, ("bucket", "status"))
    suspended = fields.text("status", "enabled", ("enabled", "suspended")) == "suspended"
    return Versioning(fields.text("bucket", BUCKET, BUCKETS), "suspended" if suspended else "enabled")

"""The standard world: users, role and bucket that labs, proofs and the scenario language start from."""

import base64
import json
import secrets
import string
from dataclasses import dataclass, field
from typing import Any

from moto.iam.models import AWSManagedPolicy
from moto.s3.models import FakeKey, FakeMultipart

from trainer.cloud import keys
from trainer.cloud.account import ACCOUNT, REGION
from trainer.cloud.adapter import s3, set_defaults_of_new_bucket
from trainer.cloud.identities import iam

BUCKET = "trainer-private"
PREMIUM_SIZE = 3_000_000
"""Bytes: more than the buffers of a connection hold, so that a download can be left half done."""

MAX_SESSION = 43_200
"""Seconds a session of `reporter` may last."""

_READ = ["s3:GetObject"]
_READ_AND_WRITE = ["s3:GetObject", "s3:PutObject"]
_ADMINISTRATOR_ACCESS = "AdministratorAccess"


@dataclass(frozen=True, slots=True)
class AdministratorKey:
    """The long-term key of the administrator, which outlives a reset."""

    access_key_id: str
    secret_access_key: str = field(repr=False)


def new_administrator_key() -> AdministratorKey:
    """Make a key of the form that IAM gives out."""
    letters = string.ascii_uppercase + "234567"
    key_id = "AKIA" + "".join(secrets.choice(letters) for _ in range(16))
    # In AWS's letters: one that began with a hyphen would be an option to the commands it is given to.
    return AdministratorKey(key_id, base64.b64encode(secrets.token_bytes(30)).decode("ascii"))


def build(administrator: AdministratorKey) -> None:
    """Empty the account and build the standard world in it."""
    _empty()
    _add_aws_managed_policy(_ADMINISTRATOR_ACCESS, [{"Effect": "Allow", "Action": "*", "Resource": "*"}])
    _add_administrator(administrator)
    _add_users()
    _add_role()
    _add_bucket()


def premium_video() -> bytes:
    """Return the content of `videos/premium.mp4`: numbered lines, to tell one range from another."""
    lines = "".join(f"frame {number:08d}\n" for number in range(PREMIUM_SIZE // 15))
    return lines.encode("ascii").ljust(PREMIUM_SIZE, b".")


def _empty() -> None:
    s3().reset()
    iam().reset()
    keys.reset()
    # moto keeps a list of every object that ever was, contents included.
    tracked: tuple[Any, ...] = (FakeKey, FakeMultipart)
    for model in tracked:
        model.instances_tracked.clear()


def _add_aws_managed_policy(name: str, statements: list[dict[str, Any]]) -> None:
    # moto can load every managed policy of AWS, which takes longer than all the rest; one is needed.
    managed: Any = AWSManagedPolicy
    policy = managed(name, account_id=ACCOUNT, region=REGION, document=_document(statements))
    iam().managed_policies[policy.arn] = policy


def _add_administrator(key: AdministratorKey) -> None:
    iam().create_user(REGION, "administrator")
    iam().attach_user_policy(f"arn:aws:iam::aws:policy/{_ADMINISTRATOR_ACCESS}", "administrator")
    made = iam().create_access_key("administrator")
    del iam().access_keys[made.access_key_id]
    made.access_key_id, made.secret_access_key = key.access_key_id, key.secret_access_key
    iam().access_keys[key.access_key_id] = made


def _add_users() -> None:
    iam().create_user(REGION, "ann")
    iam().put_user_policy("ann", "objects", _document([_allow(_READ_AND_WRITE)]))
    iam().create_user(REGION, "bob")


def _add_role() -> None:
    anyone_here = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}},
    }
    iam().create_role(
        role_name="reporter",
        assume_role_policy_document=_document([anyone_here]),
        path="/",
        permissions_boundary=None,
        description="Reads the objects of trainer-private",
        tags=[],
        max_session_duration=str(MAX_SESSION),
    )
    iam().put_role_policy("reporter", "objects", _document([_allow(_READ)]))


def _add_bucket() -> None:
    s3().create_bucket(BUCKET, REGION)
    set_defaults_of_new_bucket(BUCKET)
    _add_object("coffee.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 a cup of coffee \xff\xd9")
    _add_object("invoices/jan.pdf", "application/pdf", b"%PDF-1.4\n% the invoice of January\n%%EOF\n")
    _add_object("videos/premium.mp4", "video/mp4", premium_video())


def _add_object(key: str, content_type: str, content: bytes) -> None:
    added = s3().put_object(BUCKET, key, content)
    added.set_metadata({"Content-Type": content_type})


def _allow(actions: list[str]) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": f"arn:aws:s3:::{BUCKET}/*"}


def _document(statements: list[dict[str, Any]]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})

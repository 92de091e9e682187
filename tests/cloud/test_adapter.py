"""What the adapter relies on of moto's backends, which are private: a new moto has to pass here first."""

import json
import subprocess
import sys
from importlib.metadata import version

import pytest

PROGRAM = """
import json
from trainer.cloud.isolate import isolate
isolate()
from datetime import UTC, datetime, timedelta
from trainer.cloud import adapter, standard_world
from trainer.cloud.adapter import iam, s3
from trainer.cloud.sessions import RoleHolder, Sessions
from trainer.s3.target import Wants

adapter.neutralise_bucket_policy_check()
administrator = standard_world.new_administrator_key()
standard_world.build(administrator)
sessions = Sessions()
now = datetime(2026, 11, 23, tzinfo=UTC)

def world(**asked):
    return adapter.snapshot(Wants("s3", "query-v4", **asked), sessions, now)

def check(what, holds):
    print(json.dumps([what, bool(holds)]))

key = world(access_key_id=administrator.access_key_id).key
check("the administrator's key is active", key.active and key.secret_access_key == administrator.secret_access_key)
check("a managed policy counts", [p.name for p in key.principal.policies] == ["arn:aws:iam::aws:policy/AdministratorAccess"])
made = iam().create_access_key("ann")
iam().update_access_key("ann", made.access_key_id, "Inactive")
check("an inactive key", world(access_key_id=made.access_key_id).key.active is False)
iam().delete_access_key(made.access_key_id, "ann")
check("a deleted key", world(access_key_id=made.access_key_id).key is None)

of_bob = iam().create_access_key("bob").access_key_id
iam().create_group("g"); iam().add_user_to_group("g", "bob")
iam().put_group_policy("g", "inline", '{"Statement": []}')
policy = iam().create_policy("d", "/", '{"Statement": [1]}', "managed", {})
iam().attach_group_policy(policy.arn, "g")
iam().create_policy_version(policy.arn, '{"Statement": [2]}', "true")
bob = world(access_key_id=of_bob).key.principal
check("a group's policies, the default version", [(p.name, p.document["Statement"]) for p in bob.policies] == [("inline", []), (policy.arn, [2])])
check("the user's names", (bob.arn, bob.user_name, bob.kind) == ("arn:aws:iam::123456789012:user/bob", "bob", "user"))

role = adapter.role("arn:aws:iam::123456789012:role/reporter")
check("the role's longest session", role.max_session == 43200)
check("no such role", adapter.role("arn:aws:iam::123456789012:role/none") is None)
check("the trust policy", world(role_arn=role.arn).role_trust.document["Statement"][0]["Principal"] == {"AWS": "*"})
iam().put_role_permissions_boundary("reporter", policy.arn)
issued = sessions.issue(RoleHolder(role.arn, role.role_id, "me"), now=now, lasts=timedelta(hours=1))
session = world(access_key_id=issued.access_key_id).key
check("a role's boundary", session.principal.boundary.document["Statement"] == [2])
check("a session", (session.session.token, session.session.expires_at) == (issued.token, now + timedelta(hours=1)))
check("its principal", session.principal.arn == "arn:aws:sts::123456789012:assumed-role/reporter/me")

bucket = "trainer-private"
check("an object that is there", world(bucket=bucket, key="coffee.jpg").object_exists)
check("one that is not", not world(bucket=bucket, key="tea.jpg").object_exists)
check("no such bucket", world(bucket="nothing", key="k").bucket is None)
s3().put_bucket_versioning(bucket, "Enabled")
first = s3().put_object(bucket, "v", b"1").version_id
s3().delete_object(bucket, "v")
marker = s3().buckets[bucket].keys.getlist("v")[-1].version_id
check("behind a delete marker", not world(bucket=bucket, key="v").object_exists)
check("an older version", world(bucket=bucket, key="v", version_id=first).object_exists)
check("a delete marker by name", adapter.is_delete_marker(Wants("s3", "query-v4", bucket=bucket, key="v", version_id=marker)))
check("no such version", not world(bucket=bucket, key="v", version_id="none").object_exists)
s3().put_bucket_policy(bucket, b'{"Statement": [3]}')
check("the bucket's policy", world(bucket=bucket).bucket.policy.document == {"Statement": [3]})
check("moto's own reading of it is off", s3().buckets[bucket].get_permission("s3:GetObject", "*").name == "NEUTRAL")
s3().put_bucket_policy(bucket, b"broken")
try:
    world(bucket=bucket); check("a policy that cannot be read", False)
except adapter.UnreadablePolicyError:
    check("a policy that cannot be read", True)
check("its region", world(bucket=bucket).bucket.region == "us-east-1" if not s3().delete_bucket_policy(bucket) else False)
check("public policies are blocked", adapter.blocks_public_policy(bucket))

from moto.s3.models import get_canned_acl
s3().buckets[bucket].keys["coffee.jpg"].acl = get_canned_acl("public-read")
check("ACLs are off at first", not world(bucket=bucket, key="coffee.jpg").bucket.public_read)
s3().buckets[bucket].ownership_rule = "ObjectWriter"
check("Block Public Access ignores them", not world(bucket=bucket, key="coffee.jpg").bucket.public_read)
s3().buckets[bucket].public_access_block = None
check("else they count", world(bucket=bucket, key="coffee.jpg").bucket.public_read)
check("for that object alone", not world(bucket=bucket, key="videos/premium.mp4").bucket.public_read)
"""


@pytest.fixture(scope="module")
def found() -> dict[str, bool]:
    # In a process of its own, as in life: the adapter changes moto's classes.
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return dict(json.loads(line) for line in ran.stdout.splitlines())


def test_what_is_relied_on_holds(found: dict[str, bool]) -> None:
    assert len(found) == 30
    assert [what for what, holds in found.items() if not holds] == []


def test_moto_is_the_version_that_was_read() -> None:
    assert version("moto") == "5.2.5"

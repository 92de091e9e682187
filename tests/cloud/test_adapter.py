"""What the adapter relies on of moto's backends, which are private: a new moto has to pass here first."""

import json
import re
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Any

import pytest
from moto.s3.models import get_canned_acl

from trainer.cloud import adapter, identities, standard_world
from trainer.cloud.account import UnreadablePolicyError
from trainer.cloud.adapter import s3
from trainer.cloud.identities import iam
from trainer.cloud.sessions import RoleHolder, Sessions
from trainer.s3.acl import CANNED, AclGrant
from trainer.s3.target import Source, Wants
from trainer.s3.world import BlockPublicAccess, Bucket, Principal, World

NOW = datetime(2026, 11, 23, tzinfo=UTC)
BUCKET = standard_world.BUCKET
REPORTER = "arn:aws:iam::123456789012:role/reporter"


def document(action: str) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_a_new_key_has_the_form_of_aws_keys() -> None:
    for _ in range(200):
        key = standard_world.new_administrator_key()
        assert re.fullmatch("AKIA[A-Z2-7]{16}", key.access_key_id)
        assert re.fullmatch("[A-Za-z0-9/+]{40}", key.secret_access_key)


@pytest.fixture
def administrator() -> standard_world.AdministratorKey:
    key = standard_world.new_administrator_key()
    standard_world.build(key)
    return key


@pytest.fixture(autouse=True)
def standard(administrator: standard_world.AdministratorKey) -> None:
    """Every test starts in the standard world."""


def world(sessions: Sessions | None = None, **asked: Any) -> World:
    return adapter.snapshot(Wants("s3", "query-v4", **asked), sessions or Sessions(), NOW)


def principal_of(access_key_id: str) -> Principal:
    key = world(access_key_id=access_key_id).key
    assert key
    return key.principal


def test_moto_is_the_version_that_was_read() -> None:
    assert version("moto") == "5.2.5"


class TestKeys:
    def test_the_administrators(self, administrator: standard_world.AdministratorKey) -> None:
        key = world(access_key_id=administrator.access_key_id).key
        assert key
        assert (key.active, key.secret_access_key) == (True, administrator.secret_access_key)
        assert [policy.name for policy in key.principal.policies] == [
            "arn:aws:iam::aws:policy/AdministratorAccess"
        ]

    def test_inactive_and_deleted(self) -> None:
        made = iam().create_access_key("ann").access_key_id
        iam().update_access_key("ann", made, "Inactive")
        key = world(access_key_id=made).key
        assert key
        assert not key.active
        iam().delete_access_key(made, "ann")
        assert world(access_key_id=made).key is None

    def test_of_a_deleted_user(self) -> None:
        made = iam().create_access_key("bob").access_key_id
        iam().delete_user("bob")
        assert world(access_key_id=made).key is None


class TestPolicies:
    def test_inline_group_and_managed_with_their_default_version(self) -> None:
        made = iam().create_access_key("bob").access_key_id
        iam().put_user_policy("bob", "own", document("s3:GetObject"))
        iam().create_group("readers")
        iam().add_user_to_group("readers", "bob")
        iam().put_group_policy("readers", "of the group", document("s3:PutObject"))
        managed = iam().create_policy("d", "/", document("s3:ListBucket"), "Managed", [])
        iam().attach_group_policy(managed.arn, "readers")
        iam().create_policy_version(managed.arn, document("s3:DeleteObject"), "true")
        principal = principal_of(made)
        found = {policy.name: policy.document["Statement"][0]["Action"] for policy in principal.policies}
        assert found == {
            "own": "s3:GetObject",
            "of the group": "s3:PutObject",
            managed.arn: "s3:DeleteObject",
        }
        assert (principal.arn, principal.user_name) == ("arn:aws:iam::123456789012:user/bob", "bob")

    def test_a_roles_trust_boundary_and_session(self) -> None:
        role = identities.role(REPORTER)
        assert role
        assert role.max_session == 43_200
        boundary = iam().create_policy("d", "/", document("s3:*"), "Boundary", [])
        iam().put_role_permissions_boundary("reporter", boundary.arn)
        sessions = Sessions()
        holder = RoleHolder(role.arn, role.role_id, "me")
        issued = sessions.issue(holder, now=NOW, lasts=timedelta(hours=1))
        found = world(sessions, access_key_id=issued.access_key_id, role_arn=REPORTER)
        assert found.role_trust
        assert found.role_trust.document["Statement"][0]["Principal"] == {"AWS": "*"}
        assert found.key
        assert found.key.session
        assert (found.key.session.token, found.key.session.expires_at) == (
            issued.token,
            NOW + timedelta(hours=1),
        )
        principal = found.key.principal
        assert principal.arn == "arn:aws:sts::123456789012:assumed-role/reporter/me"
        assert (principal.role_arn, principal.user_id) == (REPORTER, f"{role.role_id}:me")
        assert principal.boundary
        assert principal.boundary.document["Statement"][0]["Action"] == "s3:*"
        iam().delete_policy(boundary.arn)
        gone = world(sessions, access_key_id=issued.access_key_id).key
        assert gone
        assert gone.principal.boundary
        assert gone.principal.boundary.document["Statement"] == []

    def test_no_such_role(self) -> None:
        assert identities.role(REPORTER + "s") is None
        assert world(role_arn=REPORTER + "s").role_trust is None


class TestBuckets:
    def test_region_and_policy(self) -> None:
        s3().create_bucket("elsewhere", "eu-west-1")
        bucket = world(bucket="elsewhere").bucket
        assert bucket
        assert (bucket.region, bucket.account, bucket.policy) == ("eu-west-1", "123456789012", None)
        s3().put_bucket_policy("elsewhere", document("s3:GetObject").encode())
        bucket = world(bucket="elsewhere").bucket
        assert bucket
        assert bucket.policy
        assert world(bucket="nothing", key="k").bucket is None

    @pytest.mark.parametrize("stored", [b"broken", b"[]"])
    def test_a_policy_that_cannot_be_read_is_not_passed_over(self, stored: bytes) -> None:
        s3().put_bucket_policy(BUCKET, stored)
        with pytest.raises(UnreadablePolicyError):
            world(bucket=BUCKET)

    def test_motos_own_reading_of_policies_can_be_taken_away(self, monkeypatch: pytest.MonkeyPatch) -> None:
        deny = json.loads(document("s3:*"))
        deny["Statement"][0] |= {"Effect": "Deny", "Principal": "*", "Condition": {"Bool": {"a": "b"}}}
        s3().put_bucket_policy(BUCKET, json.dumps(deny).encode())
        bucket = s3().buckets[BUCKET]
        monkeypatch.setattr(type(bucket), "get_permission", type(bucket).get_permission)
        assert bucket.get_permission("s3:GetObject", f"arn:aws:s3:::{BUCKET}/k").name == "DENIED"
        adapter.neutralise_bucket_policy_check()
        assert bucket.get_permission("s3:GetObject", f"arn:aws:s3:::{BUCKET}/k").name == "NEUTRAL"

    def test_a_copys_source(self) -> None:
        s3().create_bucket("elsewhere", "eu-west-1")
        found = world(bucket="elsewhere", key="k", copy_source=Source(BUCKET, "coffee.jpg"))
        assert found.copy_source
        assert (found.copy_source.name, found.copy_source_exists, found.object_exists) == (
            BUCKET,
            True,
            False,
        )
        assert not world(copy_source=Source(BUCKET, "tea.jpg")).copy_source_exists
        assert world(copy_source=Source("nothing", "tea.jpg")).copy_source is None

    def test_access_control_lists_ownership_and_block(self) -> None:
        def found() -> Bucket:
            bucket = world(bucket=BUCKET, key="coffee.jpg").bucket
            assert bucket
            return bucket

        assert found().ownership == "BucketOwnerEnforced"
        assert found().block == BlockPublicAccess(True, True, True, True)
        assert (found().acl, found().object_acl) == ((), ())
        bucket = s3().buckets[BUCKET]
        bucket.keys["coffee.jpg"].acl = get_canned_acl("public-read")
        bucket.acl = get_canned_acl("public-read-write")
        bucket.ownership_rule = "ObjectWriter"
        bucket.public_access_block = None
        assert found().object_acl == CANNED["public-read"]
        assert found().acl == CANNED["public-read-write"]
        assert (found().ownership, found().block) == ("ObjectWriter", BlockPublicAccess())
        adapter.set_bucket_acl(BUCKET, (AclGrant("another account", "READ"),))
        assert found().acl == (AclGrant("another account", "READ"),)


class TestObjects:
    def test_existence(self) -> None:
        assert world(bucket=BUCKET, key="coffee.jpg").object_exists
        assert not world(bucket=BUCKET, key="tea.jpg").object_exists

    def test_versions_and_delete_markers(self) -> None:
        s3().put_bucket_versioning(BUCKET, "Enabled")
        first = s3().put_object(BUCKET, "v", b"1").version_id
        s3().delete_object(BUCKET, "v")
        marker = s3().buckets[BUCKET].keys.getlist("v")[-1].version_id
        assert not world(bucket=BUCKET, key="v").object_exists
        assert world(bucket=BUCKET, key="v", version_id=first).object_exists
        assert world(bucket=BUCKET, key="v", version_id=marker).object_exists
        assert not world(bucket=BUCKET, key="v", version_id="none").object_exists
        asked = Wants("s3", "query-v4", bucket=BUCKET, key="v", version_id=marker)
        assert adapter.is_delete_marker(asked)
        assert not adapter.is_delete_marker(Wants("s3", "query-v4", bucket=BUCKET, key="v", version_id=first))

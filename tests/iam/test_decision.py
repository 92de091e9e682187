"""Which policies have a say: explicit denies, one account and two, boundaries, sessions, roles."""

import pytest

from tests.iam.samples import (
    ACCOUNT,
    ANN_ARN,
    FED_ARN,
    OTHER,
    ROLE_ARN,
    SESSION_ARN,
    Statement,
    allow,
    ann,
    context,
    decided,
    deny,
    fed,
    policy,
    reporter,
    root,
    to,
    web_identity,
)
from trainer.iam.decision import Decision, decide, denial_message
from trainer.iam.policy import Policy, Principal
from trainer.iam.statements import RequestContext

MAY = policy("identity", allow(), name="objects")
MAY_NOT = policy("identity", deny(), name="guard")
ELSEWHERE = policy("identity", allow("s3:PutObject"), name="uploads")
ROOT_ARN = f"arn:aws:iam::{ACCOUNT}:root"


def test_nothing_allows() -> None:
    decision = decided(ann())
    assert (decision.allowed, decision.effect, decision.kind) == (False, "implicit-deny", "identity")
    assert decision.decided_by is None
    assert decision.says == "no identity policy allows s3:GetObject to ann"
    assert decided(ann(ELSEWHERE)).effect == "implicit-deny"


def test_an_identity_policy_allows() -> None:
    decision = decided(ann(ELSEWHERE, MAY))
    assert (decision.allowed, decision.effect) == (True, "allow")
    assert decision.decided_by == MAY
    assert decision.says == "identity policy objects allows s3:GetObject (statement 1)"


def test_the_deciding_statement_is_named() -> None:
    named = policy("identity", allow("s3:PutObject"), allow(Sid="Read"), name="objects")
    assert decided(ann(named)).statement == "Read"
    numbered = policy("identity", allow("s3:PutObject"), deny(), name="objects")
    assert decided(ann(numbered)).statement == "2"


@pytest.mark.parametrize(
    ("principal", "statements", "session", "kind"),
    [
        (ann(MAY, MAY_NOT), [], (), "identity"),
        (ann(MAY), [to("*", deny())], (), "resource"),
        (ann(MAY, boundary=policy("boundary", allow("*"), deny())), [], (), "boundary"),
        (reporter(MAY), [], (policy("session", allow("*"), deny()),), "session"),
        (root(), [to("*", deny())], (), "resource"),
    ],
)
def test_an_explicit_deny_wins(
    principal: Principal, statements: list[Statement], session: tuple[Policy, ...], kind: str
) -> None:
    decision = decided(principal, to("*", allow()), *statements, session_policies=session)
    assert (decision.effect, decision.kind) == ("explicit-deny", kind)
    assert decision.decided_by


def test_an_explicit_deny_wins_over_an_access_control_list() -> None:
    assert decided(None, public=True).allowed
    assert not decided(None, to("*", deny()), public=True).allowed


@pytest.mark.parametrize(
    ("principal", "element", "allowed"),
    [
        (ann(), "*", True),
        (ann(), {"AWS": "*"}, True),
        (ann(), {"AWS": ANN_ARN}, True),
        (ann(), {"AWS": ["x", ANN_ARN]}, True),
        (ann(), {"AWS": ANN_ARN.replace("ann", "bob")}, False),
        (ann(), {"AWS": ANN_ARN.replace("ann", "*")}, False),
        (ann(), {"AWS": ROOT_ARN}, False),
        (ann(), {"AWS": ACCOUNT}, False),
        (ann(MAY), {"AWS": ACCOUNT}, True),
        (ann(), {"Service": "s3.amazonaws.com"}, False),
        (reporter(), {"AWS": ROLE_ARN}, True),
        (reporter(), {"AWS": SESSION_ARN}, True),
        (reporter(), {"AWS": "arn:aws:iam::111122223333:role/other"}, False),
        (root(), {"AWS": ACCOUNT}, True),
        (None, "*", True),
        (None, {"AWS": "*"}, True),
        (None, {"AWS": ANN_ARN}, False),
    ],
)
def test_a_resource_policy_within_the_account(
    principal: Principal | None, element: object, allowed: bool
) -> None:
    assert decided(principal, to(element, allow())).allowed == allowed


@pytest.mark.parametrize("element", [{"AWS": OTHER}, {"AWS": f"arn:aws:iam::{OTHER}:user/ann"}, "*"])
def test_between_accounts_both_have_to_allow(element: object) -> None:
    granted = to(element, allow())
    assert decided(ann(MAY, account=OTHER), granted).allowed
    assert decided(ann(account=OTHER), granted).kind == "identity"
    assert decided(ann(MAY, account=OTHER)).kind == "resource"
    assert not decided(ann(MAY, account=OTHER), to({"AWS": ACCOUNT}, allow())).allowed


def test_the_root_user_needs_no_policy_in_its_account() -> None:
    assert decided(root()).allowed
    assert not decided(root(), resource_account=OTHER).allowed


def test_a_boundary_limits() -> None:
    narrow = policy("boundary", allow("s3:PutObject"))
    wide = policy("boundary", allow("s3:*"))
    assert decided(ann(MAY, boundary=narrow)).kind == "boundary"
    assert decided(ann(MAY, boundary=wide)).allowed
    assert decided(ann(boundary=wide)).kind == "identity", "a boundary allows nothing by itself"


def test_a_boundary_does_not_limit_what_is_granted_to_a_user_directly() -> None:
    narrow = policy("boundary", allow("s3:PutObject"))
    assert decided(ann(boundary=narrow), to({"AWS": ANN_ARN}, allow())).allowed
    assert not decided(reporter(boundary=narrow), to({"AWS": ROLE_ARN}, allow())).allowed
    assert decided(reporter(boundary=narrow), to({"AWS": SESSION_ARN}, allow())).allowed
    assert decided(reporter(boundary=narrow), to("*", allow())).allowed
    assert decided(ann(boundary=narrow), to("*", allow())).allowed


def test_a_wildcard_with_a_condition_on_the_role_is_not_limited_either() -> None:
    """A grant to `*` with aws:PrincipalArn, which AWS documents as the way round boundaries of roles."""
    condition = {"ArnEquals": {"aws:PrincipalArn": ROLE_ARN}}
    asked = context(reporter(), aws_PrincipalArn=ROLE_ARN)
    keys = {name.lower(): value for name, value in asked.keys.items()}
    narrow, write = policy("boundary", allow("s3:PutObject")), policy("session", allow("s3:PutObject"))
    asked = RequestContext(reporter(boundary=narrow), asked.action, asked.resource, keys)
    granted = to("*", allow(Condition=condition))
    assert decided(None, granted, asked=asked, session_policies=(write,)).allowed
    denying = policy("session", deny())
    assert decided(None, granted, asked=asked, session_policies=(denying,)).effect == "explicit-deny"


def test_a_federated_user_is_limited_by_the_users_policies_unless_named_itself() -> None:
    read, write = policy("session", allow()), policy("session", allow("s3:PutObject"))
    assert decided(fed(MAY), session_policies=(read,)).allowed
    assert decided(fed(MAY), session_policies=(write,)).kind == "session"
    assert decided(fed(), session_policies=(read,)).kind == "identity"
    assert not decided(fed(), to({"AWS": ANN_ARN}, allow()), session_policies=(write,)).allowed
    assert decided(fed(), to({"AWS": ANN_ARN}, allow()), session_policies=(read,)).allowed
    assert decided(fed(), to({"AWS": FED_ARN}, allow()), session_policies=(write,)).allowed
    assert decided(
        fed(boundary=policy("boundary", allow("s3:PutObject"))), to({"AWS": FED_ARN}, allow())
    ).allowed


def test_only_the_resources_policy_can_allow_anyone() -> None:
    assert (decided(None).kind, decided(None).says) == (
        "resource",
        "no resource policy allows s3:GetObject to anyone",
    )


def test_session_policies_limit_and_are_taken_together() -> None:
    read, write = policy("session", allow()), policy("session", allow("s3:PutObject"))
    assert decided(reporter(MAY), session_policies=(write,)).kind == "session"
    assert decided(reporter(MAY), session_policies=(write, read)).allowed
    assert not decided(reporter(), session_policies=(read,)).allowed
    assert not decided(reporter(), to({"AWS": ROLE_ARN}, allow()), session_policies=(write,)).allowed


ROLE = "arn:aws:iam::111122223333:role/reporter"
ASSUME = policy("identity", allow("sts:AssumeRole", ROLE), name="assume")


def assumed(principal: Principal, trusted: object | None, **more: object) -> Decision:
    trust = None
    if trusted is not None:
        statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": trusted, **more}
        trust = policy("resource", statement, name="trust policy")
    asked = context(principal, "sts:AssumeRole", ROLE, aws_principalaccount=principal.account)
    return decide(asked, resource_account=ACCOUNT, resource_policy=trust, trust=True)


def test_a_role_is_assumed_by_whom_it_trusts() -> None:
    same_account = {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}
    assert assumed(ann(), {"AWS": "*"}, Condition=same_account).allowed
    assert not assumed(ann(ASSUME, account=OTHER), {"AWS": "*"}, Condition=same_account).allowed
    assert assumed(ann(), {"AWS": ANN_ARN}).allowed
    assert not assumed(ann(), {"AWS": ACCOUNT}).allowed, "an account delegates"
    assert assumed(ann(ASSUME), {"AWS": ACCOUNT}).allowed
    assert assumed(ann(ASSUME, account=OTHER), {"AWS": OTHER}).allowed
    assert not assumed(ann(account=OTHER), {"AWS": OTHER}).allowed


def test_permission_to_assume_is_nothing_without_trust() -> None:
    assert assumed(ann(ASSUME), None).kind == "resource"
    assert assumed(root(), None).kind == "resource"
    assert not assumed(ann(ASSUME), {"Service": "lambda.amazonaws.com"}).allowed


def test_a_role_is_assumed_by_whom_its_provider_vouches_for() -> None:
    visitor = web_identity("idp.example")
    provider = visitor.arn
    assert assumed(visitor, {"Federated": provider}).allowed
    assert assumed(visitor, {"Federated": [provider, "arn:aws:iam::1:oidc-provider/x"]}).allowed
    assert not assumed(visitor, {"Federated": f"{provider}.com"}).allowed
    assert not assumed(visitor, {"AWS": [provider, ACCOUNT]}).allowed, "it is no principal of the account"
    assert not assumed(ann(ASSUME), {"Federated": ANN_ARN}).allowed


@pytest.mark.parametrize(
    ("principal", "statements", "session", "ending"),
    [
        (ann(), [], (), "because no identity-based policy allows the s3:GetObject action"),
        (ann(MAY_NOT), [], (), "with an explicit deny in an identity-based policy"),
        (ann(), [to("*", deny())], (), "with an explicit deny in a resource-based policy"),
        (
            ann(MAY, boundary=policy("boundary", allow("s3:PutObject"))),
            [],
            (),
            "because no permissions boundary allows the s3:GetObject action",
        ),
        (
            ann(MAY, boundary=policy("boundary", deny())),
            [],
            (),
            "with an explicit deny in a permissions boundary",
        ),
        (
            reporter(MAY),
            [],
            (policy("session", allow("s3:PutObject")),),
            "because no session policy allows the s3:GetObject action",
        ),
        (reporter(MAY), [], (policy("session", deny()),), "with an explicit deny in a session policy"),
    ],
)
def test_how_aws_words_a_refusal(
    principal: Principal, statements: list[Statement], session: tuple[Policy, ...], ending: str
) -> None:
    decision = decided(principal, *statements, session_policies=session)
    message = denial_message(context(principal), decision, quote_resource=True)
    assert message == (
        f"User: {principal.arn} is not authorized to perform: s3:GetObject on resource: "
        f'"arn:aws:s3:::trainer-private/invoices/jan.pdf" {ending}'
    )


def test_an_anonymous_caller_learns_nothing() -> None:
    assert denial_message(context(None), decided(None), quote_resource=True) == "Access Denied"

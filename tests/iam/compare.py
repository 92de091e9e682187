"""Our decisions beside those of iam-simulate. For a larger run: python -m tests.iam.compare [SEED] [COUNT]"""

import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.iam import simulator
from tests.iam.cases import Case, Document, cases
from tests.iam.differences import difference
from tests.iam.samples import ACCOUNT
from trainer.iam.decision import Decision, decide
from trainer.iam.policy import Policy, PolicyKind, Principal
from trainer.iam.statements import RequestContext
from trainer.s3.checks_public import restricted
from trainer.s3.world import BlockPublicAccess, Bucket


@dataclass
class Comparison:
    """What came of comparing many cases."""

    compared: Counter[str] = field(default_factory=Counter)
    """How many cases were compared, by our effect."""
    differing: list[tuple[Case, Decision, str]] = field(default_factory=list)
    """Cases that were decided in two ways, with the other decision."""
    excluded: Counter[str] = field(default_factory=Counter)
    """How many cases each documented difference took out, and of those (`NAME, shown`) really differed."""


def compare(folder: Path, made: Sequence[Case]) -> Comparison:
    """Compare every case to which no documented difference applies."""
    found = Comparison()
    for case, theirs in zip(made, simulator.decisions(folder, made), strict=True):
        decision = ours(case)
        name = difference(case)
        if name:
            found.excluded[name] += 1
            found.excluded[f"{name}, shown"] += not _alike(case, decision, theirs)
            continue
        found.compared[decision.effect] += 1
        if not _alike(case, decision, theirs):
            found.differing.append((case, decision, theirs))
    return found


def _alike(case: Case, decision: Decision, theirs: str) -> bool:
    if case.restricted:
        # iam-simulate lets this setting deny what was allowed; where nothing was, ours is the same refusal.
        return decision.allowed == (theirs == "allow")
    return decision.effect == theirs


def ours(case: Case) -> Decision:
    """Decide a case with the product's own engine."""
    keys = {name.lower(): tuple(values) for name, values in case.keys.items()}
    context = RequestContext(_principal(case), case.action, case.resource, keys)
    session, resource_policy = _policy("session", case.session), _policy("resource", case.resource_policy)
    settings = BlockPublicAccess(restrict_public_buckets=case.restricted)
    bucket = Bucket("trainer-private", "us-east-1", ACCOUNT, resource_policy, block=settings)
    return restricted(bucket, context.principal) or decide(
        context,
        resource_account=ACCOUNT,
        resource_policy=resource_policy,
        session_policies=[session] if session else [],
        trust=not case.action.startswith("s3:"),
    )


def _principal(case: Case) -> Principal | None:
    if case.kind == "anonymous" or case.arn is None:
        return None
    return Principal(
        case.arn,
        case.account,
        case.kind,
        "ID",
        role_arn=f"arn:aws:iam::{case.account}:role/reporter" if case.kind == "assumed-role" else None,
        federated_by=f"arn:aws:iam::{case.account}:user/ann" if case.kind == "federated-user" else None,
        policies=tuple(Policy("own", "identity", document) for document in case.identity),
        boundary=_policy("boundary", case.boundary),
    )


def _policy(kind: PolicyKind, document: Document | None) -> Policy | None:
    return Policy(kind, kind, document) if document else None


def main(seed: int = 0, count: int = 50_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        simulator.install(Path(folder))
        found = compare(Path(folder), list(cases(seed, count)))
    print(f"compared: {dict(found.compared)}")
    for name, number in sorted(found.excluded.items()):
        print(f"not compared: {number:6} {name}")
    for case, decision, theirs in found.differing[:10]:
        print(f"\n{decision.effect} ({decision.says}), but {theirs}:\n{case}")
    raise SystemExit(f"{len(found.differing)} differ" if found.differing else 0)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

"""The one account and Region of the local cloud, and how a policy that is stored in it is read."""

import json
from functools import lru_cache

from trainer.s3.world import Policy, PolicyKind

ACCOUNT = "123456789012"
PARTITION = "aws"
REGION = "us-east-1"


class UnreadablePolicyError(Exception):
    """A stored policy is no JSON object, so that nothing can be judged by it."""


@lru_cache(maxsize=1024)
def policy_of(name: str, kind: PolicyKind, document: str) -> Policy:
    """Return a stored policy. Raises UnreadablePolicyError."""
    try:
        parsed = json.loads(document)
    except ValueError as error:
        raise UnreadablePolicyError(f"the {kind} policy {name} is no JSON") from error
    if not isinstance(parsed, dict):
        raise UnreadablePolicyError(f"the {kind} policy {name} is no JSON object")
    return Policy(name, kind, parsed)

"""What is Version 2's alone: it is known in the older Regions only."""

from trainer.s3 import refusals, sigv2
from trainer.s3.case import Case, Failure, failed, passed
from trainer.s3.checks_scope import region_of
from trainer.s3.verdict import TrailEntry


def region_knows_v2(case: Case) -> TrailEntry | Failure:
    """Check that the bucket's Region takes Signature Version 2."""
    region = region_of(case)
    if region in sigv2.REGIONS:
        says = f"Signature Version 2, which {region} still takes"
        return passed("algorithm", "a Region opened before 2014", region, says, "recorded")
    refusal = refusals.invalid_request(
        "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."
    )
    says = f"{region} takes Signature Version 4 alone"
    return failed("algorithm", refusal, "AWS4-HMAC-SHA256", "Signature Version 2", says, "recorded")

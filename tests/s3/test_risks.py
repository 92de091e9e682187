"""What may go wrong with a URL: each fault by name, and all of them against the judge."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import takewhile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.s3.samples import (
    LONG_TERM,
    NOW,
    OBJECT,
    TEMPORARY,
    altered,
    presign,
    presign_old,
)
from tests.s3.test_anatomy import told
from tests.s3.test_anything import ALMOST, MANY
from tests.s3.urls import DOCUMENTED, MAY_2013
from trainer.iam.policy import Principal
from trainer.s3.anatomy import Anatomy, dissect
from trainer.s3.authorization import QUERY_V2_PARAMETERS, QUERY_V4_PARAMETERS
from trainer.s3.judge import judge
from trainer.s3.risk import Risk
from trainer.s3.risks import risks
from trainer.s3.signing import Credentials
from trainer.s3.verdict import TrailEntry
from trainer.s3.verifying import Verification
from trainer.s3.world import AccessKey, Bucket, Session, World

AWS = "https://acme.s3.eu-west-1.amazonaws.com/2026/jan.pdf"


def ids(url: str, days: float = 0, severity: str = "") -> set[str]:
    found = told(url, NOW + timedelta(days=days)).risks
    return {risk.id for risk in found if severity in ("", risk.severity)}


def refused(url: str, days: float = 0) -> set[str]:
    return ids(url, days, "refused")


def test_a_good_url_has_no_fault() -> None:
    assert refused(presign()) == set()
    assert ids(presign(), severity="fine") == {"one-object", "short-life"}
    assert ids(presign(), severity="caution") == {"bearer", "method-unknown"}


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        (altered(presign(), "X-Amz-Date"), "missing-parameter"),
        (altered(presign(), X_Amz_Date=""), "missing-parameter"),
        (altered(presign_old(), "Expires"), "missing-parameter"),
        (altered(presign(), X_Amz_Algorithm="AWS4-HMAC-SHA1"), "unknown-algorithm"),
        (altered(presign(), X_Amz_Credential="AKIA/20261123/us-east-1/s3"), "malformed-credential"),
        (presign().replace("%2F2026", "%252F2026"), "malformed-credential"),
        (altered(presign(), X_Amz_Credential="A/20261123/us-east-1/s3/aws5_request"), "malformed-credential"),
        (altered(presign(), X_Amz_Credential="A/20261123/us-east-1/sns/aws4_request"), "wrong-service"),
        (altered(presign(), X_Amz_Credential="A/20261122/us-east-1/s3/aws4_request"), "scope-date-differs"),
        (presign(url=AWS, region="us-east-1"), "region-disagrees"),
        (altered(presign(), X_Amz_Date="2026-11-23"), "malformed-date"),
        (presign(expires=604801), "expires-out-of-range"),
        (presign(expires=-1), "expires-out-of-range"),
        (presign(expires="soon"), "expires-out-of-range"),
        (altered(presign_old(), Expires="soon"), "expires-out-of-range"),
        (presign(now=NOW - timedelta(hours=1, seconds=1)), "expired"),
        (presign_old(now=NOW - timedelta(hours=1, seconds=1)), "expired"),
        (presign(now=NOW + timedelta(minutes=16)), "not-yet-valid"),
        (altered(presign(), X_Amz_SignedHeaders="x-own"), "host-not-signed"),
        (altered(presign(credentials=TEMPORARY), "X-Amz-Security-Token"), "token-missing"),
        (altered(presign(), X_Amz_Security_Token="t"), "token-with-long-term-key"),
        (presign()[:-1], "malformed-signature"),
        (presign_old().replace("&Signature=", "&Signature=x"), "malformed-signature"),
        (presign_old(url=AWS.replace("eu-west-1", "eu-central-1")), "region-without-v2"),
        (presign(query=(("Signature", "x"),)), "two-mechanisms"),
        (presign() + "&x=%zz", "not-a-clean-uri"),
        (AWS + "?response-expires=1", "override-unsigned"),
    ],
)
def test_what_s3_refuses(url: str, fault: str) -> None:
    assert fault in refused(url)
    [risk] = [risk for risk in told(url).risks if risk.id == fault][:1]
    assert "S3 answers " in risk.says
    assert told(url).risks[0].severity == "refused"
    agree(url)


@pytest.mark.parametrize(
    ("url", "caution"),
    [
        (presign(expires=604800), "whole-week"),
        (presign(expires=86400), "lives-long"),
        (presign_old(expires=86400), "lives-long"),
        (presign(credentials=TEMPORARY), "temporary-credentials-end-sooner"),
        (presign(credentials=TEMPORARY), "token-in-url"),
        (presign_old(credentials=TEMPORARY), "token-in-url"),
        (presign(headers={"Content-Type": "x"}), "headers-to-send"),
        (presign(url="http://127.0.0.1:5000/trainer-private"), "no-object"),
        (presign_old(), "signature-version-2"),
        (presign(url=AWS.replace("https", "http"), region="eu-west-1"), "http-not-https"),
        (presign(url="https://minio.example.com/b/k"), "not-an-s3-host"),
        (presign(url="https://b.s3-website-us-east-1.amazonaws.com/k"), "website-endpoint"),
        (presign(url=OBJECT.replace("/jan", "/../jan")), "dot-segments"),
        (presign() + "&x=1&x=2", "recurring-parameter"),
        (presign() + "#part", "fragment-not-sent"),
        (presign().replace("://", "://me:word@"), "user-in-url"),
        (presign().replace("&", "&amp;"), "escaped-characters"),
        (presign().replace("?", "&"), "lost-question-mark"),
        (presign().replace("?", "%3F"), "lost-question-mark"),
        (presign_old().replace("?", "&"), "lost-question-mark"),
        (altered(presign(), X_Amz_Algorithm="AWS4-ECDSA-P256-SHA256"), "version-4a"),
        (AWS, "not-signed"),
    ],
)
def test_what_may_hurt(url: str, caution: str) -> None:
    assert caution in ids(url, severity="caution")


def test_a_session_of_36_hours_is_the_longest() -> None:
    url = presign(credentials=TEMPORARY, expires=604800)
    [risk] = [risk for risk in told(url).risks if risk.id == "temporary-credentials-end-sooner"]
    assert "36 h after signing at the latest, 2026-11-24 22:00:00Z" in risk.says
    assert refused(url, days=1.5) == set()
    assert refused(url, days=1.51) == {"session-over"}
    assert refused(url, days=8) == {"expired"}


def test_a_url_that_a_shell_cut_says_so() -> None:
    [risk] = [risk for risk in told(DOCUMENTED.partition("&")[0]).risks if risk.id == "missing-parameter"]
    assert "quotes" in risk.says


@pytest.mark.parametrize(("method", "name"), [("PUT", "put-overwrites"), ("DELETE", "delete-removes")])
def test_a_method_that_is_known_says_what_it_does(method: str, name: str) -> None:
    anatomy = dissect(presign(method))
    found = {risk.id for risk in risks(anatomy, NOW, Verification(True, method))}
    assert name in found
    assert "method-unknown" not in found


def world(anatomy: Anatomy) -> World:
    """Return the world in which everything but the URL itself is right."""
    key = anatomy.access_key_id or ""
    session = None
    if anatomy.temporary and not key.startswith("AKIA"):
        session = Session(anatomy.session_token or "\0", NOW, NOW + timedelta(hours=36))
    owner = Principal("arn:aws:iam::123456789012:root", "123456789012", "root", "123456789012")
    region = anatomy.host.region or anatomy.region or "us-east-1"
    return World(
        region,
        "123456789012",
        AccessKey(key, "secret", True, owner, session),
        Bucket(anatomy.bucket or "", region, "123456789012"),
        object_exists=True,
        endpoint_hosts=(anatomy.host.endpoint,),
    )


def before_signature(anatomy: Anatomy) -> Iterator[TrailEntry]:
    """Yield the checks that the judge takes before the signature."""
    verdict = judge(anatomy.request("GET"), world(anatomy), NOW)
    return takewhile(lambda entry: entry.check != "signature", verdict.trail)


NOT_OF_THE_URL = {"malformed-signature", "session-over"}
"""What the judge finds at the signature, or never: sessions are not known to end by the URL."""


def agree(url: str) -> None:
    """Check that the dissector finds a fault exactly where the judge does."""
    anatomy = dissect(url)
    found = [risk for risk in told(url).risks if risk.severity == "refused" and risk.id not in NOT_OF_THE_URL]
    failed = [entry for entry in before_signature(anatomy) if entry.outcome == "failed"]
    if any(risk.id in ("version-4a", "recurring-parameter") for risk in told(url).risks):
        # Not modelled by the judge: it refuses what S3 may take.
        return
    assert bool(found) == bool(failed), (found, failed)


@pytest.mark.parametrize("seconds", [-3601, -3600, -3599, 0, 899, 900, 901])
@pytest.mark.parametrize("sign", [presign, presign_old])
def test_the_edges_of_its_time_are_where_the_judge_has_them(sign: Any, seconds: int) -> None:
    agree(sign(now=NOW + timedelta(seconds=seconds)))


@pytest.mark.parametrize("credentials", [LONG_TERM, TEMPORARY])
@pytest.mark.parametrize("sign", [presign, presign_old])
def test_a_good_url_passes_with_the_judge_too(credentials: Credentials, sign: Any) -> None:
    agree(sign(credentials=credentials))


@MANY
@given(
    st.sampled_from([*QUERY_V4_PARAMETERS, "X-Amz-Security-Token"]),
    ALMOST,
    st.sampled_from([LONG_TERM, TEMPORARY]),
)
def test_one_parameter_of_anything_is_found_where_the_judge_finds_it(
    name: str, value: str, credentials: Credentials
) -> None:
    changed = value.encode("utf-8", "replace").decode()
    agree(altered(presign(credentials=credentials), **{name.replace("-", "_"): changed}))


@MANY
@given(st.sampled_from(QUERY_V2_PARAMETERS), ALMOST, st.sampled_from([LONG_TERM, TEMPORARY]))
def test_the_same_for_version_2(name: str, value: str, credentials: Credentials) -> None:
    changed = value.encode("utf-8", "replace").decode()
    agree(altered(presign_old(credentials=credentials), **{name: changed}))


def test_every_name_is_of_lower_case_letters() -> None:
    every: list[Risk] = [*told(DOCUMENTED, MAY_2013).risks, *told(presign_old(credentials=TEMPORARY)).risks]
    assert all(risk.id.replace("-", "").islower() for risk in every)

"""DeleteObjects before the judge: any body is answered, and each key is decided as its DELETE would be."""

from base64 import b64encode
from hashlib import md5
from xml.sax.saxutils import escape

from hypothesis import given
from hypothesis import strategies as st

from tests.s3.samples import (
    ENDPOINT,
    LONG_TERM,
    NOW,
    allow,
    bucket,
    bucket_policy,
    deny,
    identity,
    long_term,
    refusal_of,
    request,
    world,
)
from trainer.s3.judge import judge
from trainer.s3.query import encode
from trainer.s3.request import Request
from trainer.s3.signing import sign_headers_v4
from trainer.s3.verdict import Verdict
from trainer.s3.world import World

BUCKET = f"{ENDPOINT}/trainer-private"
KEYS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=12)
OWN = long_term(
    identity(
        allow("s3:DeleteObject", "arn:aws:s3:::trainer-private/a*"),
        allow("s3:DeleteObjectVersion", Condition={"StringLike": {"s3:VersionId": "v*"}}),
    )
)
CLOSED = bucket_policy(deny("s3:DeleteObject*", "arn:aws:s3:::trainer-private/ab*"))
SNAPSHOT = world(OWN, bucket=bucket(policy=CLOSED))
SOME = st.tuples(st.one_of(KEYS, st.sampled_from(["a", "abc", "b"])), st.sampled_from(["", "v1", "x"]))
BODIES = st.one_of(
    st.binary(max_size=80), st.text(max_size=80).map(lambda text: f"<Delete>{text}</Delete>".encode())
)


def sent(method: str, url: str, body: bytes = b"") -> Request:
    digest = {"Content-MD5": b64encode(md5(body, usedforsecurity=False).digest()).decode()} if body else {}
    headers = sign_headers_v4(LONG_TERM, method, url, digest, body, region="us-east-1", service="s3", now=NOW)
    target = request(url)
    return Request(
        method, target.raw_path, target.raw_query, tuple(headers.items()), body_length=len(body), body=body
    )


def asked(body: bytes, snapshot: World = SNAPSHOT) -> Verdict:
    return judge(sent("POST", f"{BUCKET}?delete=", body), snapshot, NOW)


@given(st.lists(SOME, min_size=1))
def test_each_key_is_decided_as_a_delete_of_it(wanted: list[tuple[str, str]]) -> None:
    listed = "".join(
        f"<Object><Key>{escape(key)}</Key>{f'<VersionId>{version}</VersionId>' if version else ''}</Object>"
        for key, version in wanted
    )
    verdict = asked(f"<Delete>{listed}</Delete>".encode())
    assert verdict.refusal is None, verdict.refusal
    assert verdict.deletions is not None
    assert [(each.key, each.version_id or "") for each in verdict.deletions.keys] == wanted
    for each in verdict.deletions.keys:
        query = f"?versionId={each.version_id}" if each.version_id else ""
        alone = judge(sent("DELETE", f"{BUCKET}/{encode(each.key)}{query}"), SNAPSHOT, NOW)
        assert each.refusal == alone.refusal


@given(BODIES)
def test_any_body_is_answered(body: bytes) -> None:
    verdict = asked(body or b" ")
    assert verdict.refusal is None or verdict.refusal.status in (400, 501)


def test_a_list_that_was_too_long_to_be_read_is_not_modelled() -> None:
    unread = sent("POST", f"{BUCKET}?delete=", b"<Delete/>")._replace(body=None)
    assert refusal_of(judge(unread, SNAPSHOT, NOW)).not_modelled

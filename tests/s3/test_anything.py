"""Whatever arrives is judged, never raised at; and nothing that is not understood is let through."""

from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.s3.samples import NOW, OBJECT, allowed, presign, request, temporary, world
from trainer.s3.authorization import QUERY_V2_PARAMETERS, QUERY_V4_PARAMETERS
from trainer.s3.errors_xml import error_document, query_error_document
from trainer.s3.judge import judge
from trainer.s3.query import well_formed
from trainer.s3.request import Request
from trainer.s3.target import wants

MANY = settings(max_examples=400, deadline=None)
ANYTHING = st.text(max_size=40)
ALMOST = st.one_of(
    ANYTHING,
    st.sampled_from(
        [
            "AWS4-HMAC-SHA256",
            "AKIAIOSFODNN7EXAMPLE/20261123/us-east-1/s3/aws4_request",
            "AKIAIOSFODNN7EXAMPLE/20261123/us-east-1/iam/aws4_request",
            "AKIAIOSFODNN7EXAMPLE",
            "20261123T100000Z",
            "20261323T100000Z",
            "00010101T000000Z",
            "99991231T235959Z",
            "3600",
            "-1",
            "9" * 5000,
            "\u0663",
            "host",
            "1e9",
            "to/ken+of=session",
        ]
    ),
)
NAMES = st.sampled_from(
    [
        *QUERY_V4_PARAMETERS,
        *QUERY_V2_PARAMETERS,
        "X-Amz-Security-Token",
        "versionId",
        "acl",
        "uploadId",
        "delete",
        "response-expires",
    ]
)
HEADERS = st.sampled_from(
    [
        "Host",
        "Authorization",
        "x-amz-date",
        "Date",
        "x-amz-content-sha256",
        "x-amz-copy-source",
        "Content-Type",
        "x-amz-security-token",
        "x-amz-acl",
        "Transfer-Encoding",
    ]
)
REQUESTS = st.builds(
    Request,
    method=st.one_of(ANYTHING, st.sampled_from(["GET", "PUT", "POST"])),
    raw_path=st.one_of(ANYTHING, ANYTHING.map(lambda text: "/" + quote(text, errors="surrogatepass"))),
    raw_query=st.one_of(
        ANYTHING,
        st.lists(st.tuples(NAMES, ALMOST), max_size=8).map(
            lambda pairs: "&".join(f"{name}={quote(value, errors='surrogatepass')}" for name, value in pairs)
        ),
    ),
    headers=st.lists(st.tuples(st.one_of(ANYTHING, HEADERS), ALMOST), max_size=5).map(tuple),
    body=st.one_of(st.none(), st.binary(max_size=20)),
    body_sha256=st.one_of(st.none(), ANYTHING),
)


@MANY
@given(REQUESTS)
def test_anything_is_refused_in_one_place(sent: Request) -> None:
    verdict = judge(sent, world(), NOW)
    assert verdict.refusal is not None
    assert [entry.outcome for entry in verdict.trail].count("failed") == 1
    for answer in (
        error_document(verdict.refusal, resource=sent.raw_path, request_id="1", host_id="2"),
        query_error_document(verdict.refusal, request_id="1"),
    ):
        assert answer.decode("utf-8")


@MANY
@given(REQUESTS)
def test_anything_can_be_read_for_what_it_wants(sent: Request) -> None:
    asked = wants(sent, ("127.0.0.1",))
    assert asked.service
    assert asked.auth


@MANY
@given(st.sampled_from([*QUERY_V4_PARAMETERS, "X-Amz-Security-Token"]), ALMOST)
def test_one_parameter_replaced_by_anything(name: str, value: str) -> None:
    sent = request(presign())
    kept = [part for part in sent.raw_query.split("&") if not part.startswith(name + "=")]
    changed = "&".join([*kept, f"{name}={quote(value, safe='', errors='surrogatepass')}"])
    same = sorted(changed.split("&")) == sorted(sent.raw_query.split("&"))
    assert allowed(Request("GET", sent.raw_path, changed, sent.headers)) == same


@MANY
@given(st.sampled_from(["Authorization", "Host", "x-amz-date", "X-Amz-Security-Token"]), ALMOST)
def test_one_header_of_anything(name: str, value: str) -> None:
    sent = request(OBJECT)
    with_header = Request("GET", sent.raw_path, "", (*sent.headers, (name, value)))
    assert judge(with_header, world(temporary()), NOW).refusal is not None


@MANY
@given(ANYTHING)
def test_only_ascii_with_whole_escapes_is_well_formed(text: str) -> None:
    if well_formed(text):
        assert text.isascii()
        assert all(character > " " and character not in "#\x7f" for character in text)
    assert well_formed(quote(text, errors="replace"))

"""S3's error documents, as they come out of curl, browsers and shells; and what is none."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.s3.test_anything import MANY
from trainer.errors import UsageError
from trainer.s3.error_reading import MAX_BYTES, read_error
from trainer.s3.errors_xml import error_document, query_error_document
from trainer.s3.refusals import access_denied, expired_token, signature_does_not_match

EXPIRED = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Request has expired'
    b"</Message><X-Amz-Expires>60</X-Amz-Expires><Expires>2026-11-23T10:01:00Z</Expires>"
    b"<ServerTime>2026-11-23T12:04:00Z</ServerTime><RequestId>1</RequestId><HostId>2</HostId></Error>"
)


@pytest.mark.parametrize(
    "data",
    [
        EXPIRED,
        b"\xef\xbb\xbf" + EXPIRED,
        EXPIRED.decode().encode("utf-16"),
        b"HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\n\r\n" + EXPIRED,
        b"This XML file does not appear to have any style information.\n" + EXPIRED[39:] + b"\nbye",
        EXPIRED.replace(b"<Error>", b'<Error xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'),
        EXPIRED.replace(b"><", b">\n  <"),
        EXPIRED + b"\n$ ",
    ],
)
def test_an_answer_is_found_in_what_was_kept(data: bytes) -> None:
    error = read_error(data)
    assert (error.code, error.message) == ("AccessDenied", "Request has expired")
    assert error.elements["ServerTime"] == "2026-11-23T12:04:00Z"
    assert error.text("Expires") == "2026-11-23T10:01:00Z"


def test_what_the_local_s3_writes_is_read_back() -> None:
    refusal = signature_does_not_match("AKIA", "a\nb <&> \u20ac", "x" * 64, "GET\n/\n\nhost:b\n\nhost\nU")
    error = read_error(error_document(refusal, resource="/", request_id="1", host_id="2"))
    assert error.text("StringToSign") == "a\nb <&> \u20ac"
    assert error.text("CanonicalRequest") == "GET\n/\n\nhost:b\n\nhost\nU"
    other = read_error(query_error_document(access_denied("No"), request_id="1"))
    assert (other.code, other.message) == ("AccessDenied", "No")


def test_the_bytes_count_where_the_text_lost_its_lines() -> None:
    refusal = signature_does_not_match("AKIA", "a\nb", "x" * 64, "GET\n/")
    data = error_document(refusal, resource="/", request_id="1", host_id="2")
    flat = data.replace(b"GET\n/", b"GET /")
    assert read_error(flat).text("CanonicalRequest") == "GET\n/"
    assert read_error(flat.replace(b"47 45", b"4745")).text("CanonicalRequest") == "GET\n/"
    assert read_error(flat.replace(b"47 45", b"zz")).text("CanonicalRequest") == "GET /"


LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"&a;" * 10) for n in range(20)
)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no XML in it"),
        (b"\x00\xff\xfe garbage", "no XML in it"),
        (b"An error occurred (AccessDenied) when calling the GetObject operation", "no XML in it"),
        (b'{"Code": "AccessDenied"}', "no XML in it"),
        (b"<Error><Code>AccessDenied</Code>", "is no XML"),
        (b"<Error>&nbsp;</Error>", "is no XML"),
        (b"<?xml version='1.0'?><html><body>hello</body></html>", "not of S3"),
        (b"<Error></Error>", "not of S3"),
        (b"<Error><Message>x</Message></Error>", "not of S3"),
        (b"<?xml version='1.0'?>" + LAUGHS + b"]><Error><Code>&a19;</Code></Error>", "a document type"),
        (b"<?xml version='1.0'?><!DOCTYPE x SYSTEM 'file:///etc/passwd'><Error/>", "a document type"),
        (LAUGHS + b"]><Error><Code>&a19;</Code></Error>", "is no XML"),
        (b"<Error>" * 100_000, "is no XML"),
        (b"<Error><Code>" + b"x" * MAX_BYTES, "over 1,048,576 bytes"),
        (b"\x00" * (MAX_BYTES + 1), "over 1,048,576 bytes"),
    ],
    ids=range(15),
)
def test_what_is_none_is_told_in_one_line_and_at_once(data: bytes, says: str) -> None:
    began = time.process_time()
    with pytest.raises(UsageError) as raised:
        read_error(data)
    assert says in str(raised.value)
    assert len(str(raised.value)) < 200
    assert time.process_time() - began < 2


def test_an_entity_of_another_document_is_not_kept() -> None:
    refusal = expired_token("t" * 40)
    data = error_document(refusal, resource="/", request_id="1", host_id="2")
    assert read_error(data.replace(b"<Error>", b"<Error><Code>First</Code>")).code == "First"


@MANY
@given(st.binary(max_size=60), st.sampled_from([b"", b"<Error>", b"<Error><Code>x</Code>", b"<?xml "]))
def test_anything_is_an_answer_or_a_usage_error(data: bytes, begin: bytes) -> None:
    for whole in (begin + data, begin + data + b"</Error>"):
        try:
            error = read_error(whole)
        except UsageError:
            continue
        assert error.code

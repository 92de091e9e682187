"""Error documents are XML whatever they carry."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from trainer.s3.errors_xml import error_document, query_error_document
from trainer.s3.refusals import no_such_key, not_modelled
from trainer.s3.verdict import Refusal


def test_it_reads_as_s3s_own() -> None:
    written = error_document(no_such_key("a&b <c>"), resource="/b/k", request_id="R1", host_id="H1")
    assert written == (
        b'<?xml version="1.0" encoding="UTF-8"?>\n'
        b"<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message>"
        b"<Key>a&amp;b &lt;c&gt;</Key><RequestId>R1</RequestId><HostId>H1</HostId></Error>"
    )


def test_a_refusal_of_our_own_names_the_resource() -> None:
    written = error_document(not_modelled("a form"), resource="/b", request_id="R", host_id="H")
    assert ElementTree.fromstring(written).findtext("Resource") == "/b"


def test_iam_and_sts_nest_theirs() -> None:
    root = ElementTree.fromstring(query_error_document(Refusal(403, "AccessDenied", "no"), request_id="R"))
    assert root.findtext("Error/Code") == "AccessDenied"
    assert root.findtext("RequestId") == "R"


@given(st.text())
def test_any_text_survives_or_is_replaced(text: str) -> None:
    refusal = Refusal(403, "AccessDenied", text, (("Key", text),))
    written = error_document(refusal, resource=text, request_id="R", host_id="H")
    root = ElementTree.fromstring(written)
    read = root.findtext("Key") or ""
    assert len(read) == len(text)
    assert all(one == other or one == "\ufffd" for one, other in zip(read, text, strict=True))

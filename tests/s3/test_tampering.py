"""Any change to what is signed is refused; what canonicalisation removes makes no difference."""

import random
import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.s3 import oracle
from tests.s3.samples import LONG_TERM, NOW, OBJECT, allowed, presign, request, world
from tests.s3.strategies import KEYS, QUERIES, TEXT
from trainer.s3.judge import judge
from trainer.s3.request import Request

FEW = settings(max_examples=100, deadline=None)
SIGNED = {"x-amz-meta-colour": "deep  blue", "content-type": "image/jpeg"}


def presigned(key: str = "invoices/jan.pdf", query: dict[str, str] | None = None) -> Request:
    url = oracle.url_of("127.0.0.1:5000", key, query or {})
    signed = oracle.query_v4(LONG_TERM, "GET", url, SIGNED, region="us-east-1", expires=3600, now=NOW)
    return oracle.on_the_wire(signed, "GET", SIGNED)


def signature_refused(changed: Request) -> bool:
    refusal = judge(changed, world(), NOW).refusal
    return refusal is not None and refusal.code == "SignatureDoesNotMatch"


def with_header(sent: Request, name: str, value: str) -> Request:
    return sent._replace(headers=tuple((n, value if n == name else v) for n, v in sent.headers))


CHANGES: dict[str, Callable[[Request], Request]] = {
    "method": lambda sent: sent._replace(method="HEAD"),
    "key": lambda sent: sent._replace(raw_path=sent.raw_path + "x"),
    "key, by its case": lambda sent: sent._replace(raw_path=sent.raw_path.replace("jan", "Jan")),
    "a doubled slash": lambda sent: sent._replace(raw_path=sent.raw_path.replace("/jan", "//jan")),
    "an escape escaped": lambda sent: sent._replace(raw_path=sent.raw_path.replace("/jan", "%252Fjan")),
    "parameter added": lambda sent: sent._replace(raw_query=sent.raw_query + "&x-id=GetObject"),
    "parameter without a value added": lambda sent: sent._replace(raw_query=sent.raw_query + "&acl"),
    "parameter's name": lambda sent: sent._replace(raw_query=sent.raw_query.replace("colour=", "color=")),
    "parameter's value": lambda sent: sent._replace(raw_query=sent.raw_query.replace("=red", "=green")),
    "parameter removed": lambda sent: sent._replace(raw_query=sent.raw_query.replace("colour=red&", "")),
    "host": lambda sent: with_header(sent, "Host", "localhost:5000"),
    "port": lambda sent: with_header(sent, "Host", "127.0.0.1:5001"),
    "signed header's value": lambda sent: with_header(sent, "content-type", "image/png"),
    "signed x-amz- header's value": lambda sent: with_header(sent, "x-amz-meta-colour", "red"),
    "signed header left out": lambda sent: sent._replace(headers=sent.headers[:-1]),
    "signed header sent twice": lambda sent: sent._replace(headers=(*sent.headers, sent.headers[-1])),
    "date, by one second": lambda sent: sent._replace(
        raw_query=sent.raw_query.replace("T100000Z", "T100001Z")
    ),
    "expiry": lambda sent: sent._replace(raw_query=sent.raw_query.replace("=3600", "=7200")),
    "signed headers' list": lambda sent: sent._replace(
        raw_query=sent.raw_query.replace("content-type%3B", "")
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_refused(change: Callable[[Request], Request]) -> None:
    sent = presigned(query={"colour": "red", "size": "9"})
    assert allowed(sent)
    changed = change(sent)
    assert changed != sent
    assert signature_refused(changed)


@FEW
@given(st.integers(0, 63), st.sampled_from("0123456789abcdef"))
def test_one_hex_digit_of_the_signature(position: int, digit: str) -> None:
    sent = presigned()
    before, mark, signature = sent.raw_query.partition("&X-Amz-Signature=")
    forged = signature[:position] + digit + signature[position + 1 :]
    changed = sent._replace(raw_query=before + mark + forged)
    assert signature_refused(changed) == (forged != signature)


@FEW
@given(KEYS, KEYS)
def test_another_key(key: str, other: str) -> None:
    sent = presigned(key)
    path = quote(f"/trainer-private/{other}", safe="/~")
    assert signature_refused(sent._replace(raw_path=path)) == (key != other)


@FEW
@given(QUERIES.filter(bool), st.data())
def test_another_query(query: dict[str, str], data: st.DataObject) -> None:
    sent = presigned(query=query)
    name = data.draw(st.sampled_from(sorted(query)))
    other = {**query, name: data.draw(TEXT.filter(lambda text: text != query[name]))}
    changed = oracle.url_of("127.0.0.1:5000", "invoices/jan.pdf", other).partition("?")[2]
    authentication = sent.raw_query[sent.raw_query.index("X-Amz-Algorithm") :]
    assert signature_refused(sent._replace(raw_query=f"{changed}&{authentication}"))


@FEW
@given(KEYS, QUERIES, st.randoms(use_true_random=False))
def test_what_canonicalisation_removes(key: str, query: dict[str, str], chance: random.Random) -> None:
    sent = presigned(key, query)
    parts = sent.raw_query.split("&")
    chance.shuffle(parts)
    lowered = re.sub("%[0-9A-F]{2}", lambda escape: escape[0].lower(), "&".join(parts))
    headers = [(name.title(), f"  {value.replace(' ', '   ')}\t") for name, value in sent.headers]
    chance.shuffle(headers)
    path = re.sub("%[0-9A-F]{2}", lambda escape: escape[0].lower(), sent.raw_path)
    same = Request(sent.method, path, lowered, tuple(headers))
    signature = next(entry for entry in judge(same, world(), NOW).trail if entry.check == "signature")
    assert signature.outcome == "passed"


def test_needless_escapes_make_no_difference() -> None:
    sent = presigned()
    assert allowed(sent._replace(raw_path=sent.raw_path.replace("j", "%6A")))
    assert allowed(sent._replace(raw_query=sent.raw_query.replace("us-east-1", "us%2Deast%2d1")))
    assert allowed(sent._replace(raw_path=sent.raw_path.replace("/jan", "%2Fjan")))


def test_a_plus_in_a_query_is_a_space() -> None:
    sent = presigned(query={"colour": "deep blue"})
    assert allowed(sent._replace(raw_query=sent.raw_query.replace("deep%20blue", "deep+blue")))


@pytest.mark.parametrize("other", ["\x1c", "\x85", "\u00a0", "\u2003", "\x0b"])
def test_only_spaces_and_tabs_are_space(other: str) -> None:
    sent = presigned()
    assert allowed(with_header(sent, "x-amz-meta-colour", " deep\t blue "))
    assert signature_refused(with_header(sent, "x-amz-meta-colour", f"deep{other}blue"))
    assert signature_refused(with_header(sent, "x-amz-meta-colour", f"deep blue{other}"))


def test_several_values_of_a_signed_header_are_joined() -> None:
    headers = {"x-amz-meta-colour": "red,blue"}
    url = presign(headers=headers)
    sent = request(url)
    values = (("X-Amz-Meta-Colour", " red"), ("x-amz-meta-colour", "blue "))
    assert allowed(sent._replace(headers=(*sent.headers, *values)))
    assert not allowed(sent._replace(headers=(*sent.headers, *reversed(values))))


def test_a_url_may_be_used_again_until_it_closes() -> None:
    sent = request(presign(expires=60))
    assert [allowed(sent, now=NOW + timedelta(seconds=passed)) for passed in (0, 30, 60, 61)] == [
        True,
        True,
        True,
        False,
    ]


def test_every_use_of_a_url_has_one_id_and_no_other_url_has_it() -> None:
    first, second = request(presign()), request(presign(expires=60))
    uses = {judge(first, world(), NOW + timedelta(seconds=seconds)).url_id for seconds in (0, 9, 9999)}
    assert len(uses) == 1
    assert judge(second, world(), NOW).url_id not in uses
    assert judge(request(OBJECT), world(), NOW).url_id is None

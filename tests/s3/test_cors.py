"""Which CORS rule fits a browser's request."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.s3.samples import NOW, OBJECT, bucket, failed_check, presign, request, world
from trainer.s3.cors import METHODS, CorsRule, CrossOrigin, fitting, response_headers
from trainer.s3.judge import judge, url_id

PAGE = "https://app.example"
TEXT = st.text(max_size=12)


@pytest.mark.parametrize(
    ("pattern", "origin", "fits"),
    [
        ("*", PAGE, True),
        (PAGE, PAGE, True),
        (PAGE, "https://APP.example", False),
        (PAGE, f"{PAGE}:443", False),
        ("https://*.example", PAGE, True),
        ("https://*.example", "https://a.b.example", True),
        ("https://*.example", "http://app.example", False),
        ("https://*", PAGE, True),
        ("*.example", PAGE, True),
        ("https://app*app.example", "https://app.example", False),
        ("", "", True),
    ],
)
def test_origins(pattern: str, origin: str, fits: bool) -> None:
    rule = CorsRule((pattern,), ("GET",))
    assert (fitting([rule], CrossOrigin(origin, "GET")) is rule) is fits


def test_every_header_asked_for_has_to_be_allowed() -> None:
    rule = CorsRule(("*",), ("PUT",), ("Content-*", "x-amz-acl"))
    for headers, fits in [(("content-type", "x-amz-acl"), True), (("content-type", "range"), False)]:
        assert (fitting([rule], CrossOrigin(PAGE, "PUT", headers)) is rule) is fits


def test_a_page_is_named_back_only_where_the_rule_names_origins() -> None:
    asked = CrossOrigin(PAGE, "GET")
    named = dict(response_headers(CorsRule((PAGE,), ("GET",)), asked))
    anyone = dict(response_headers(CorsRule((PAGE, "*"), ("GET",)), asked))
    assert (named["Access-Control-Allow-Origin"], anyone["Access-Control-Allow-Origin"]) == (PAGE, "*")
    assert "Access-Control-Allow-Credentials" in named
    assert "Access-Control-Allow-Credentials" not in anyone


@settings(max_examples=200, deadline=None)
@given(TEXT, TEXT, st.sampled_from(METHODS), TEXT)
def test_any_rule_and_any_page(pattern: str, origin: str, method: str, header: str) -> None:
    rule = CorsRule((pattern,), (method,), (header,), (header,), 1)
    found = fitting([rule], CrossOrigin(origin, method, (header.lower(),)))
    if pattern == origin:
        assert found is rule
    if found:
        assert pattern.count("*") >= 1 or pattern == origin


def test_a_preflight_checks_no_signature_and_keeps_the_urls_id() -> None:
    url = presign("PUT")
    headers = {"Origin": PAGE, "Access-Control-Request-Method": "PUT"}
    rules = (CorsRule((PAGE,), ("PUT",)),)
    verdict = judge(request(url, "OPTIONS", headers), world(bucket=bucket(cors=rules)), NOW)
    assert verdict.refusal is None
    assert [entry.check for entry in verdict.trail] == ["form", "cors"]
    assert (verdict.auth, verdict.access_key_id) == ("anonymous", None)
    assert verdict.url_id == url_id(url.rpartition("=")[2])


def test_a_page_comes_first_on_the_trail_and_is_never_refused() -> None:
    sent = request(OBJECT, headers={"Origin": PAGE})
    verdict = judge(sent, world(), NOW)
    assert [entry.check for entry in verdict.trail] == ["cors", "form", "permission", "existence"]
    assert failed_check(verdict).check == "permission"
    assert verdict.cors_headers == ()

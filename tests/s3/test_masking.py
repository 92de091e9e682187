"""Signatures and tokens are shortened wherever they stand, and nothing else is."""

import io
import string
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.s3.samples import NOW, OBJECT, altered, presign, presign_old
from tests.s3.test_anatomy import told
from tests.s3.test_anything import MANY
from trainer.errors import UsageError
from trainer.plain.dissect_text import report
from trainer.s3.anatomy_json import Dissection, as_json
from trainer.s3.changes import SetParameter, in_words, suggestions
from trainer.s3.masking import masked, masked_value
from trainer.s3.signing import Credentials
from trainer.s3.what_if import what_if, why_not
from trainer.tui import dissect_forms as forms
from trainer.tui.dissect_text import explanation, part_row, risk_rows
from trainer.tui.signs import UTF8
from trainer.tui.to_sign import ToSignScreen

TOKEN = "IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJHMEUCIQDx+abc/def="
SIGNATURE = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("X-Amz-Signature", SIGNATURE, "aeee…d404"),
        ("Signature", "NpgCjnDzrM+WFzoENXmpNDUsSn8=", "NpgC…Sn8="),
        ("Signature", "short", "…"),
        ("X-Amz-Security-Token", TOKEN, "IQoJb3JpZ2luX2Vj… (65)"),
        ("x-amz-security-token", "abcdef", "ab… (6)"),
        ("X-Amz-Security-Token", "a", "… (1)"),
        ("X-Amz-Security-Token", "", ""),
        ("X-Goog-Signature", SIGNATURE, "aeee…d404"),
        ("sig", SIGNATURE, "aeee…d404"),
        ("X-Amz-SignedHeaders", "host", "host"),
        ("continuation-token", "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz"),
        ("url", f"https://b/k?X-Amz-Signature={SIGNATURE}&x=1", "https://b/k?X-Amz-Signature=aeee…d404&x=1"),
    ],
)
def test_a_value(name: str, value: str, shown: str) -> None:
    assert masked_value(name, value) == shown
    assert masked_value(name, shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        f"/key&X-Amz-Signature={SIGNATURE}",
        f"X-Amz-Security-Token={TOKEN}&X-Amz-Signature={SIGNATURE}",
        f"x-amz-security-token:{TOKEN}\nhost:b",
        f"x-amz-security-token: {TOKEN}",
        quote(f"https://b/k?X-Amz-Security-Token={quote(TOKEN)}&X-Amz-Signature={SIGNATURE}", safe=""),
        quote(quote(f"?X-Amz-Signature={SIGNATURE}&x", safe=""), safe=""),
        f"<a href='?X-Amz-Signature={SIGNATURE}'>",
        f"signature={SIGNATURE}",
    ],
)
def test_a_text(text: str) -> None:
    shown = masked(text)
    for secret in (TOKEN, quote(TOKEN), quote(quote(TOKEN)), SIGNATURE):
        assert secret not in shown
    assert masked(shown) == shown
    assert "…" in shown


def test_a_long_text_takes_no_time() -> None:
    for letter in ("a", "signature", "=", "signature=", "%", "x&"):
        assert masked(letter * 100_000)


def strings(value: Any) -> list[str]:
    """Return every text in a JSON value."""
    if isinstance(value, dict):
        return [text for each in value.values() for text in strings(each)]
    if isinstance(value, list):
        return [text for each in value for text in strings(each)]
    return [value] if isinstance(value, str) else []


def on_other_faces(found: Dissection) -> list[str]:
    """Return what the command and the screen say of a URL, without the breaks of their lines."""
    out = io.StringIO()
    report(found, None, NOW, out, show_secrets=False)
    said = ["".join(out.getvalue().split())]
    said += [part_row(part, UTF8, 5000, 2, current=True, wide=True).plain for part in found.parts]
    said += [forms.question(part)[1] for part in found.parts]
    said += [row.plain for part in found.parts for row in explanation(part, 5000)]
    said += [ToSignScreen(found.anatomy)._why_none()]
    said += [row.plain for row in risk_rows(found.risks, found.parts, UTF8, 5000)]
    if not why_not(found.anatomy):
        for change in (*suggestions(found.anatomy), SetParameter("X-Amz-Credential", "a/b/c/d")):
            tried = what_if(found.anatomy, change)
            said += [in_words(change, found.anatomy), *(entry.says for entry in tried.trail)]
    return said


TOKENS = st.text(string.ascii_letters + string.digits + "+/=", min_size=20, max_size=200)
BENDS = st.sampled_from(
    [
        lambda url: url,
        lambda url: url.replace("?", "&"),
        lambda url: url.replace("?", "%3F"),
        lambda url: url.replace("&", "&amp;"),
        lambda url: url.replace("&", r"\u0026"),
        lambda url: f"https://example.com/go?to={quote(url, safe='')}",
        lambda url: f"{url}&{url}",
        lambda url: f"{url}#{url}",
        lambda url: url.replace("X-Amz", "x-amz"),
        lambda url: url.replace("X-Amz-Date", "X-Amz-When"),
        lambda url: url.replace("&X-Amz-Expires", "?X-Amz-Expires"),
        lambda url: url + "&X-Amz-Expires=1",
        lambda url: url.replace("Signature=", "Signature%3D").replace("Token=", "Token%3D"),
        lambda url: url.replace("SignedHeaders=", "SignedHeaders=a%3B"),
        lambda url: url.replace("//127.0.0.1", f"//{url.partition('?')[2]}.127.0.0.1"),
        lambda url: url.replace("X-Amz-Credential=", f"X-Amz-Credential={quote(url, safe='')}"),
        lambda url: url.replace("X-Amz-SignedHeaders=", f"X-Amz-SignedHeaders={quote(url, safe='')}"),
    ]
)


@MANY
@given(TOKENS, st.booleans(), BENDS, st.integers(-100, 100))
def test_no_output_has_the_whole_of_a_secret(token: str, old: bool, bend: Any, days: int) -> None:
    credentials = Credentials("ASIAIOSFODNN7EXAMPLE", "the/secret/of/this/test", token)
    assume(token not in OBJECT)
    url = presign_old(credentials=credentials) if old else presign(credentials=credentials)
    signature = told(url).anatomy.signature or ""
    try:
        found = told(bend(url), NOW + timedelta(days=days), "the/secret/of/this/test")
    except UsageError as error:
        shown = [str(error)]
    else:
        shown = [*strings(as_json(found, show_secrets=False)), *on_other_faces(found)]
    for secret in (token, signature, "the/secret/of/this/test"):
        for written in (secret, quote(secret, safe=""), quote(quote(secret, safe=""), safe="")):
            assert not any(written.lower() in text.lower() for text in shown), written


def test_with_the_flag_they_are_there() -> None:
    url = presign(credentials=Credentials("ASIAIOSFODNN7EXAMPLE", "x", TOKEN))
    found = told(url)
    whole = as_json(found, show_secrets=True)
    assert whole["signature"] == url.rpartition("=")[2]
    assert quote(TOKEN, safe="") in whole["canonical_request"]
    short = as_json(found, show_secrets=False)
    assert whole["string_to_sign"] == short["string_to_sign"], "the digest is of the whole"
    assert "X-Amz-Security-Token=IQoJb3JpZ2luX2Vj… (" in short["canonical_request"]


def test_a_name_that_is_escaped_is_known() -> None:
    url = altered(presign(), X_Amz_Security_Token=TOKEN).replace("Security-Token", "Security%2DToken")
    assert not any(TOKEN in text for text in strings(as_json(told(url), show_secrets=False)))

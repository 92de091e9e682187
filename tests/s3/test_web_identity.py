"""Reading tokens of identity providers: any text at all, and what is signed comes back."""

from hypothesis import given
from hypothesis import strategies as st

from tests.s3.samples import ENDPOINT, NOW, refusal_of, request, without_key
from trainer.s3.judge import judge
from trainer.s3.query import encode
from trainer.s3.web_identity import read_token, signed_token
from trainer.s3.world import IdentityProvider

CLAIMS = {"iss": "https://idp.trainer.test", "aud": "app", "sub": "me", "exp": int(NOW.timestamp()) + 60}
PROVIDER = IdentityProvider(
    "arn:aws:iam::123456789012:oidc-provider/idp.trainer.test", "idp.trainer.test", ("app",)
)


@given(st.text(max_size=60), st.text(max_size=60), st.integers(), st.binary(max_size=40))
def test_what_was_signed_is_read(subject: str, audience: str, ends: int, key: bytes) -> None:
    read = read_token(signed_token({**CLAIMS, "sub": subject, "aud": audience, "exp": ends}, key))
    assert read is not None
    assert (read.subject, read.audience, read.expires_at) == (subject, audience, ends)


@given(st.one_of(st.text(max_size=80), st.from_regex(r"[A-Za-z0-9_-]*(\.[A-Za-z0-9_-]*){2}", fullmatch=True)))
def test_any_text_is_answered(text: str) -> None:
    body = f"Action=AssumeRoleWithWebIdentity&WebIdentityToken={encode(text)}".encode()
    refusal = refusal_of(judge(request(ENDPOINT + "/", "POST", body=body), without_key(), NOW))
    assert (refusal.status, refusal.code) == (400, "InvalidIdentityToken")


def test_a_provider_whose_key_is_not_known_vouches_for_nobody() -> None:
    body = f"Action=AssumeRoleWithWebIdentity&WebIdentityToken={signed_token(CLAIMS, b'')}".encode()
    snapshot = without_key(identity_providers=(PROVIDER,))
    refusal = refusal_of(judge(request(ENDPOINT + "/", "POST", body=body), snapshot, NOW))
    assert refusal.code == "InvalidIdentityToken"
    assert "verification key" in refusal.message

"""What a browser is told: the judge's words alone, never those of moto and of what it stands on."""

import pytest

from tests.cloud.test_gate import signed
from tests.cloud.world import BUCKET, Key, last, ok, presigned
from trainer.cloud.client import CloudClient

PAGE = "https://app.example"
RULES = (
    f"<CORSConfiguration><CORSRule><AllowedOrigin>{PAGE}</AllowedOrigin><AllowedMethod>PUT</AllowedMethod>"
    "<AllowedMethod>GET</AllowedMethod><AllowedHeader>content-type</AllowedHeader>"
    "<ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>600</MaxAgeSeconds></CORSRule></CORSConfiguration>"
)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/{BUCKET}/coffee.jpg"),
        ("HEAD", f"/{BUCKET}/coffee.jpg"),
        ("GET", f"/{BUCKET}?list-type=2"),
        ("PUT", f"/{BUCKET}/new.txt"),
        ("GET", "/"),
        ("GET", f"/{BUCKET}/nothing"),
        ("DELETE", f"/{BUCKET}/nothing"),
    ],
)
def test_nothing_is_told_without_a_rule(cloud: CloudClient, method: str, path: str) -> None:
    asked = {"Origin": PAGE, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "x"}
    answer = signed(cloud, method, path, headers=asked)
    told = [name for name in answer.headers if name.startswith("access-control-") or name == "vary"]
    assert not told


def test_an_upload_from_a_page(cloud: CloudClient, ann: Key) -> None:
    url = presigned(cloud, ann, "photo.jpg", method="PUT", headers={"content-type": "image/jpeg"})
    asked = {
        "Origin": PAGE,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "Content-Type",
    }
    refused = cloud.send("OPTIONS", url, asked)
    assert (refused.status, refused.code) == (403, "AccessForbidden")
    ok(signed(cloud, "PUT", f"/{BUCKET}?cors", RULES.encode()))
    preflight = ok(cloud.send("OPTIONS", url, asked))
    assert preflight.headers["access-control-allow-headers"] == "content-type"
    before = last(cloud)
    assert (before["method"], before["auth"], before["decided_by"]) == ("OPTIONS", "anonymous", "judge")
    assert (before["bucket"], before["key"]) == (BUCKET, "photo.jpg")
    sent = {"Origin": PAGE, "Content-Type": "image/jpeg"}
    answer = ok(cloud.send("PUT", url, sent, b"a photo"))
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert answer.headers["access-control-expose-headers"] == "ETag"
    after = last(cloud)
    assert after["url_id"] == before["url_id"]
    assert after["trail"][0]["check"] == "cors"
    assert f"PUT GET from {PAGE}" in after["trail"][0]["expected"]


def test_a_rule_counts_from_the_next_request_on(cloud: CloudClient, ann: Key) -> None:
    url, page = presigned(cloud, ann), {"Origin": PAGE}
    ok(signed(cloud, "PUT", f"/{BUCKET}?cors", RULES.encode()))
    assert "access-control-allow-origin" in cloud.send("GET", url, page).headers
    ok(signed(cloud, "DELETE", f"/{BUCKET}?cors"))
    assert "access-control-allow-origin" not in cloud.send("GET", url, page).headers


def test_the_signature_of_a_preflight_stays_out_of_the_journal(cloud: CloudClient, ann: Key) -> None:
    url = presigned(cloud, ann)
    cloud.send("OPTIONS", url, {"Origin": url, "Access-Control-Request-Method": "GET"})
    assert url.rpartition("=")[2] not in str(last(cloud))

"""The journal: its lines over real HTTP, and its bounds."""

import json
import time
from datetime import datetime, timedelta

from tests.cloud.world import BUCKET, Key, last, ok, presigned, put_policy, session_of
from trainer.cloud.client import CloudClient
from trainer.cloud.journal import Journal

FIELDS = {
    "n",
    "at",
    "lab_at",
    "method",
    "host",
    "bucket",
    "key",
    "auth",
    "access_key_id",
    "principal",
    "signed_at",
    "expires_in",
    "signed_headers",
    "parameters",
    "range",
    "user_agent",
    "source_ip",
    "url_id",
    "status",
    "code",
    "decided_by",
    "trail",
    "action",
    "call",
    "session_began_at",
    "bytes_sent",
    "finished_at",
    "finished_lab_at",
}


def test_the_shape_of_a_line(cloud: CloudClient, ann: Key) -> None:
    cloud.advance(3600)
    cloud.send("GET", presigned(cloud, ann, expires=120), {"User-Agent": "tests/1"})
    line = last(cloud)
    assert set(line) >= FIELDS
    assert (line["method"], line["bucket"], line["key"]) == ("GET", BUCKET, "coffee.jpg")
    assert (line["expires_in"], line["signed_headers"], line["user_agent"]) == (120, ["host"], "tests/1")
    assert (line["source_ip"], line["access_key_id"]) == ("127.0.0.1", ann.access_key_id)
    assert line["at"] < line["lab_at"]
    for name in ("at", "lab_at", "signed_at", "finished_at", "finished_lab_at"):
        assert line[name].endswith("Z")
    assert set(line["trail"][0]) == {"check", "outcome", "expected", "found", "says", "evidence"}


def test_where_it_was_sent_and_its_parameters_in_their_order(cloud: CloudClient, ann: Key) -> None:
    url = presigned(cloud, ann)
    path, _, query = url.partition("?")
    cloud.send("GET", f"{path}?{'&'.join(reversed(query.split('&')))}")
    line = last(cloud)
    assert (line["status"], line["host"]) == (200, path.split("/")[2])
    assert line["parameters"] == [
        "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Expires", "X-Amz-Date", "X-Amz-Credential",
        "X-Amz-Algorithm",
    ]  # fmt: skip


def test_a_signature_that_strayed_into_a_name_is_left_out(cloud: CloudClient, ann: Key) -> None:
    url = presigned(cloud, ann)
    signature = url.partition("X-Amz-Signature=")[2]
    cloud.send("GET", url.replace("X-Amz-Signature=", "X-Amz-Signature"))
    cloud.send("GET", f"{url}&{signature}=1")
    assert signature not in json.dumps(cloud.journal())


def test_a_call_of_iam_says_whom_it_is_about(cloud: CloudClient, ann: Key) -> None:
    switch = {"UserName": "ann", "AccessKeyId": ann.access_key_id, "Status": "Inactive"}
    ok(cloud.call("iam", {"Action": "UpdateAccessKey", **switch}))
    assert (last(cloud)["action"], last(cloud)["call"]) == ("iam:UpdateAccessKey", switch)
    assert last(cloud)["session_began_at"] is None
    put_policy(cloud, "role/reporter", "more", {"Effect": "Deny", "Action": "*", "Resource": "*"})
    assert last(cloud)["call"] == {"RoleName": "reporter", "PolicyName": "more"}, "without the policy itself"


def test_a_session_says_when_it_began_in_lab_time(cloud: CloudClient, ann: Key) -> None:
    cloud.advance(7200)
    began = cloud.clock().now
    session = session_of(cloud, ann, 900)
    assert last(cloud)["call"] == {}, "STS is told by its action alone"
    cloud.advance(600)
    cloud.send("GET", presigned(cloud, session))
    said = datetime.fromisoformat(last(cloud)["session_began_at"])
    assert timedelta(0) <= began - said + timedelta(seconds=5) < timedelta(seconds=10)


def test_numbers_rise_and_after_leaves_out(cloud: CloudClient, ann: Key) -> None:
    for _ in range(3):
        cloud.send("GET", presigned(cloud, ann))
    numbers = [line["n"] for line in cloud.journal()]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert [line["n"] for line in cloud.journal(after=numbers[-2])] == numbers[-1:]


def test_a_line_is_there_as_soon_as_the_answer_is(cloud: CloudClient, ann: Key) -> None:
    url = presigned(cloud, ann)
    for count in range(30):
        cloud.send("GET", url)
        assert len([line for line in cloud.journal() if line["key"] == "coffee.jpg"]) == count + 1


def test_no_signature_and_no_session_token_is_in_it(cloud: CloudClient, ann: Key) -> None:
    session = session_of(cloud, ann, 900)
    url = presigned(cloud, session)
    signature = url.partition("X-Amz-Signature=")[2]
    flipped = url[:-1] + ("0" if url[-1] != "0" else "1")
    cloud.send("GET", url, {"User-Agent": f"leaky {url} {session.session_token}"})
    body = cloud.send("GET", flipped).body.decode()
    cloud.send("GET", url.replace("X-Amz-Security-Token=", "X-Amz-Security-Token=x"))
    cloud.call("sts", {"Action": "GetCallerIdentity"}, session)
    text = json.dumps(cloud.journal())
    assert "leaky" in text
    assert session.session_token
    assert session.session_token not in text
    assert signature not in text
    # S3 shows the client what it signed, and the client alone.
    assert signature[:-1] in body
    assert flipped.partition("X-Amz-Signature=")[2] not in text
    assert session.secret_access_key not in text


def test_the_judges_texts_are_free_of_them_too(cloud: CloudClient, reporter: Key) -> None:
    url = presigned(cloud, reporter)
    text = json.dumps(cloud.judge("GET", url)) + json.dumps(cloud.judge("HEAD", url))
    assert url.partition("X-Amz-Signature=")[2] not in text
    assert (reporter.session_token or "-") not in text


def test_a_slow_download_outlives_its_url_and_cannot_be_resumed(cloud: CloudClient, ann: Key) -> None:
    url = presigned(cloud, ann, "videos/premium.mp4", expires=60)
    with cloud.open("GET", url) as download:
        assert download.status == 200
        assert len(download.read(100_000)) == 100_000
        assert last(cloud)["key"] is None, "a transfer under way has no line yet"
        cloud.advance(3600)
        assert len(download.read()) == 2_900_000
    line = last(cloud)
    assert (line["status"], line["bytes_sent"]) == (200, 3_000_000)
    assert line["finished_lab_at"] > line["lab_at"]
    assert line["finished_at"][:16] <= line["finished_lab_at"][:16]
    resumed = cloud.send("GET", url, {"Range": "bytes=100000-"})
    assert (resumed.status, resumed.message) == (403, "Request has expired")
    assert last(cloud)["range"] == "bytes=100000-"


def test_a_client_that_hangs_up_leaves_a_line_with_what_it_got(cloud: CloudClient, ann: Key) -> None:
    with cloud.open("GET", presigned(cloud, ann, "videos/premium.mp4")) as download:
        download.read(100_000)
    deadline = time.monotonic() + 10
    while last(cloud)["key"] is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert (last(cloud)["key"], last(cloud)["status"]) == ("videos/premium.mp4", 200)
    assert 0 < last(cloud)["bytes_sent"] < 3_000_000


def test_the_oldest_lines_go_first_and_it_says_how_many() -> None:
    journal = Journal(max_lines=3)
    for number in range(5):
        journal.append({"key": str(number)})
    dropped, lines = journal.after(0)
    assert (dropped, [json.loads(line)["n"] for line in lines]) == (2, [3, 4, 5])
    assert journal.after(1)[0] == 1
    assert journal.after(4)[0] == 0


def test_its_size_is_bounded_too() -> None:
    journal = Journal(max_bytes=1000)
    for _ in range(100):
        journal.append({"user_agent": "x" * 300})
    assert 1 <= len(journal.after(0)[1]) <= 3
    assert journal.after(0)[0] >= 97


def test_clearing_goes_on_numbering_and_drops_no_one() -> None:
    journal = Journal()
    journal.append({})
    before = journal.epoch
    journal.clear()
    assert journal.append({}, before) is None
    assert journal.append({}, journal.epoch) == 2
    dropped, lines = journal.after(0)
    assert (dropped, len(lines)) == (0, 1)


def test_the_reader_learns_of_dropped_lines(cloud: CloudClient) -> None:
    headers = {"Authorization": f"Bearer {cloud.ready.control_token}"}
    answer = cloud.send("GET", f"{cloud.ready.endpoint}/_lab/journal?after=0", headers)
    assert answer.headers["x-lab-dropped-lines"] == "0"

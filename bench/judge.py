"""Judging one pre-signed GET, policy and trail included, against the least that verifying costs.

The floor is what no verifier can do without: five HMACs and one SHA-256. Run: python -m bench.judge
"""

import hmac
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urlsplit

from trainer.s3.canonical import signing_key
from trainer.s3.judge import judge
from trainer.s3.request import Request
from trainer.s3.signing import Credentials, presign_v4
from trainer.s3.world import AccessKey, Bucket, Policy, Principal, World

TARGET = 10
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ACCOUNT = "123456789012"
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")


def world() -> World:
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::trainer-private/*"}
    policy = Policy("objects", "identity", {"Version": "2012-10-17", "Statement": [statement]})
    ann = Principal(f"arn:aws:iam::{ACCOUNT}:user/ann", ACCOUNT, "user", "AIDAANN", "ann", policies=(policy,))
    key = AccessKey(CREDENTIALS.access_key_id, CREDENTIALS.secret_access_key, True, ann)
    return World("us-east-1", ACCOUNT, key, Bucket("trainer-private", "us-east-1", ACCOUNT), True)


def presigned() -> Request:
    url = "http://127.0.0.1:5000/trainer-private/invoices/jan%20report.pdf"
    address = urlsplit(presign_v4(CREDENTIALS, "GET", url, region="us-east-1", now=NOW, expires=3600))
    sent = ("Host", address.netloc), ("User-Agent", "curl/8.5.0"), ("Accept", "*/*")
    return Request("GET", address.path, address.query, sent)


def floor(key: bytes = b"AWS4" + b"k" * 40, text: bytes = b"t" * 150, canonical: bytes = b"c" * 500) -> None:
    sha256(canonical).hexdigest()
    for _ in range(5):
        key = hmac.digest(key, text, "sha256")


def seconds(work: Callable[[], object], calls: int = 200) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        work()
    return (time.perf_counter() - start) / calls


def main() -> None:
    request, snapshot = presigned(), world()
    if judge(request, snapshot, NOW).refusal:
        raise SystemExit("the benchmark's own URL was refused: fix bench/judge.py or the judge")

    def warm() -> None:
        judge(request, snapshot, NOW)

    def cold() -> None:
        signing_key.cache_clear()
        judge(request, snapshot, NOW)

    rounds = [(seconds(floor), seconds(warm), seconds(cold)) for _ in range(30)]
    least, known, fresh = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"floor: 5 HMAC + 1 SHA-256            {least * 1e6:6.1f} us")
    print(f"judge, signing key known             {known * 1e6:6.1f} us   {known / least:.1f}x the floor")
    print(f"judge, signing key derived           {fresh * 1e6:6.1f} us   {fresh / least:.1f}x the floor")
    print(f"target: at most {TARGET}x: {'met' if fresh / least <= TARGET else 'missed'}")


if __name__ == "__main__":
    main()

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


USER = f"arn:aws:iam::{ACCOUNT}:user/ann"
STATEMENT = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::trainer-private/*"}
OBJECTS = Policy("objects", "identity", {"Version": "2012-10-17", "Statement": [STATEMENT]})
ANN = Principal(USER, ACCOUNT, "user", "AIDAANN", "ann", policies=(OBJECTS,))
ROOT = Principal(f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT, "root", ACCOUNT)


def world(signer: Principal) -> World:
    key = AccessKey(CREDENTIALS.access_key_id, CREDENTIALS.secret_access_key, True, signer)
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


def seconds(work: Callable[[], object], calls: int = 50) -> float:
    start = time.process_time()
    for _ in range(calls):
        work()
    return (time.process_time() - start) / calls


def judging(signer: Principal, *, derive: bool) -> Callable[[], None]:
    request, snapshot = presigned(), world(signer)
    if judge(request, snapshot, NOW).refusal:
        raise SystemExit("the benchmark's own URL was refused: fix bench/judge.py or the judge")

    def work() -> None:
        if derive:
            signing_key.cache_clear()
        judge(request, snapshot, NOW)

    return work


def main() -> None:
    works = {
        "the root user, key derived": judging(ROOT, derive=True),
        "the root user, key known": judging(ROOT, derive=False),
        "a user with a policy, key derived": judging(ANN, derive=True),
        "a user with a policy, key known": judging(ANN, derive=False),
    }
    rounds = [[seconds(floor), *map(seconds, works.values())] for _ in range(60)]
    least, *found = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"{'floor: 5 HMAC + 1 SHA-256':36} {least * 1e6:6.1f} us")
    for name, each in zip(works, found, strict=True):
        print(f"{name:36} {each * 1e6:6.1f} us   {each / least:4.1f} x")
    print(f"target: at most {TARGET} x")


if __name__ == "__main__":
    main()

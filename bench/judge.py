"""Judging one pre-signed GET, policy and trail included, against the least that verifying costs.

The floor is what no verifier can do without: five HMACs and one SHA-256. The same is then compared with what
moto's application takes to answer a GET, called in this process without HTTP. Run: python -m bench.judge
"""

import hmac
import logging
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
SHARE = 0.1
"""Of moto's GET, for signature and policy together."""
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


def moto_get() -> Callable[[], None]:
    """Return a GET of a small object by moto's own application, which checks nothing."""
    from trainer.cloud.isolate import isolate

    isolate()
    logging.getLogger("werkzeug").disabled = True
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from moto.s3.models import s3_backends
    from werkzeug.test import create_environ, run_wsgi_app

    store = s3_backends["123456789012"]["aws"]
    store.create_bucket("trainer-private", "us-east-1")
    store.put_object("trainer-private", "invoices/jan report.pdf", b"a report")
    app = DomainDispatcherApplication(create_backend_app)
    request = presigned()
    url = f"http://127.0.0.1:5000{request.raw_path}?{request.raw_query}"

    def work() -> None:
        _, status, _ = run_wsgi_app(app, create_environ(url), buffered=True)
        if status != "200 OK":
            raise RuntimeError(f"moto answered its own GET with {status}")

    work()
    return work


def main() -> int:
    """Print each figure with its ratio, and return 0 if those that decide are within reach."""
    works = {
        "the root user, key derived": judging(ROOT, derive=True),
        "the root user, key known": judging(ROOT, derive=False),
        "a user with a policy, key derived": judging(ANN, derive=True),
        "a user with a policy, key known": judging(ANN, derive=False),
    }
    own_get = moto_get()
    rounds = [[seconds(floor), seconds(own_get, 10), *map(seconds, works.values())] for _ in range(60)]
    least, served, *found = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"{'floor: 5 HMAC + 1 SHA-256':36} {least * 1e6:6.1f} us")
    for name, each in zip(works, found, strict=True):
        print(f"{name:36} {each * 1e6:6.1f} us   {each / least:4.1f} x")
    print(f"{'a GET by moto alone, without HTTP':36} {served * 1e6:6.1f} us")
    print(f"signature and policy / that GET: {found[2] / served:.1%} with the key derived")
    print(f"reach: the root user at most {TARGET} x the floor, signature and policy {SHARE:.0%} of the GET")
    return 0 if found[0] <= TARGET * least and found[2] <= SHARE * served else 1


if __name__ == "__main__":
    raise SystemExit(main())

import pytest

from trainer.cloud.hosts import is_endpoint, is_own_host


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "LOCALHOST:8000", "[::1]:8000", "a.b.localhost:8000"])
def test_own_hosts(host: str) -> None:
    assert is_own_host(host, 8000)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.0.0.1:8000:8000",
        "10.0.0.1:8000",
        "example.com:8000",
        "localhost.example.com:8000",
        "notlocalhost:8000",
        "127.0.0.1.nip.io:8000",
        "127.0.0.1:",
        "127.0.0.1:" + "8" * 5000,
    ],
)
def test_foreign_hosts(host: str) -> None:
    assert not is_own_host(host, 8000)


def test_a_bucket_before_the_name_is_no_endpoint() -> None:
    assert is_endpoint("localhost:8000")
    assert not is_endpoint("bucket.localhost:8000")

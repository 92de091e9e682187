"""A URL out of its wrapping: what is around it goes, what is in it stays, and what is no URL is told."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.s3.samples import TEMPORARY, presign
from tests.s3.test_anything import MANY
from trainer.errors import UsageError
from trainer.s3.address import MAX_LENGTH, read_address

URL = "https://b.s3.eu-west-1.amazonaws.com/a%20b?X-Amz-Date=20261123T100000Z&X-Amz-Expires=60"


@pytest.mark.parametrize(
    "text",
    [
        URL,
        f"  {URL}\n",
        f'"{URL}"',
        f"'{URL}'",
        f"<{URL}>",
        f"`{URL}`",
        f"\u201c{URL}\u201d",
        f" \"'<{URL}>'\" ",
        f"\ufeff{URL}\r\n",
        f'"{URL}',
        f"{URL}>",
        URL.replace("&", "\n&"),
        URL.replace("&", "\r\n    &"),
        URL.replace("https", "HTTPS"),
        URL.replace("b.s3", "B.S3"),
        URL.replace(".com/", ".com:443/"),
    ],
)
def test_the_wrapping_goes(text: str) -> None:
    assert read_address(text) == read_address(URL)


def test_the_parts_stay_as_they_are() -> None:
    address = read_address("http://u:secret@[::1]:9000/a%2Fb//c%zz?x=%41&y#z?z")
    assert tuple(address) == ("http", "[::1]:9000", "/a%2Fb//c%zz", "x=%41&y", "z?z", True, "")


def test_the_url_that_a_client_requests() -> None:
    assert read_address(URL).url == URL
    assert read_address(f"'{URL.replace('&', '&amp;')}#x'").url == URL
    assert read_address("HTTPS://me:word@B.example:443").url == "https://b.example/"


def test_an_apostrophe_at_the_end_belongs_to_the_key() -> None:
    assert read_address("https://b.s3.amazonaws.com/it's'").raw_path == "/it's'"
    assert read_address("'https://b.s3.amazonaws.com/its'").raw_path == "/its"


def test_slashes_as_some_json_writes_them() -> None:
    address = read_address(URL.replace("/", r"\/").replace("&", r"\u0026"))
    assert (address.url, address.repaired) == (URL, "json")


def test_no_path_is_the_root() -> None:
    assert read_address("https://b.s3.amazonaws.com?acl").raw_path == "/"


@pytest.mark.parametrize(("written", "repaired"), [("&amp;", "html"), (r"\u0026", "json")])
def test_ampersands_that_are_none_are_read_as_such(written: str, repaired: str) -> None:
    address = read_address(URL.replace("&", written))
    assert (address.raw_query, address.repaired) == (read_address(URL).raw_query, repaired)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "there is no URL here"),
        (' "" ', "there is no URL here"),
        ("hello", "'hello' is no URL"),
        ("/tmp/url.txt", "is no URL"),
        ("ftp://b/k", "is no URL"),
        ("javascript:alert(1)", "is no URL"),
        ("s3://bucket/key", "aws s3 presign makes a URL of it"),
        (URL.removeprefix("https://"), "put https:// before the host"),
        ("http://[::1", "its host or port cannot be read"),
        ("http://", "names no host"),
        ("https:///key", "names no host"),
        ("https:b.s3.amazonaws.com/key", "names no host"),
        ("http://localhost:99999/", "its host or port cannot be read"),
        ("http://localhost:port/", "is no URL"),
        ("https://exa mple/key", "a character that no host has"),
        ("https://a\x1b7b/key", "a character that no host has"),
        ("https://a\u202eb/key", "a character that no host has"),
        ("https://\u2100.com/key", "is no URL"),
        (f"{URL}\n{URL}", "more than one URL"),
        (f"{URL} {URL}", "more than one URL"),
        ("https://b/" + "k" * MAX_LENGTH, "longer than"),
    ],
)
def test_what_is_no_url_is_told_in_one_line(text: str, says: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_address(text)
    assert says in str(raised.value)
    assert len(str(raised.value)) < 200
    assert str(raised.value).isprintable()


def test_no_secret_is_repeated_in_an_error() -> None:
    url = presign(credentials=TEMPORARY)
    signature = url.rpartition("=")[2]
    for broken in (
        url.removeprefix("http://"),
        url.replace("127.0.0.1", "127.0. 0.1"),
        url.replace("http:", "htp:"),
        url.replace("?", "&").removeprefix("http://"),
        url.replace("http://", "http://me:pass-word@["),
    ):
        with pytest.raises(UsageError) as raised:
            read_address(broken)
        for secret in (signature, "ken+of=session", "ken%2Bof%3Dsession", "pass-word"):
            assert secret not in str(raised.value)


@MANY
@given(st.one_of(st.text(max_size=60), st.text("htps:/[]@?&=%#'\"<> \n\\u0026.\x1b\u202eb1", max_size=60)))
def test_anything_is_an_address_or_a_usage_error(text: str) -> None:
    for begin in ("", "https://", "http://b.s3.amazonaws.com/"):
        with suppress(UsageError):
            address = read_address(begin + text)
            assert address.host
            assert address.raw_path.startswith("/")

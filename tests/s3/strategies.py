"""What hypothesis draws: keys, queries, headers, credentials and Regions as clients send them."""

import string
from collections.abc import Callable

from botocore.auth import HmacV1Auth
from hypothesis import strategies as st

from trainer.s3.authorization import QUERY_V2_PARAMETERS, QUERY_V4_PARAMETERS
from trainer.s3.checks_form import RESPONSE_OVERRIDES
from trainer.s3.signing import Credentials
from trainer.s3.sigv2 import SIGNED_PARAMETERS

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
KEYS = st.one_of(
    TEXT.filter(bool),
    st.text(" +%/~é😀.-_'()*!$&=,:;@?#\\\"<>`|^[]{}a", min_size=1, max_size=12),
    st.sampled_from(["a//b", "/leading", "../up", "./here", "trailing/", "100%25", "a+b c", "\u00fc/\u4e2d"]),
)

_SPOKEN_FOR = {
    name.lower()
    for name in (*QUERY_V4_PARAMETERS, *QUERY_V2_PARAMETERS, *RESPONSE_OVERRIDES, "versionId", "uploadId")
}


def _free(name: str) -> bool:
    lower = name.lower()
    return bool(name) and lower not in _SPOKEN_FOR and not lower.startswith(("x-amz-", "content-"))


QUERIES = st.dictionaries(TEXT.filter(_free), TEXT, max_size=4)
V2_QUERIES = QUERIES.filter(SIGNED_PARAMETERS.difference(HmacV1Auth.QSAOfInterest).isdisjoint)
"""Without the parameters that S3 got after botocore's list of those that Version 2 signs was made.

The judge takes them for signed: were they not, a URL to read an object could be made one to do more.
"""

_TOKEN = st.text(string.ascii_letters + string.digits + "-", min_size=1, max_size=8)
_VALUE = st.text(string.ascii_letters + string.digits + " ;,:=/+%", max_size=12)


def _headers(names: st.SearchStrategy[str], free: Callable[[str], bool]) -> st.SearchStrategy[dict[str, str]]:
    drawn = st.dictionaries(names.filter(free), _VALUE, max_size=3)
    return drawn.map(lambda found: {name.lower(): value for name, value in found.items()})


V4_HEADERS = _headers(
    st.one_of(
        _TOKEN.map("x-amz-meta-{}".format),
        _TOKEN.map("x-own-{}".format),
        st.sampled_from(["Content-Type", "content-md5", "cache-control", "range", "if-range", "x-amz-acl"]),
    ),
    bool,
)
V2_HEADERS = _headers(
    st.one_of(_TOKEN.map("x-amz-meta-{}".format), st.sampled_from(["content-type", "content-md5"])), bool
)
METHODS = st.sampled_from(["GET", "HEAD", "PUT", "DELETE", "POST"])
REGIONS = st.sampled_from(["us-east-1", "eu-west-1", "ap-southeast-2", "sa-east-1"])
TOKENS = st.one_of(st.none(), st.text(string.ascii_letters + string.digits + "+/=", min_size=1, max_size=60))
CREDENTIALS = st.builds(
    Credentials,
    st.text(string.ascii_uppercase + string.digits, min_size=16, max_size=20),
    st.text(string.ascii_letters + string.digits + "/+", min_size=1, max_size=40),
    TOKENS,
)

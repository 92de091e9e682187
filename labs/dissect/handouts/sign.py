"""Signature Version 4 by hand, with six gaps.

python sign.py WHAT    for $SPECIMEN, where WHAT is
  canonical   the canonical request (gaps 1-3)
  text        the string to sign (gap 4)
  key         the signing key, in hex (gaps 5-6)
  signature   all of it: does it fit the URL?

python sign.py url KEY SECONDS
  a URL of your own

Put an expression of Python in the place of each
gap(…). What is printed ends without a line end:
a digest would see it.
"""

import configparser
import hashlib
import hmac
import os
import sys
from urllib.parse import quote, urlsplit


def gap(number):
    print(f"gap {number} is not filled in yet", file=sys.stderr)
    return f"<gap {number}>"


def canonical_request(method, path, query, host):
    pairs = query.split("&")
    # The signature cannot sign itself.
    pairs = [pair for pair in pairs if "X-Amz-Signature=" not in pair]
    lines = [
        method,
        path,
        gap(1),  # the pairs, sorted, with & between them
        gap(2),  # the signed header: host, a colon, its value
        "",  # an empty line ends the headers
        "host",  # the names of the signed headers
        gap(3),  # a fixed word, since nobody knows the body yet
    ]
    return "\n".join(lines)


def string_to_sign(date, scope, canonical):
    lines = [
        "AWS4-HMAC-SHA256",
        date,
        scope,
        gap(4),  # the SHA-256 of the canonical request, in hex
    ]
    return "\n".join(lines)


def signing_key(secret, scope):
    day, region, service, ending = scope.split("/")
    start = gap(5)  # a word of four characters, then the secret
    key = start.encode()
    for part in gap(6):  # a list: the parts of the scope, in which order?
        key = hmac.digest(key, part.encode(), "sha256")
    return key


class Url:
    """A URL taken apart, and put through the three functions above."""

    def __init__(self, url):
        self.parts = urlsplit(url)
        values = dict(pair.split("=", 1) for pair in self.parts.query.split("&"))
        self.date = values["X-Amz-Date"]
        self.scope = values["X-Amz-Credential"].split("%2F", 1)[1].replace("%2F", "/")

    def canonical(self):
        return canonical_request("GET", self.parts.path, self.parts.query, self.parts.netloc)

    def text(self):
        return string_to_sign(self.date, self.scope, self.canonical())

    def key(self):
        return signing_key(my_key()["aws_secret_access_key"], self.scope).hex()

    def signature(self):
        return hmac.digest(bytes.fromhex(self.key()), self.text().encode(), "sha256").hex()


def own_url(object_key, seconds):
    # botocore tells the time of the lab, which you may have moved.
    from botocore.compat import get_current_datetime

    date = get_current_datetime().strftime("%Y%m%dT%H%M%SZ")
    credential = f"{my_key()['aws_access_key_id']}/{date[:8]}/us-east-1/s3/aws4_request"
    url = (
        f"{os.environ['AWS_ENDPOINT_URL']}/trainer-private/{quote(object_key)}"
        f"?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={quote(credential, safe='')}"
        f"&X-Amz-Date={date}&X-Amz-Expires={seconds}&X-Amz-SignedHeaders=host"
    )
    return f"{url}&X-Amz-Signature={Url(url).signature()}"


def my_key():
    files = configparser.ConfigParser()
    files.read(os.environ["AWS_SHARED_CREDENTIALS_FILE"])
    return files["default"]


def main(words):
    match words:
        case ["canonical" | "text" | "key" | "signature" as what]:
            return getattr(Url(os.environ["SPECIMEN"]), what)()
        case ["url", object_key, seconds]:
            return own_url(object_key, seconds)
    return __doc__


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1:]))

"""What the host of a URL says: which endpoint of S3 it is, the bucket before it, and the Region in it.

Source: the hosts that botocore makes, "Website endpoints" of the Amazon S3 user guide, and "AWS
PrivateLink for Amazon S3" of the boto3 guide.
"""

import re
from typing import Literal, NamedTuple

Style = Literal["virtual-host", "path", "access-point", "unknown"]

_SUFFIX = re.compile(r"\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|c2s\.ic\.gov|sc2s\.sgov\.gov)\Z")
_REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]+){1,3}-[0-9]{1,2}")
_SERVICE = re.compile(
    r"(?P<service>s3-fips|s3-website|s3-external-1|s3-accelerate|s3-accesspoint-fips|s3-accesspoint"
    r"|s3-object-lambda|s3-outposts|s3-global|s3express-[a-z0-9-]+|s3)"
    rf"(?:-(?P<region>{_REGION.pattern}))?"
)
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_VARIANTS = {
    "s3-accelerate": "accelerate",
    "s3-website": "website",
    "s3-accesspoint": "access-point",
    "s3-accesspoint-fips": "access-point",
    "s3-object-lambda": "object-lambda",
    "s3-outposts": "outposts",
    "s3-global": "multi-region",
}


class Host(NamedTuple):
    """A host, read."""

    endpoint: str
    """The host without port and without the bucket before it."""
    bucket: str | None
    """What stands before the endpoint; for an access point its name and account."""
    region: str | None
    """The Region in the name; None where the endpoint is global or not Amazon's."""
    style: Style
    """Where the bucket stands; `unknown` for a host that is neither Amazon S3's nor this machine's."""
    variant: str = ""
    """`dual-stack`, `accelerate`, `website`, `access-point`, `object-lambda`, `outposts`, `multi-region`,
    `directory`, `vpc-endpoint`, `loopback`, `cloudfront`, or empty."""

    @property
    def is_amazon(self) -> bool:
        """Whether the name is one of Amazon S3's."""
        return self.style != "unknown" and self.variant != "loopback"


def read_host(host: str) -> Host:
    """Read a host as in a Host header, lower case, with or without port; never raises."""
    name, colon, port = host.rpartition(":")
    if not colon or not (port.isdecimal() or not port):
        name = host
    suffix = _SUFFIX.search(name)
    if suffix:
        found = _amazon(name, name[: suffix.start()].split("."))
        if found:
            return found
    for endpoint in _LOOPBACK:
        if name == endpoint:
            return Host(endpoint, None, None, "path", "loopback")
        if name.endswith(f".{endpoint}"):
            return Host(endpoint, name[: -len(endpoint) - 1], None, "virtual-host", "loopback")
    return Host(name, None, None, "unknown", "cloudfront" if name.endswith(".cloudfront.net") else "")


def _amazon(name: str, labels: list[str]) -> Host | None:
    """Find the label of the service from the right: a bucket may be called s3 too."""
    for position in range(len(labels) - 1, max(len(labels) - 5, -1), -1):
        service = _SERVICE.fullmatch(labels[position])
        if service:
            tail = labels[position + 1 :]
            dual = tail[:1] == ["dualstack"]
            vpce = tail[-1:] == ["vpce"]
            regions = tail[dual : len(tail) - vpce]
            if len(regions) > 1 or not all(_REGION.fullmatch(region) for region in regions):
                return None
            region = service["region"] or (regions[0] if regions else None)
            return _host(name, labels, position, service["service"], region, dual=dual, vpce=vpce)
    return None


def _host(
    name: str, labels: list[str], position: int, service: str, region: str | None, *, dual: bool, vpce: bool
) -> Host:
    before = labels[:position]
    variant = _VARIANTS.get(service) or ("dual-stack" if dual else "")
    if service.startswith("s3express"):
        variant = "directory"
    if service == "s3-external-1":
        region = "us-east-1"
    if vpce:
        # bucket.vpce-1a2b.s3.REGION.vpce... is an endpoint; a bucket stands before the word `bucket`.
        variant, kind = "vpc-endpoint", before[-2:-1]
        before = before[:-2]
        service = "s3-accesspoint" if kind == ["accesspoint"] else service
    elif service == "s3-global" and before[-1:] == ["accesspoint"]:
        before = before[:-1]
    bucket = ".".join(before) or None
    endpoint = name[len(bucket) + 1 :] if bucket else name
    if bucket is None:
        return Host(endpoint, None, region, "path", variant)
    pointed = service.startswith("s3-accesspoint") or variant in ("object-lambda", "outposts", "multi-region")
    return Host(endpoint, bucket, region, "access-point" if pointed else "virtual-host", variant)

"""Hosts as botocore makes them, and those of websites, VPC endpoints and other people."""

from functools import cache
from typing import Any

import boto3
import pytest
from botocore.config import Config

from trainer.s3.anatomy import dissect
from trainer.s3.hosts import Host, read_host

KEY = "invoices/jan 1.pdf"


@cache
def presigned(bucket: str, region: str, *, endpoint: str | None = None, **s3: Any) -> str:
    """Return the URL that boto3 signs for an object, offline."""
    client = boto3.client(
        "s3",
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="secret",
        config=Config(signature_version="s3v4", s3=s3),  # type: ignore[arg-type]  # a TypedDict of theirs
    )
    url: str = client.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": KEY})
    return url


BUCKET, POINT = "acme-invoices", "arn:aws:s3:us-west-2:123456789012:accesspoint/mine"


@pytest.mark.parametrize(
    ("url", "bucket", "region", "style", "variant"),
    [
        (presigned(BUCKET, "us-east-1"), BUCKET, "us-east-1", "virtual-host", ""),
        (presigned(BUCKET, "eu-west-1", addressing_style="virtual"), BUCKET, "eu-west-1", "virtual-host", ""),
        (presigned("a.b.c", "eu-west-1"), "a.b.c", "eu-west-1", "path", ""),
        (presigned(BUCKET, "eu-central-1", addressing_style="path"), BUCKET, "eu-central-1", "path", ""),
        (presigned(BUCKET, "cn-north-1"), BUCKET, "cn-north-1", "virtual-host", ""),
        (presigned(BUCKET, "us-gov-west-1"), BUCKET, "us-gov-west-1", "virtual-host", ""),
        (presigned(BUCKET, "ap-southeast-2", use_dualstack_endpoint=True, addressing_style="virtual"),
         BUCKET, "ap-southeast-2", "virtual-host", "dual-stack"),
        (presigned(BUCKET, "ap-southeast-2", use_dualstack_endpoint=True, addressing_style="path"),
         BUCKET, "ap-southeast-2", "path", "dual-stack"),
        (presigned(BUCKET, "us-west-2", use_accelerate_endpoint=True),
         BUCKET, "us-west-2", "virtual-host", "accelerate"),
        (presigned(BUCKET, "us-west-2", use_accelerate_endpoint=True, use_dualstack_endpoint=True),
         BUCKET, "us-west-2", "virtual-host", "accelerate"),
        (presigned(POINT, "us-west-2"), "mine-123456789012", "us-west-2", "access-point", "access-point"),
        (presigned(POINT, "us-west-2", use_dualstack_endpoint=True),
         "mine-123456789012", "us-west-2", "access-point", "access-point"),
        (presigned(POINT.replace(":s3:", ":s3-object-lambda:"), "us-west-2"),
         "mine-123456789012", "us-west-2", "access-point", "object-lambda"),
        (presigned(BUCKET, "us-east-1", endpoint="http://127.0.0.1:5000"),
         BUCKET, "us-east-1", "path", "loopback"),
        (presigned(BUCKET, "us-east-1", endpoint="http://localhost"),
         BUCKET, "us-east-1", "path", "loopback"),
        (presigned(BUCKET, "us-east-1", endpoint="http://localhost:9000", addressing_style="virtual"),
         BUCKET, "us-east-1", "virtual-host", "loopback"),
        (presigned(BUCKET, "us-east-1", endpoint="http://[::1]:9000"),
         BUCKET, "us-east-1", "path", "loopback"),
        (presigned(BUCKET, "us-east-1", endpoint="https://s3.example.com"),
         BUCKET, "us-east-1", "unknown", ""),
        (presigned(BUCKET, "us-east-1", addressing_style="virtual",
                   endpoint="https://bucket.vpce-1a2b-3c.s3.us-east-1.vpce.amazonaws.com"),
         BUCKET, "us-east-1", "virtual-host", "vpc-endpoint"),
        (presigned(BUCKET, "us-east-1", addressing_style="path",
                   endpoint="https://bucket.vpce-1a2b-3c.s3.us-east-1.vpce.amazonaws.com"),
         BUCKET, "us-east-1", "path", "vpc-endpoint"),
    ],
)  # fmt: skip
def test_what_boto3_signs_for(url: str, bucket: str, region: str, style: str, variant: str) -> None:
    anatomy = dissect(url)
    assert (anatomy.bucket, anatomy.key, anatomy.region) == (bucket, KEY, region)
    assert (anatomy.host.style, anatomy.host.variant) == (style, variant)
    assert anatomy.host.region in (region, None)


def named(endpoint: str, bucket: str | None, region: str | None, style: Any, variant: str = "") -> Host:
    return Host(endpoint, bucket, region, style, variant)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("s3.amazonaws.com", named("s3.amazonaws.com", None, None, "path")),
        ("a.b.s3.amazonaws.com", named("s3.amazonaws.com", "a.b", None, "virtual-host")),
        ("s3-us-west-2.amazonaws.com", named("s3-us-west-2.amazonaws.com", None, "us-west-2", "path")),
        ("b.s3-eu-west-1.amazonaws.com",
         named("s3-eu-west-1.amazonaws.com", "b", "eu-west-1", "virtual-host")),
        ("s3-external-1.amazonaws.com", named("s3-external-1.amazonaws.com", None, "us-east-1", "path")),
        ("s3.s3.us-east-1.amazonaws.com",
         named("s3.us-east-1.amazonaws.com", "s3", "us-east-1", "virtual-host")),
        ("b.s3-website-us-east-1.amazonaws.com",
         named("s3-website-us-east-1.amazonaws.com", "b", "us-east-1", "virtual-host", "website")),
        ("b.s3-website.eu-central-1.amazonaws.com",
         named("s3-website.eu-central-1.amazonaws.com", "b", "eu-central-1", "virtual-host", "website")),
        ("b.s3-fips-us-gov-west-1.amazonaws.com",
         named("s3-fips-us-gov-west-1.amazonaws.com", "b", "us-gov-west-1", "virtual-host")),
        ("m.accesspoint.vpce-1a-2b.s3.us-east-1.vpce.amazonaws.com",
         named("accesspoint.vpce-1a-2b.s3.us-east-1.vpce.amazonaws.com", "m", "us-east-1", "access-point",
              "vpc-endpoint")),
        ("x.mrap.accesspoint.s3-global.amazonaws.com",
         named("accesspoint.s3-global.amazonaws.com", "x.mrap", None, "access-point", "multi-region")),
        ("b--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com",
         named("s3express-use1-az4.us-east-1.amazonaws.com", "b--use1-az4--x-s3", "us-east-1", "virtual-host",
              "directory")),
        ("d111.cloudfront.net", named("d111.cloudfront.net", None, None, "unknown", "cloudfront")),
        ("ec2.us-east-1.amazonaws.com", named("ec2.us-east-1.amazonaws.com", None, None, "unknown")),
        ("amazonaws.com", named("amazonaws.com", None, None, "unknown")),
        ("s3.amazonaws.com.evil.example", named("s3.amazonaws.com.evil.example", None, None, "unknown")),
        ("s3.us-east-1.us-east-2.amazonaws.com",
         named("s3.us-east-1.us-east-2.amazonaws.com", None, None, "unknown")),
    ],
)  # fmt: skip
def test_other_hosts(name: str, read: Host) -> None:
    assert read_host(name) == read
    assert read_host(f"{name}:8443") == read

"""Print a URL to read with:
python get_url.py KEY SECONDS
"""

import sys

import boto3

key, seconds = sys.argv[1:]
s3 = boto3.client("s3")
url = s3.generate_presigned_url(
    "get_object",  # and so the method GET
    Params={
        "Bucket": "trainer-private",
        "Key": key,
    },
    ExpiresIn=int(seconds),
)
print(url)

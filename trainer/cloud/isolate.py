"""Cuts a process off from real credentials and from settings of the machine it runs on."""

import os
from collections.abc import MutableMapping

_FOREIGN_PREFIXES = ("AWS_", "BOTO_", "MOTO_", "S3_", "TEST_SERVER_MODE", "INITIAL_NO_AUTH_ACTION_COUNT")

_OWN = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    # moto would let every web page read every answer; CORS is for the bucket's own rules.
    "MOTO_DISABLE_GLOBAL_CORS": "true",
}


def isolate(environ: MutableMapping[str, str] = os.environ) -> None:
    """Forget every AWS and moto variable, point the AWS files at nothing, and set moto as the gate needs it.

    Call it before anything imports boto3 or moto, which read these at import.
    """
    for name in list(environ):
        if name.startswith(_FOREIGN_PREFIXES):
            del environ[name]
    environ.update(_OWN)

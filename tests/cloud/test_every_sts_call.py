"""No call of STS hands out credentials but those that the gate made up itself and remembers."""

from typing import Any

import boto3
import botocore.session
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.model import OperationModel, Shape

from tests.cloud.world import ACCOUNT, REPORTER, Key, presigned, put_policy
from trainer.cloud.client import CloudClient

STS = botocore.session.get_session().get_service_model("sts")
ANSWERED = {"AssumeRole", "GetCallerIdentity", "GetFederationToken", "GetSessionToken"}
VALUES = {
    "RoleArn": REPORTER,
    "RoleSessionName": "tests",
    "Name": "visitor",
    "PrincipalArn": f"arn:aws:iam::{ACCOUNT}:saml-provider/x",
    "TargetPrincipal": ACCOUNT,
}
MOTOS_OWN = ("AKIAIOSFODNN7EXAMPLE", "bPxRfiCYzEXAMPLEKEY", "AQoEXAMPLEH4", "AQoDYXdzEPT", "FQoGZXIvYXdz")
"""What moto answers with, whoever asks (moto/sts/responses.py, utils.py)."""


def required(operation: OperationModel) -> dict[str, Any]:
    shape: Any = operation.input_shape
    return (
        {}
        if shape is None
        else {name: value_of(name, shape.members[name]) for name in shape.required_members}
    )


def value_of(name: str, shape: Shape) -> Any:
    if shape.type_name == "structure":
        return {"arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"}
    if shape.type_name == "list":
        return ["sts.amazonaws.com"]
    return VALUES.get(name, "x" * int(shape.metadata.get("min", 20)))


@pytest.mark.parametrize("name", STS.operation_names)
def test_credentials_are_the_gates_own(cloud: CloudClient, ann: Key, name: str) -> None:
    put_policy(cloud, "user/ann", "sts", {"Effect": "Allow", "Action": "sts:*", "Resource": "*"})
    unsigned = STS.operation_model(name).auth_type == "none"
    client: Any = boto3.client(
        "sts",
        endpoint_url=cloud.ready.endpoint,
        region_name="us-east-1",
        aws_access_key_id=ann.access_key_id,
        aws_secret_access_key=ann.secret_access_key,
        config=Config(signature_version=UNSIGNED) if unsigned else None,
    )
    try:
        answer = client._make_api_call(name, required(STS.operation_model(name)))
    except ClientError as error:
        answer = error.response
        assert name not in ANSWERED, answer
        assert answer["ResponseMetadata"]["HTTPStatusCode"] >= 400
    assert not [text for text in MOTOS_OWN if text in str(answer)]
    made = answer.get("Credentials")
    assert bool(made) == (name in ANSWERED - {"GetCallerIdentity"})
    if made:
        key = Key(made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])
        url = presigned(cloud, key, "no-such-object", expires=604_800)
        assert cloud.send("GET", url).code == "AccessDenied", "the key is known, its session began"
        cloud.advance(made["Expiration"].timestamp() - cloud.clock().now.timestamp() + 1)
        assert cloud.send("GET", url).code == "ExpiredToken"

"""SSE-KMS: whether whoever signed may use the key that an object is, or will be, encrypted under.

Sources: "Protecting data with server-side encryption using AWS KMS keys" of the Amazon S3 user guide, the API
reference of CreateMultipartUpload, UploadPart, ListParts and HeadObject, and "Key policies" of the AWS KMS
developer guide.
"""

from collections.abc import Iterator

from trainer.iam.decision import Decision, decide
from trainer.iam.policy import Policy
from trainer.iam.statements import RequestContext
from trainer.s3 import refusals
from trainer.s3.case import Case, Failure, failed
from trainer.s3.context import kms_keys
from trainer.s3.needs import arn, source_bucket
from trainer.s3.target import ENCRYPTION_HEADER, KMS_KEY_HEADER
from trainer.s3.verdict import Evidence
from trainer.s3.world import Bucket, Encryption, KmsKey

KmsNeed = tuple[str, Encryption, str, Bucket | None]
"""An action of KMS, the encryption whose key it uses, and the ARN of the object and its bucket."""


def use_of_keys(case: Case) -> str | Failure:
    """Ask KMS for every key that a permitted request needs; return what it said, for the trail."""
    headers = case.effective_headers
    asked = headers.get(ENCRYPTION_HEADER)
    if KMS_KEY_HEADER in headers and asked != "aws:kms":
        says = f"{KMS_KEY_HEADER} names a key, but {ENCRYPTION_HEADER} does not ask for aws:kms"
        return failed(
            "permission", refusals.kms_key_without_kms(), "aws:kms", asked or "none", says, "inferred"
        )
    if case.world.encryption is None and case.world.copy_source_encryption is None:
        return ""
    said: list[str] = []
    for action, encryption, resource, bucket in _needs(case):
        if bucket and bucket.region != case.world.region:
            what = f"a key of KMS in {bucket.region}"
            return failed("permission", refusals.not_modelled(what), case.world.region, "", what, "inferred")
        if "v4" not in case.wants.auth:
            says = "S3 uses a KMS key for requests with a Version 4 signature alone"
            found = case.wants.auth
            return failed("permission", refusals.kms_needs_v4(), "Version 4", found, says, "recorded")
        answer = _asked(case, action, encryption, resource)
        if isinstance(answer, Failure):
            return answer
        said.append(answer)
    return "; ".join(said)


def _needs(case: Case) -> Iterator[KmsNeed]:
    wants, world = case.wants, case.world
    operation, encryption = wants.operation, world.encryption
    resource = arn(wants.bucket or "", wants.key)
    if wants.copy_source and world.copy_source_encryption:
        source = wants.copy_source
        yield "kms:Decrypt", world.copy_source_encryption, arn(source.bucket, source.key), source_bucket(case)
    if operation is None or encryption is None:
        return
    if "uploadId" in case.query:
        # A part is read again when the upload is completed; to complete it asks for nothing more.
        if wants.action == "s3:ListMultipartUploadParts" or case.request.method == "PUT":
            yield "kms:Decrypt", encryption, resource, world.bucket
    elif operation.writes_object:
        yield "kms:GenerateDataKey", encryption, resource, world.bucket
    elif wants.action in ("s3:GetObject", "s3:GetObjectVersion") and _reads_content(case):
        yield "kms:Decrypt", encryption, resource, world.bucket


def _reads_content(case: Case) -> bool:
    # The stored checksum of an object is encrypted as well, its other metadata is not.
    return case.request.method == "GET" or case.effective_headers.get("x-amz-checksum-mode") == "ENABLED"


def _asked(case: Case, action: str, encryption: Encryption, resource: str) -> str | Failure:
    key, signer = encryption.key, case.key
    if key is None:
        says = f"KMS has no key {encryption.key_id[:120]}"
        return failed(
            "permission", refusals.kms_not_found(encryption.key_id), "a key", "none", says, "recorded"
        )
    principal = signer.principal if signer else None
    context = RequestContext(principal, action, key.arn, kms_keys(case, encryption, resource))
    decision = decide(
        context,
        resource_account=key.arn.split(":")[4],
        resource_policy=Policy(f"the policy of {key.name}", "resource", key.policy.document),
        session_policies=signer.session.policies if signer and signer.session else (),
        trust=True,
    )
    if not decision.allowed:
        refusal = refusals.access_denied(_message(context, decision))
        evidence: Evidence = "recorded" if decision.effect == "implicit-deny" else "documented"
        return failed("permission", refusal, action, key.arn, decision.says, evidence)
    return _unusable(action, key) or f"S3 asks KMS for {action} too: {decision.says}"


def _unusable(action: str, key: KmsKey) -> Failure | None:
    if key.state == "Enabled":
        return None
    says = f"{key.name} may be used, but it is {key.state}"
    return failed("permission", refusals.kms_state(key.arn, key.state), action, key.state, says, "recorded")


def _message(context: RequestContext, decision: Decision) -> str:
    """Return S3's message, which names the key unless it is the key's own policy that does not allow.

    Reading was answered so in ministryofjustice/modernisation-platform#11726 and in
    slashdevops/idp-scim-sync#540, and AWS's tests of awslabs/mountpoint-s3 expect it; earlier it named none.
    Of a key's policy buildkite/docs#2344 has the words.
    """
    who = context.principal.arn if context.principal else "anonymous"
    target, ending = f"resource: {context.resource}", decision.reason_for(context.action)
    if decision.kind == "resource":
        reading = context.action == "kms:Decrypt"
        target = "the resource associated with this ciphertext" if reading else "this resource"
        ending = (
            "because the resource does not exist in this Region, no resource-based policies allow access, "
            "or a resource-based policy explicitly denies access"
        )
    return f"User: {who} is not authorized to perform: {context.action} on {target} {ending}"

"""The body of an upload in chunks: its framing, the signature of each chunk, and the trailing headers.

Source of the answers: XML of Amazon S3 in issues 1600, 1626, 1683 to 1685 and 1690 to 1694 of
versity/versitygw, and the status of InvalidChunkSizeError in aws/aws-sdk-cpp#2727.
"""

import hmac
from hashlib import sha256

from trainer.s3 import canonical, refusals
from trainer.s3.canonical import EMPTY_SHA256, octets
from trainer.s3.case import Case, Failure, failed, passed
from trainer.s3.framing import SIGNED_CHUNKS, SIGNED_TRAILER, Chunk, Framing
from trainer.s3.verdict import Evidence, Refusal, TrailEntry
from trainer.s3.wording import shortened

SMALLEST_CHUNK = 8192
"""Bytes of every chunk but the last that holds data."""
KNOWN_TRAILERS = frozenset(
    f"x-amz-checksum-{name}" for name in ("crc32", "crc32c", "crc64nvme", "sha1", "sha256")
)


def chunked_payload(case: Case, word: str) -> TrailEntry | Failure:
    """Check a body in chunks; `word` is what x-amz-content-sha256 says. What was not read yet passes."""
    framing = case.request.framing
    if framing is None:
        return passed("payload", word, "", "the body comes in chunks that were not read yet")
    failure = (
        _broken(case, framing)
        or _trailer_as_announced(case, framing)
        or _chunk_sizes(framing)
        or (_signatures(case, framing) if word in (SIGNED_CHUNKS, SIGNED_TRAILER) else None)
    )
    if failure:
        return failure
    found = f"{len(framing.chunks)} chunks, {framing.length} bytes"
    if word in (SIGNED_CHUNKS, SIGNED_TRAILER):
        return passed("payload", word, found, "each chunk is the one signed, and follows the one before")
    return passed("payload", word, found, "the chunks are not signed")


def framing_fault(framing: Framing, declared: str | None) -> Refusal | None:
    """Return S3's answer to chunks that cannot be taken apart, or hold another length than declared."""
    if framing.fault:
        return refusals.incomplete_body()
    if declared is None:
        return refusals.missing_content_length()
    if (declared.strip().lstrip("0") or "0") != str(framing.length):
        return refusals.wrong_length(declared, framing.length)
    return None


def _broken(case: Case, framing: Framing) -> Failure | None:
    declared = case.headers.get("x-amz-decoded-content-length")
    refusal = framing_fault(framing, declared)
    if refusal is None:
        return None
    says = framing.fault or (
        "x-amz-decoded-content-length has to say how long the content is"
        if declared is None
        else f"x-amz-decoded-content-length says {declared[:20]}, the chunks hold {framing.length} bytes"
    )
    evidence: Evidence = "inferred" if declared is None and not framing.fault else "recorded"
    return failed("payload", refusal, declared or "", str(framing.length), says, evidence)


def _trailer_as_announced(case: Case, framing: Framing) -> Failure | None:
    announced = (case.headers.get("x-amz-trailer") or "").strip().lower()
    sent = [name for name, _ in framing.named_trailers]
    if announced and announced not in KNOWN_TRAILERS:
        refusal = refusals.invalid_request("The value specified in the x-amz-trailer header is not supported")
        says = f"{announced[:80]} is no trailing header that S3 takes"
        return failed("payload", refusal, "x-amz-checksum-", announced[:80], says, "recorded")
    if sent != ([announced] if announced else []):
        says = "the trailing headers are not the one that x-amz-trailer announces"
        refusal = refusals.malformed_trailer()
        return failed("payload", refusal, announced, ", ".join(sent)[:80], says, "recorded")
    return None


def _chunk_sizes(framing: Framing) -> Failure | None:
    for number, chunk in enumerate(framing.chunks[:-2], 1):
        if chunk.size < SMALLEST_CHUNK:
            # S3 finds out when the next chunk begins, and counts that one.
            refusal = refusals.invalid_chunk_size(number + 1, chunk.size)
            says = f"chunk {number} is small, and another follows it"
            return failed(
                "payload", refusal, f"{SMALLEST_CHUNK} bytes or more", f"{chunk.size}", says, "recorded"
            )
    return None


def _signatures(case: Case, framing: Framing) -> Failure | None:
    """Follow the chain of signatures, from that of the header through every chunk to the trailer."""
    chain = _Chain(case)
    for number, chunk in enumerate(framing.chunks, 1):
        if chunk.signature is None:
            says = f"chunk {number} has no signature"
            return failed("payload", refusals.incomplete_body(), "chunk-signature", "", says, "recorded")
        failure = chain.compare(chunk.signature, _chunk_text(chunk), "PAYLOAD", f"chunk {number}")
        if failure:
            return failure
    if not framing.named_trailers:
        return None
    if framing.trailer_signature is None:
        says = "the trailing headers are not signed"
        return failed("payload", refusals.incomplete_body(), "x-amz-trailer-signature", "", says, "inferred")
    lines = "".join(f"{name}:{value}\n" for name, value in framing.named_trailers)
    digest = sha256(lines.encode("latin-1", "replace")).hexdigest()
    return chain.compare(framing.trailer_signature, digest, "TRAILER", "the trailer")


def _chunk_text(chunk: Chunk) -> str:
    return f"{EMPTY_SHA256}\n{chunk.sha256}"


class _Chain:
    """Signatures of one upload; each is made of the one before."""

    def __init__(self, case: Case) -> None:
        self._case = case
        date, region, service, _ = scope = case.wants.authorization.scope
        secret = case.key.secret_access_key if case.key else ""
        self._key = canonical.signing_key(secret, date, region, service)
        self._stamp = f"{case.amz_date}\n{'/'.join(scope)}"
        self._last = case.wants.authorization.signature or ""

    def compare(self, sent: str, digests: str, kind: str, what: str) -> Failure | None:
        """Compare the next signature with the one sent."""
        text = f"AWS4-HMAC-SHA256-{kind}\n{self._stamp}\n{self._last}\n{digests}"
        self._last = canonical.signature(self._key, text)
        if hmac.compare_digest(octets(self._last), octets(sent)):
            return None
        access_key_id = self._case.wants.access_key_id or ""
        refusal = refusals.signature_does_not_match(access_key_id, text, sent)
        says = f"{what} is not the one signed, or not in its place"
        return failed("payload", refusal, shortened(self._last), shortened(sent), says, "inferred")

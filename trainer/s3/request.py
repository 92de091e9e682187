"""One HTTP request as it arrived, undecoded: what a judge may look at."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from trainer.s3.framing import Framing
    from trainer.s3.upload_form import UploadForm, UploadFormFault


class Request(NamedTuple):
    """A request as sent, before anything decoded or reordered it."""

    method: str
    raw_path: str
    """The path of the request line, escapes untouched, without the query."""
    raw_query: str
    """What follows the first `?`, escapes untouched, without the `?`."""
    headers: tuple[tuple[str, str], ...]
    """Names as sent, in the order sent; a name may recur."""
    source_ip: str = "127.0.0.1"
    secure: bool = False
    """Whether the request came (or is to be judged as if it came) over TLS."""
    vpce: str | None = None
    """The VPC endpoint that the request is to be judged as if it had passed, or None."""
    vpc: str | None = None
    """The VPC that the endpoint stands in."""
    body_sha256: str | None = None
    """Lower-case hex digest of the body, where it was read before judging; else None."""
    body_length: int | None = None
    body: bytes | None = None
    """The body, where it has a say: of IAM, STS and KMS, whose calls it tells, and of S3's `?acl`, `?policy`
    and `?ownershipControls`; None for everything else."""
    form: "UploadForm | UploadFormFault | None" = None
    """What a POST with multipart/form-data holds, or why it cannot be read; None where none was read."""
    framing: "Framing | None" = None
    """The chunks of a body that came in chunks and was read before judging; else None."""

    def header_values(self, name: str) -> list[str]:
        """Return every value sent under a header name, whatever its case."""
        wanted = name.lower()
        return [value for sent, value in self.headers if sent.lower() == wanted]

    def header(self, name: str) -> str | None:
        """Return the first value sent under a header name, or None."""
        wanted = name.lower()
        for sent, value in self.headers:
            if sent.lower() == wanted:
                return value
        return None

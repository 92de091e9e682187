"""What the other parameters of an S3 URL ask for: versions, response headers, lists, subresources."""

from typing import Literal, NamedTuple

from trainer.s3.operations import SUBRESOURCES
from trainer.s3.sigv2 import SIGNED_PARAMETERS

PartKind = Literal["where", "who", "when", "seal", "what"]
"""Where the request goes, who signed, when it is good, what seals it; and what else is asked for."""


class Description(NamedTuple):
    """What a parameter is about."""

    kind: PartKind
    title: str
    brief: str
    """A few words."""
    says: str
    """A sentence or three."""


_KNOWN = {
    "versionId": Description("where", "Version", "one version", "It names one version of the object."),
    "partNumber": Description("where", "Part", "one part", "It names one part of an upload or an object."),
    "uploadId": Description("where", "Upload", "one upload", "It names the multipart upload it is about."),
    "x-id": Description("what", "Operation", "a note of the SDK", "The SDK notes its operation here."),
    "list-type": Description("what", "List", "list, version 2", "It asks for a list of the bucket's keys."),
    "prefix": Description("what", "Prefix", "keys that begin so", "The list has keys that begin with this."),
    "delimiter": Description("what", "Delimiter", "groups keys", "The list groups keys up to this sign."),
    "max-keys": Description("what", "Length", "of the list", "The most keys that one answer lists."),
    "X-Amz-Content-Sha256": Description("seal", "Payload", "about the body", "What it says of the body."),
}
_RESPONSE = "response-"


def parameter_says(name: str, kind: str) -> Description:
    """Return what a parameter that does not authenticate is about; `kind` is the URL's."""
    about = _about(name)
    return about._replace(says=f"{about.says}{_signed(name, kind)}")


def _about(name: str) -> Description:
    if name in _KNOWN:
        return _KNOWN[name]
    if name.startswith(_RESPONSE) and name in SIGNED_PARAMETERS:
        header = name.removeprefix(_RESPONSE)
        says = f"S3 puts this into the {header} header of its answer."
        return Description("what", "Header of the answer", f"sets {header}", says)
    if name in SUBRESOURCES:
        says = "It asks for this of the bucket or the object, not for the content."
        return Description("what", "Subresource", f"its {name}", says)
    if name.lower().startswith("x-amz-"):
        says = "A header that the signer moved into the URL; S3 takes it from there."
        return Description("what", "Moved header", "a header, in the URL", says)
    return Description("what", "Parameter", "not one of S3's", "S3 has no such parameter.")


def _signed(name: str, kind: str) -> str:
    if kind == "query-v4":
        return " It is signed like all the others."
    if kind == "query-v2":
        signed = name in SIGNED_PARAMETERS or name.lower().startswith("x-amz-")
        return " It is signed." if signed else " Version 2 does not sign it: anyone may change it."
    return ""

"""How a request authenticates: what its query or its Authorization header says, before it is checked."""

import re
from typing import TYPE_CHECKING, NamedTuple

from trainer.s3.canonical import ALGORITHM
from trainer.s3.query import parse_query
from trainer.s3.request import Request
from trainer.s3.verdict import Auth

if TYPE_CHECKING:
    from trainer.s3.upload_form import UploadForm, UploadFormFault

QUERY_V4_PARAMETERS = (
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Signature",
    "X-Amz-Date",
    "X-Amz-SignedHeaders",
    "X-Amz-Expires",
)
QUERY_V2_PARAMETERS = ("Signature", "Expires", "AWSAccessKeyId")

_COMPONENT = re.compile(r"\s*(Credential|SignedHeaders|Signature)=([^,\s]*)\s*")


class Authorization(NamedTuple):
    """The mechanism and the fields it carries; a field that was not sent is None."""

    auth: Auth
    mechanisms: tuple[str, ...] = ()
    """Each mechanism found, in words; more than one is a fault."""
    algorithm: str | None = None
    credential: str | None = None
    signed_headers: str | None = None
    signature: str | None = None
    parameters: tuple[tuple[str, str], ...] = ()
    """The whole query, decoded."""

    @property
    def access_key_id(self) -> str | None:
        """Return the access key ID named, or None; of a Version 4 credential the part before the scope."""
        if self.credential is None:
            return None
        # From the right: a scope has four parts, and nothing forbids a slash in what stands before it.
        name = self.credential.rsplit("/", 4)[0] if "v4" in self.auth else self.credential
        return name or None

    @property
    def scope(self) -> tuple[str, ...]:
        """Return the parts of a Version 4 credential after the access key ID; four if it is well formed."""
        return tuple(self.credential.split("/")[1:]) if self.credential else ()


ANONYMOUS = Authorization("anonymous")


def authorization_of(request: Request) -> Authorization:
    """Read how a request authenticates. A query counts before a header; both together are a fault."""
    parameters = parse_query(request.raw_query)
    if request.method == "OPTIONS":
        # A browser asks with the whole URL, but nobody checks what it signs. The signature tells the URL.
        query = dict(parameters)
        signature = query.get("X-Amz-Signature") or query.get("Signature")
        return Authorization("anonymous", signature=signature, parameters=parameters)
    names = {name for name, _ in parameters}
    # An empty one authenticates nobody, and is no second way to authenticate.
    header = (request.header("authorization") or "").strip() or None
    mechanisms = []
    if not names.isdisjoint(QUERY_V4_PARAMETERS):
        mechanisms.append("X-Amz- query parameters")
    if "Signature" in names or "AWSAccessKeyId" in names:
        mechanisms.append("Signature query parameter")
    if header is not None:
        mechanisms.append("Authorization header")
    found = tuple(mechanisms)
    if found and found[0].startswith("X-Amz"):
        return _query_v4(parameters, found)
    if found and found[0].startswith("Signature"):
        return _query_v2(parameters, found)
    if header is not None:
        return _header(header, parameters, found)
    if request.method == "POST" and request.form is not None:
        return _form(request.form, parameters)
    return Authorization("anonymous", parameters=parameters)


def _query_v4(parameters: tuple[tuple[str, str], ...], mechanisms: tuple[str, ...]) -> Authorization:
    query = dict(parameters)
    return Authorization(
        "query-v4",
        mechanisms,
        query.get("X-Amz-Algorithm"),
        query.get("X-Amz-Credential"),
        query.get("X-Amz-SignedHeaders"),
        query.get("X-Amz-Signature"),
        parameters,
    )


def _query_v2(parameters: tuple[tuple[str, str], ...], mechanisms: tuple[str, ...]) -> Authorization:
    query = dict(parameters)
    return Authorization(
        "query-v2",
        mechanisms,
        None,
        query.get("AWSAccessKeyId"),
        None,
        query.get("Signature"),
        parameters,
    )


def _form(form: "UploadForm | UploadFormFault", parameters: tuple[tuple[str, str], ...]) -> Authorization:
    """Read which version signs a form; without any field of either it is anonymous, with a policy or not."""
    from trainer.s3.upload_form import V2_FIELDS, V4_FIELDS, UploadForm, values_of

    values = values_of(form) if isinstance(form, UploadForm) else {}
    if not V4_FIELDS.keys().isdisjoint(values):
        return Authorization(
            "post-v4",
            ("form fields",),
            values.get("x-amz-algorithm"),
            values.get("x-amz-credential"),
            None,
            values.get("x-amz-signature"),
            parameters,
        )
    if not V2_FIELDS.keys().isdisjoint(values):
        key, signature = values.get("awsaccesskeyid"), values.get("signature")
        return Authorization("post-v2", ("form fields",), None, key, None, signature, parameters)
    return Authorization("anonymous", parameters=parameters)


def _header(
    header: str, parameters: tuple[tuple[str, str], ...], mechanisms: tuple[str, ...]
) -> Authorization:
    algorithm, _, rest = header.strip().partition(" ")
    if algorithm == "AWS":
        key, _, signature = rest.strip().rpartition(":")
        return Authorization(
            "header-v2", mechanisms, algorithm, key or None, None, signature or None, parameters
        )
    fields: dict[str, str] = {}
    if algorithm == ALGORITHM:
        for part in rest.split(","):
            component = _COMPONENT.fullmatch(part)
            if component:
                fields[component[1]] = component[2]
    return Authorization(
        "header-v4",
        mechanisms,
        algorithm,
        fields.get("Credential"),
        fields.get("SignedHeaders"),
        fields.get("Signature"),
        parameters,
    )

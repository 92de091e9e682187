"""The fields of a case file: what is there, what is signed, what is sent, and what must come back.

A text may hold names such as `$bucket` or `$access_key_id`, which `words.py` lists.
"""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from trainer.yaml import load

FOLDER = Path(__file__).parent

Grade = Literal["A", "D", "I", "U"]
Signer = Literal["ours", "botocore"]
Spoil = Literal["chunk", "order", "trailer", "trailer-signature", "checksum", "framing", "length"]
Digest = Literal["md5", "crc32", "sha1", "sha256"]
Text = Annotated[str, StringConstraints(pattern=r"\S")]


class Model(BaseModel):
    """A mapping of a case file: no field is converted, none is ignored."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Chunks(Model):
    """How a body is sent with the framing `aws-chunked`."""

    mode: Literal["signed", "signed-trailer", "unsigned-trailer"]
    size: int = 8192
    """Bytes of each chunk but the last."""
    checksum: Literal["crc32", "sha1", "sha256"] | None = None
    """What the trailer carries; None where there is no trailer."""
    spoil: Spoil | None = None
    """What is changed after signing."""


class Sign(Model):
    """A request as its signer sees it."""

    by: Literal["query-v4", "header-v4", "query-v2", "header-v2", "nobody"] = "query-v4"
    method: str = "GET"
    bucket: str = "$bucket"
    object: str = "coffee.jpg"
    """The key, decoded; empty for the bucket itself."""
    style: Literal["path", "virtual"] = "path"
    query: list[Annotated[list[str], Field(min_length=2, max_length=2)]] = []
    """Names and values, in the order signed; a name may recur."""
    headers: dict[str, str] = {}
    expires: int | str = 300
    at: int = -1
    """Seconds between now and the time the signer reads off its clock."""
    region: str = "$region"
    key: Literal["given", "unknown", "wrong-secret", "without-token"] = "given"
    body: str = ""
    tells_payload: bool = True
    """Whether x-amz-content-sha256 comes along; the body's digest is signed all the same."""
    size: int | None = None
    """Bytes of filler, in place of `body`."""
    keys: int | None = None
    """How many keys a list for DeleteObjects names, in place of `body`."""
    digest: Digest | None = None
    """Of the body: Content-MD5, or a checksum of that algorithm, signed and sent."""
    call: dict[str, str] = {}
    """The parameters of a call of STS, such as `Action`, in place of bucket, object, query and body."""
    chunks: Chunks | None = None


class Send(Model):
    """What happens to the request between its signer and S3."""

    method: str | None = None
    bucket: str | None = None
    object: str | None = None
    host: str | None = None
    set: dict[str, str] = {}
    """Parameters to change or to add."""
    remove: list[str] = []
    """Parameters to take away."""
    append: str = ""
    """Added to the query as it stands, escapes and all."""
    path: str | None = None
    """In place of the path, as it stands."""
    headers: dict[str, str] = {}
    """Headers sent besides, or in place of, those that were signed."""
    without: list[str] = []
    """Signed headers that are not sent."""
    body: str | None = None


class Expect(Model):
    """What must come back. `~` before a text makes it a pattern that has to fit as a whole."""

    status: int
    code: str | None = None
    """Of HEAD, which has no body, the code is only in the journal."""
    message: str | None = None
    elements: dict[str, str] = {}
    no_elements: list[str] = []
    headers: dict[str, str] = {}
    no_headers: list[str] = []
    body: str | None = None
    length: int | None = None
    """Bytes of the body."""
    check: str | None = None
    """The entry of the trail that this is about; None: that of the file."""
    grade: Grade | None = None
    """None: that of the file."""
    decided_by: Literal["judge", "store", "not-modelled"] | None = None


class Request(Model):
    """One request: signed, changed, sent and answered."""

    sign: Sign = Sign()
    send: Send = Send()
    keep: dict[str, str] = {}
    """Names for elements of the answer, or for a header of it, that later requests need."""
    signs: bool = False
    """Whether the credentials that the answer holds sign what follows."""
    wait: int = 0
    """Seconds that go by before it is sent, on a clock that can be moved."""
    wait_inside: int = 0
    """Seconds that go by while its answer is read."""
    times: int = 1
    """How often it is sent, byte for byte the same."""
    expect: Expect


class Case(Model):
    """One variant of a row: the world it needs, and one request or several in turn."""

    name: Text
    given: list[dict[str, Any]] = []
    """Steps of the scenario language and those of `bucket_settings.py` and `local_cloud.py`."""
    only_here: Text | None = None
    """Why it can run against the local cloud alone, where no step of `given` says so."""
    signers: list[Signer] = ["ours", "botocore"]
    requests: list[Request] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _one_request(cls, data: Any) -> Any:
        """Take the fields of a single request from the case itself."""
        if isinstance(data, dict) and "requests" not in data:
            fields = {name: data[name] for name in Request.model_fields if name in data}
            rest = {name: value for name, value in data.items() if name not in fields}
            return rest | {"requests": [fields]}
        return data

    @model_validator(mode="after")
    def _calls_are_told(self) -> "Case":
        if self.only_here is None and any(request.sign.call for request in self.requests):
            raise ValueError("say in only_here that it calls STS, which an endpoint of S3 does not answer")
        return self


class CaseFile(Model):
    """One row of the tables, with its evidence."""

    about: list[Text] = Field(min_length=1)
    """Rows: `1a/1`, `1b/expired`, `order/...`; the folder says what they are."""
    title: Text
    grade: Grade
    """A: recorded from AWS, D: documented, I: as other implementations do it, U: unverified."""
    of_rule: bool = False
    """Whether the grades are those of the rule; on the trail stands how the words of the answer are known."""
    source: Text
    note: Text | None = None
    check: str | None = None
    """The entry of the trail that shows it; None where no entry does, and then `untold` says why."""
    untold: Text | None = None
    cases: list[Case] = Field(min_length=1)

    @model_validator(mode="after")
    def _told(self) -> "CaseFile":
        if (self.check is None) == (self.untold is None):
            raise ValueError("give check, or say in untold why no entry of a trail shows it")
        return self


def signers_of(case: Case) -> list[Signer]:
    """Return who signs a case in turn; what nobody signs is sent once."""
    unsigned = all(request.sign.by == "nobody" for request in case.requests)
    return ["ours"] if unsigned else case.signers


def read(path: Path) -> CaseFile:
    """Return a case file. Raises YamlError and pydantic's ValidationError."""
    return CaseFile.model_validate(load(path).data)


def case_files() -> list[Path]:
    """Return every case file, in order."""
    # Upload forms have a shape and a runner of their own.
    return sorted(path for path in FOLDER.glob("*/*.yaml") if path.parent.name != "post")

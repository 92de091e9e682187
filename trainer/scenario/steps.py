"""The steps of a scenario, one frozen type a verb."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

ADMINISTRATOR = "administrator"
USERS = ("ann", "bob")
ROLES = ("reporter",)
BUCKET = "trainer-private"
BUCKETS = (BUCKET,)

KEYS_A_USER = 2
"""IAM and STS quotas of the IAM user guide: access keys assigned to a user."""

KeyStatus = Literal["active", "inactive", "deleted", "new"]

_FILLER = b"Bytes of a made object, repeated up to the size asked for. "


@dataclass(frozen=True, slots=True)
class Body:
    """What an object or a request holds: a text, or so many bytes of filler."""

    text: str = ""
    size: int | None = None
    """Bytes; None where the text says it all."""

    def content(self) -> bytes:
        """Return the bytes themselves."""
        if self.size is None:
            return self.text.encode()
        return (_FILLER * (self.size // len(_FILLER) + 1))[: self.size]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What an answer must be; what is None is not looked at."""

    status: int | None = None
    code: str | None = None
    message: str | None = None
    check: str | None = None
    """The name of the check that failed on the trail, such as `time window`."""
    body: str | None = None
    length: int | None = None
    """Bytes of the body."""


@dataclass(frozen=True, slots=True)
class AsAdministrator:
    """From here on the administrator signs."""


@dataclass(frozen=True, slots=True)
class AsUser:
    """From here on a user signs, with a long-term key."""

    name: str
    key: int = 1
    """Which of the user's keys, up to KEYS_A_USER."""


@dataclass(frozen=True, slots=True)
class AsRole:
    """From here on a fresh session of a role signs."""

    name: str
    lasts: int = 3600
    """Seconds."""


@dataclass(frozen=True, slots=True)
class MakeBucket:
    """The administrator makes a private bucket in a Region."""

    name: str
    region: str


@dataclass(frozen=True, slots=True)
class Put:
    """The administrator stores an object."""

    bucket: str
    object: str
    body: Body


@dataclass(frozen=True, slots=True)
class Delete:
    """The administrator deletes an object."""

    bucket: str
    object: str


@dataclass(frozen=True, slots=True)
class Presign:
    """The current principal signs a URL, by lab time; it becomes the latest."""

    method: str
    bucket: str
    object: str
    expires: int
    """Seconds, as written into the URL: no limit is applied here, the judge applies S3's."""
    version: Literal["v4", "v2"] = "v4"
    headers: dict[str, str] = field(default_factory=dict)
    """Signed with the URL, and sent by each fetch or upload of it."""
    query: dict[str, str] = field(default_factory=dict)
    name: str | None = None
    region: str | None = None
    """The Region of the credential scope; None for the cloud's own."""
    object_version: Literal["oldest"] | None = None
    """The version whose id is signed as a parameter of the query; None for the object as it is."""


@dataclass(frozen=True, slots=True)
class Alter:
    """A changed copy of a URL, with the old signature; it becomes the latest."""

    url: str | None
    bucket: str | None = None
    object: str | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    host: str | None = None
    """The Host header to send; the connection still goes to the local cloud."""
    name: str | None = None
    access_key: str | None = None
    """The access key ID that the credential is to name; the rest of its scope stays."""


@dataclass(frozen=True, slots=True)
class SignForm:
    """The current principal signs an upload form, by lab time; it becomes the latest."""

    bucket: str
    object: str | None
    """The one key that the form is for; None where `prefix` says how keys begin."""
    prefix: str | None
    expires: int
    """Seconds from now until the policy's expiration: no limit is applied here, the judge applies S3's."""
    version: Literal["v4", "v2"] = "v4"
    fields: dict[str, str] = field(default_factory=dict)
    """Fields that have to be exactly so."""
    starts_with: dict[str, str] = field(default_factory=dict)
    """Fields that whoever submits fills in, and how their values have to begin."""
    min_size: int | None = None
    """Bytes of the smallest file; with `max_size` the policy's content-length-range."""
    max_size: int | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Submit:
    """Somebody without credentials fills in a form and sends it with a file."""

    form: str | None
    """The form's name, or (None) the latest."""
    body: Body
    file_name: str = "upload.txt"
    fields: dict[str, str] = field(default_factory=dict)
    """Fields added, or set to another value."""
    remove: tuple[str, ...] = ()
    after_file: tuple[str, ...] = ()
    """Fields that are sent after the file, where S3 does not look."""
    expect: Expectation = Expectation()


@dataclass(frozen=True, slots=True)
class SignedUrl:
    """A URL made earlier: by its name, or (None) the latest."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class ObjectUrl:
    """The plain URL of an object, without credentials."""

    bucket: str
    object: str


@dataclass(frozen=True, slots=True)
class Fetch:
    """Somebody without credentials sends a URL."""

    target: SignedUrl | ObjectUrl
    method: str = "GET"
    range: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    expect: Expectation = Expectation()


@dataclass(frozen=True, slots=True)
class Upload:
    """Somebody without credentials sends a URL with PUT and a body."""

    target: SignedUrl
    body: Body
    headers: dict[str, str] = field(default_factory=dict)
    expect: Expectation = Expectation()


@dataclass(frozen=True, slots=True)
class Download:
    """Somebody without credentials begins to download, and keeps the transfer open."""

    target: SignedUrl
    bytes: int
    """How many are read before the next step."""
    name: str | None = None
    expect: Expectation = Expectation()


@dataclass(frozen=True, slots=True)
class Finish:
    """An open download is read to its end; without a name the latest."""

    download: str | None = None
    expect: Expectation = Expectation()


@dataclass(frozen=True, slots=True)
class AdvanceClock:
    """Lab time moves by so many seconds; a negative number moves it back."""

    seconds: int


@dataclass(frozen=True, slots=True)
class SetClock:
    """Lab time is set (aware, UTC)."""

    when: datetime


@dataclass(frozen=True, slots=True)
class SetNetwork:
    """From here on every request seems to come from an address, through a VPC endpoint, or over TLS."""

    source_ip: str | None = None
    vpce: str | None = None
    vpc: str | None = None
    tls: bool = False
    """What is None, or false, is as it really is."""


@dataclass(frozen=True, slots=True)
class Holder:
    """What a policy is attached to."""

    kind: Literal["user", "role", "bucket"]
    name: str


@dataclass(frozen=True, slots=True)
class PutPolicy:
    """An inline policy of a user or role, or a bucket's policy, is written."""

    holder: Holder
    name: str
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RemovePolicy:
    """One inline policy is taken away, or (None) all of them; a bucket has one."""

    holder: Holder
    name: str | None


@dataclass(frozen=True, slots=True)
class SetKey:
    """The key that the scenario signs with for a user is switched, deleted, or replaced by a new one."""

    user: str
    status: KeyStatus
    key: int = 1
    """Which of the user's keys."""


@dataclass(frozen=True, slots=True)
class Revoke:
    """The sessions that a role has given out are revoked as the IAM console does it."""

    role: str


@dataclass(frozen=True, slots=True)
class Versioning:
    """A bucket's versioning is switched."""

    bucket: str
    status: Literal["enabled", "suspended"]


@dataclass(frozen=True, slots=True)
class SetKmsKey:
    """A key of KMS is made, under an alias of that name, or changed if there is one."""

    name: str
    policy: dict[str, Any] | None = None
    """The key's whole policy; None leaves it, and a new key has the default one."""
    status: Literal["enabled", "disabled"] | None = None
    """None leaves it as it is."""


@dataclass(frozen=True, slots=True)
class SetEncryption:
    """What a bucket encrypts new objects under, unless an upload says otherwise."""

    bucket: str
    key: str | None
    """The name of a key, `aws/s3` for the one that AWS manages, or None: S3 manages the key itself."""


@dataclass(frozen=True, slots=True)
class ExpectObject:
    """The store holds an object or does not, as the administrator sees it."""

    bucket: str
    object: str
    exists: bool = True
    body: str | None = None


Step = (
    AsAdministrator
    | AsUser
    | AsRole
    | MakeBucket
    | Put
    | Delete
    | Presign
    | Alter
    | SignForm
    | Submit
    | Fetch
    | Upload
    | Download
    | Finish
    | AdvanceClock
    | SetClock
    | SetNetwork
    | PutPolicy
    | RemovePolicy
    | SetKey
    | Revoke
    | Versioning
    | SetKmsKey
    | SetEncryption
    | ExpectObject
)

"""A stand-in for the S3 console: one bucket, looked at by somebody who is signed in.

Open and Download of the real console send a request that is presigned with the console user's temporary
credentials (AWS Prescriptive Guidance, presigned URL best practices, appendix A, names Download and 300 s);
its Share makes a URL of at most 12 hours (Amazon S3 User Guide, ShareObjectPreSignedURL).
"""

from dataclasses import dataclass
from xml.etree import ElementTree

from trainer.cloud.client import CloudClient, HttpAnswer
from trainer.errors import CloudError, UsageError
from trainer.labs.administrator import Administrator
from trainer.labs.urls import presigned
from trainer.s3.signing import Credentials
from trainer.scenario.steps import BUCKET, Presign

OPEN_SECONDS = 300
"""How long the URL lives that Open makes."""

LONGEST_MINUTES = 12 * 60
"""The most that Share takes."""

SIGNED_IN_SECONDS = 12 * 3600
"""How long one is signed in: the console's default is 12 hours."""

AGENT = "s3-console"
"""The user agent of what is opened, by which the wire tells it from other requests."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object in the list."""

    key: str
    size: int
    """Bytes."""


class S3Console:
    """Somebody signed in to the console, as the administrator. Methods raise CloudError and UsageError."""

    def __init__(self, client: CloudClient, bucket: str = BUCKET) -> None:
        self.bucket = bucket
        self._client = client
        self._admin = Administrator(client, "s3-console-page")
        self._session: Credentials | None = None

    def objects(self) -> list[StoredObject]:
        """Return the bucket's objects, by key."""
        listed = ElementTree.fromstring(self._admin.list_objects(self.bucket).body)
        return [
            StoredObject(entry.findtext("{*}Key") or "", int(entry.findtext("{*}Size") or 0))
            for entry in listed.iterfind("{*}Contents")
        ]

    def object_url(self, key: str) -> str:
        """Return the plain URL of an object, as the console shows it."""
        return self._client.object_url(self.bucket, key)

    def follow_object_url(self, key: str) -> HttpAnswer:
        """Return S3's answer to the plain URL, as a browser gets it: nobody has signed it."""
        return self._client.send("GET", self.object_url(key), {"User-Agent": AGENT})

    def open(self, key: str) -> tuple[str, HttpAnswer]:
        """Return the URL that Open makes, and S3's answer to it."""
        url = self._presigned(key, OPEN_SECONDS)
        return url, self._client.send("GET", url, {"User-Agent": AGENT})

    def share(self, key: str, minutes: int) -> str:
        """Return a URL to pass on. Raises UsageError for a lifetime that the console does not offer."""
        if not 1 <= minutes <= LONGEST_MINUTES:
            raise UsageError(
                f"the console shares for 1 minute to 12 hours, not for {minutes} min; "
                "the CLI and the SDKs sign for up to 7 days"
            )
        return self._presigned(key, minutes * 60)

    def _presigned(self, key: str, seconds: int) -> str:
        return presigned(
            self._client, self._signed_in(), Presign("GET", self.bucket, key, seconds)
        ).url  # fmt: skip

    def _signed_in(self) -> Credentials:
        if self._session is None:
            asked = {"Action": "GetSessionToken", "DurationSeconds": str(SIGNED_IN_SECONDS)}
            made = self._client.call("sts", asked)
            if made.status != 200:
                raise CloudError(f"could not sign in to the console ({made.status} {made.code}); try again")
            self._session = Credentials(
                made.element("AccessKeyId") or "",
                made.element("SecretAccessKey") or "",
                made.element("SessionToken"),
            )
        return self._session

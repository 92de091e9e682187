"""What may go wrong with a URL: why S3 refuses it, and what may hurt although it works."""

from collections.abc import Iterator
from datetime import datetime

from trainer.s3.anatomy import Anatomy
from trainer.s3.life import LONGEST_SESSION, latest_session_end
from trainer.s3.masking import masked
from trainer.s3.refusals import MAX_EXPIRES
from trainer.s3.refused import refusals_of
from trainer.s3.risk import Risk, caution, fine
from trainer.s3.verifying import UNKNOWN, Verification
from trainer.s3.wording import lasting, moment

LONG = 12 * 3600
"""Seconds: the most that the S3 console gives a URL."""


def risks(anatomy: Anatomy, now: datetime, verification: Verification = UNKNOWN) -> tuple[Risk, ...]:
    """Return what is wrong, what may go wrong, and what is as it should be, the worst first.

    `now` is aware, UTC. `verification` says for which method it was signed, where that is known.
    """
    found = [*refusals_of(anatomy, now), *_wrapping(anatomy), *_about_host(anatomy)]
    if anatomy.kind == "plain":
        found += _unsigned(anatomy)
    elif any(risk.id == "missing-parameter" for risk in found):
        # What is no whole URL yet has neither life nor use; but its token is there to be found.
        found += _session(anatomy)
    else:
        found += [*_session(anatomy), *_lifetime(anatomy, now), *_use(anatomy, verification), *_fine(anatomy)]
    order = ("refused", "caution", "fine")
    found.sort(key=lambda risk: order.index(risk.severity))
    return tuple([risk._replace(says=masked(risk.says)) for risk in found])


def _wrapping(anatomy: Anatomy) -> Iterator[Risk]:
    """Yield what happened to a URL on its way here."""
    address = anatomy.address
    if address.repaired:
        wrote = (
            "& as &amp;, as HTML does"
            if address.repaired == "html"
            else r"& as \u0026 or / as \/, as JSON does"
        )
        says = f"It writes {wrote}. Here that is undone; S3 does not do it."
        yield caution("escaped-characters", says)
    if anatomy.kind == "plain" and _lost_its_question_mark(address.raw_path):
        says = "The path goes on like a query: the ? between them was lost or escaped, so nothing is signed."
        yield caution("lost-question-mark", says, "path")
    if address.fragment is not None:
        says = "What follows # is not sent; a # of the key or the query has to be written %23."
        yield caution("fragment-not-sent", says)
    if address.has_user:
        yield caution("user-in-url", "It has a user name before the host, which S3 does not use.", "host")
    if any(part in (".", "..") for part in address.raw_path.split("/")):
        says = "The path has a . or .. between slashes: many clients remove it, and the signature breaks."
        yield caution("dot-segments", says, "path")
    if anatomy.kind != "plain" and len(anatomy.parameters) != len(anatomy.query):
        says = "A parameter stands there more than once; which of them S3 reads is not known here."
        yield caution("recurring-parameter", says)


def _lost_its_question_mark(path: str) -> bool:
    tail = path[path.find("X-Amz-") - 3 :] if "X-Amz-" in path else ""
    return tail.startswith("%3F") or tail[2:3] == "&" or "&AWSAccessKeyId=" in path


def _about_host(anatomy: Anatomy) -> Iterator[Risk]:
    host, signed = anatomy.host, anatomy.kind != "plain"
    if "Key-Pair-Id" in anatomy.query or host.variant == "cloudfront":
        says = "A URL of CloudFront: signed, if at all, with CloudFront's own key and rules, not with S3's."
        yield caution("cloudfront", says, "host")
    elif host.style == "unknown" and signed:
        says = "The host is not one of Amazon S3; the bucket is taken from the path, which may be wrong."
        yield caution("not-an-s3-host", says, "host")
    if host.variant == "website" and signed:
        yield caution("website-endpoint", "A website endpoint takes no signed requests.", "host")
    if anatomy.address.scheme == "http" and host.variant != "loopback":
        yield caution("http-not-https", "By http the URL and the object travel for all to read.", "host")


def _unsigned(anatomy: Anatomy) -> Iterator[Risk]:
    if anatomy.host.is_amazon or anatomy.host.variant == "loopback":
        says = "Nothing is signed: S3 takes it for an anonymous request, and refuses a private object."
        yield caution("not-signed", says)


def _session(anatomy: Anatomy) -> Iterator[Risk]:
    if not anatomy.temporary:
        return
    names = [name for name, _ in anatomy.parameters if name.lower() == "x-amz-security-token"]
    token = names[0] if names else "X-Amz-Credential"
    end, until = latest_session_end(anatomy), anatomy.expires_at
    says = "It may end before it says, with the session of its credentials; when is not in the URL."
    if end and until and until > end:
        latest = f"{lasting(LONGEST_SESSION)} after signing at the latest, {moment(end)}"
        says = f"It ends before it says, with the session of its credentials: {latest}."
    yield caution("temporary-credentials-end-sooner", says, token)
    if anatomy.session_token:
        says = "It carries a session token: where the URL is logged, the token is too. Remove both from logs."
        yield caution("token-in-url", says, token)


def _lifetime(anatomy: Anatomy, now: datetime) -> Iterator[Risk]:
    if anatomy.kind == "query-v2":
        left = (anatomy.expires_at - now).total_seconds() if anatomy.expires_at else 0
        if left > LONG:
            says = f"It lives {lasting(left)} more; the longer, the more harm a leak does."
            yield caution("lives-long", says, "Expires")
        return
    seconds = anatomy.expires_in or 0
    if seconds == MAX_EXPIRES:
        yield caution("whole-week", "It lives seven days, the most that S3 takes.", "X-Amz-Expires")
    elif LONG < seconds < MAX_EXPIRES:
        says = f"It lives {lasting(seconds)}; the longer, the more harm a leak does."
        yield caution("lives-long", says, "X-Amz-Expires")


_SIGNED_FOR = {
    "PUT": ("put-overwrites", "Signed for PUT: who holds it can replace the object, by one of any size."),
    "DELETE": ("delete-removes", "Signed for DELETE: who holds it can remove the object."),
    "POST": ("signed-for-post", "Signed for POST, as multipart uploads use it."),
}


def _use(anatomy: Anatomy, verification: Verification) -> Iterator[Risk]:
    yield caution("bearer", "Anyone who holds it can use it, any number of times until it ends.")
    if verification.method in _SIGNED_FOR:
        name, says = _SIGNED_FOR[verification.method]
        yield caution(name, says, "path")
    elif verification.method is None:
        says = "A URL does not say its method. Signed for PUT, it lets its holder replace the object."
        yield caution("method-unknown", says, "path")
    names = anatomy.headers_to_send()
    if names:
        says = f"It only works with {', '.join(names)} sent exactly as signed."
        yield caution("headers-to-send", says, "X-Amz-SignedHeaders")
    if anatomy.key is None:
        says = "It names no object: a list of the bucket shows all its keys."
        yield caution("no-object", says, "path")
    if anatomy.kind == "query-v2":
        says = "Signature Version 2: older Regions alone take it. Sign with Version 4."
        yield caution("signature-version-2", says, "Signature")


def _fine(anatomy: Anatomy) -> Iterator[Risk]:
    if anatomy.key is not None:
        yield fine("one-object", "One object, one method: any other fails at the signature.", "path")
    if anatomy.kind == "query-v4" and 0 < (anatomy.expires_in or 0) <= LONG:
        yield fine("short-life", "Far below the seven days that Version 4 allows.", "X-Amz-Expires")

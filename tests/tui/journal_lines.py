"""Fixed lines of the journal, as the cloud writes them, for pictures that must not change."""

from typing import Any

CHECKS = (
    "form", "algorithm", "scope", "time window", "access key", "session token", "unsigned headers",
    "signature", "permission", "existence",
)  # fmt: skip

SEEN = {
    "form": "7 parameters, each once",
    "algorithm": "AWS4-HMAC-SHA256",
    "scope": "20261123/us-east-1/s3/aws4_request",
    "time window": "open until 2026-11-24T10:00:00Z, 22 h 59 min left",
    "access key": "ASIA3QX7 is active",
    "session token": "valid until 2026-11-23T11:00:00Z",
    "unsigned headers": "none that must be signed",
    "signature": "matches",
    "permission": "policy objects allows s3:GetObject",
    "existence": "the object is there",
}


def trail(failed: str | None = None, says: str = "", evidence: str = "recorded") -> list[dict[str, str]]:
    """Return a trail that passes up to the check that failed."""
    entries: list[dict[str, str]] = []
    outcome = "passed"
    for check in CHECKS:
        outcome = (
            "failed"
            if check == failed
            else "not-reached"
            if outcome in ("failed", "not-reached")
            else "passed"
        )
        entries.append(
            {
                "check": check,
                "outcome": outcome,
                "expected": "",
                "found": "",
                "says": {"passed": SEEN[check], "failed": says, "not-reached": ""}[outcome],
                "evidence": evidence,
            }
        )
    return entries


def line(n: int, at: str, status: int = 200, code: str | None = None, **fields: Any) -> dict[str, Any]:
    """Return a line of the journal."""
    base: dict[str, Any] = {
        "n": n,
        "at": f"2026-11-23T{at}Z",
        "lab_at": f"2026-11-23T{at}Z",
        "method": "GET",
        "bucket": "trainer-private",
        "key": "invoices/jan.pdf",
        "auth": "query-v4",
        "access_key_id": "ASIAEXAMPLE3QX7",
        "principal": "arn:aws:sts::123456789012:assumed-role/reporter/console",
        "signed_at": "2026-11-23T10:00:00Z",
        "expires_in": 86400,
        "signed_headers": ["host"],
        "range": None,
        "user_agent": "curl/8.5.0",
        "source_ip": "127.0.0.1",
        "url_id": "5f2c9a",
        "status": status,
        "code": code,
        "decided_by": "judge",
        "trail": trail(),
    }
    return base | fields


MORNING = [
    line(1, "10:00:04"),
    line(2, "10:41:09", 403, "AccessDenied", key="invoices/feb.pdf", user_agent="Mozilla/5.0",
         trail=trail("time window", "expired 10:40:00Z; server time 10:41:09Z, 69 s later")),
    line(3, "10:52:10", 403, "AccessDenied", method="PUT", key="a.txt", user_agent="Boto3/1.44 md/Botocore",
         trail=trail("permission", "no statement allows s3:PutObject to reporter")),
    line(4, "11:00:01", 400, "ExpiredToken",
         trail=trail("session token", "the session ended 11:00:00Z; server time 11:00:01Z")),
]  # fmt: skip

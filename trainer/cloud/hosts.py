"""Which hosts a request may name: the loopback's own, with the server's port.

A page in a browser can be made to send requests here under a name that its author controls (DNS rebinding);
they carry that name.
"""

from trainer.s3.request import Request
from trainer.s3.verdict import Auth, Refusal, TrailEntry, Verdict

_NAMES = ("127.0.0.1", "localhost", "[::1]")


def is_own_host(host: str, port: int) -> bool:
    """Return whether a Host header names this server."""
    name, colon, sent_port = host.strip().lower().rpartition(":")
    if not colon or not sent_port.isdecimal():
        name, sent_port = host.strip().lower(), "80"
    return sent_port == str(port) and (name in _NAMES or name.endswith(".localhost"))


def is_endpoint(host: str) -> bool:
    """Return whether a Host header names the endpoint itself, and no bucket before it."""
    name = host.strip().lower()
    head, colon, port = name.rpartition(":")
    return (head if colon and port.isdecimal() else name) in _NAMES


def check_host(request: Request, auth: Auth, port: int) -> Verdict | None:
    """Return a refusal of a request that names a host other than this server's, else None."""
    hosts = request.header_values("host")
    if len(hosts) == 1 and is_own_host(hosts[0], port):
        return None
    found = hosts[0] if len(hosts) == 1 else f"{len(hosts)} Host headers"
    entry = TrailEntry(
        "host",
        "failed",
        expected=f"127.0.0.1, localhost or a name before .localhost, with port {port}",
        found=found,
        says="The request names another host. Here it only could have got by a detour, so it is refused.",
        evidence="inferred",
    )
    return Verdict(auth, (entry,), Refusal(403, "AccessDenied", "Access Denied"))

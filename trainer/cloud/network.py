"""The apparent network path of requests: a lab may say where they seem to come from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from threading import Lock
from typing import Any

from trainer.s3.request import Request

DEFAULT_VPC = "vpc-1a2b3c4d"
"""The VPC that an endpoint stands in where none is named."""

_FIELDS = ("source_ip", "vpce", "vpc", "tls")
_ID = {name: re.compile(rf"{name}-[0-9a-zA-Z]{{1,32}}", re.ASCII) for name in ("vpce", "vpc")}


@dataclass(frozen=True, slots=True)
class Path:
    """How requests seem to come; what is None is as it really is."""

    source_ip: str | None = None
    """IPv4 or IPv6."""
    vpce: str | None = None
    """The gateway endpoint that requests pass, such as `vpce-1a2b3c4d`."""
    vpc: str | None = None
    """The VPC that the endpoint stands in."""
    tls: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the shape of the control interface."""
        return {name: getattr(self, name) for name in _FIELDS}


def path_of(asked: Mapping[str, Any]) -> Path:
    """Read a path; a field that is missing or null is as it really is. Raises ValueError."""
    unknown = asked.keys() - set(_FIELDS)
    if unknown:
        raise ValueError(f"{sorted(unknown)[0]!r} is none of {', '.join(_FIELDS)}")
    texts = {name: asked.get(name) for name in _FIELDS[:3]}
    for name, value in texts.items():
        if value is not None and not (isinstance(value, str) and _is_valid(name, value)):
            raise ValueError(
                f"{name} {value!r} is no {'address' if name == 'source_ip' else f'id of a {name}'}"
            )
    tls = asked.get("tls") or False
    if not isinstance(tls, bool):
        raise ValueError("tls is true or false")
    if texts["vpc"] and not texts["vpce"]:
        raise ValueError("a vpc is that of an endpoint: give its vpce too")
    vpc = texts["vpc"] or (DEFAULT_VPC if texts["vpce"] else None)
    return Path(texts["source_ip"], texts["vpce"], vpc, tls)


def _is_valid(name: str, value: str) -> bool:
    if name != "source_ip":
        return bool(_ID[name].fullmatch(value))
    try:
        ip_address(value)
    except ValueError:
        return False
    return "%" not in value


class Network:
    """The path that requests seem to take from now on; every method may be called from any thread."""

    def __init__(self) -> None:
        self._path = Path()
        self._lock = Lock()

    @property
    def path(self) -> Path:
        """The path of the next request."""
        with self._lock:
            return self._path

    def set(self, path: Path) -> None:
        """Let requests seem to come so."""
        with self._lock:
            self._path = path

    def reset(self) -> None:
        """Let requests come as they do."""
        self.set(Path())

    def apparent(self, request: Request) -> Request:
        """Return a request as it seems to have come."""
        path = self.path
        if path == Path():
            return request
        return request._replace(
            source_ip=path.source_ip or request.source_ip,
            secure=path.tls or request.secure,
            vpce=path.vpce,
            vpc=path.vpc,
        )

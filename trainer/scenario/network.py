"""The verb that says where requests seem to come from."""

import re
from ipaddress import ip_address

from trainer.scenario.fields import Fields
from trainer.scenario.names import Names
from trainer.scenario.problems import Path, Problem
from trainer.scenario.steps import SetNetwork

_ENDPOINT = re.compile(r"vpce-[0-9a-zA-Z]{1,32}", re.ASCII)
_VPC = re.compile(r"vpc-[0-9a-zA-Z]{1,32}", re.ASCII)


def parse_network(value: object, path: Path, problems: list[Problem], _: Names) -> SetNetwork:
    """Read `network: {source_ip, vpce, vpc, tls}`; what is left out is as it really is."""
    fields = Fields(value, path, problems, ("source_ip", "vpce", "vpc", "tls"))
    address = fields.optional_text("source_ip")
    if address is not None and not _is_address(address):
        fields.wrong(f"expected an address such as 203.0.113.9, found {address!r}", "source_ip")
    if "vpc" in fields and "vpce" not in fields:
        fields.wrong("a vpc is that of an endpoint; give its vpce too", "vpc")
    endpoint = _id(fields, "vpce", _ENDPOINT)
    return SetNetwork(address, endpoint, _id(fields, "vpc", _VPC), fields.flag("tls", False))


def _id(fields: Fields, name: str, form: re.Pattern[str]) -> str | None:
    text = fields.optional_text(name)
    if text is not None and not form.fullmatch(text):
        fields.wrong(f"expected an id such as {name}-1a2b3c4d, found {text!r}", name)
    return text


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return "%" not in text

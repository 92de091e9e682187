"""Documents that S3 refuses and moto takes, or fails on: CORS rules, and where a new bucket is to be."""

import re
from xml.etree import ElementTree

from trainer.s3.cors import METHODS
from trainer.s3.document_type import has_document_type
from trainer.s3.verdict import Refusal

MAX_RULES = 100
_WHOLE = re.compile(r"\s*-?[0-9]{1,9}\s*")
_REGION = re.compile(r"EU|[a-z]{2}(-[a-z]+){1,3}-[0-9]")


def cors_refusal(document: bytes) -> Refusal | None:
    """Return S3's answer to a CORS configuration that it does not take, or None.

    Source: LocalStack's test_s3_cors recorded from AWS an unknown method and a configuration without rules.
    """
    rules = _named(_parsed(document), "CORSRule")
    if not 1 <= len(rules) <= MAX_RULES:
        return _malformed()
    return next((refusal for refusal in map(_rule_refusal, rules) if refusal), None)


def _rule_refusal(rule: ElementTree.Element) -> Refusal | None:
    methods, origins = _texts(rule, "AllowedMethod"), _texts(rule, "AllowedOrigin")
    if not methods or not origins or not all(map(_WHOLE.fullmatch, _texts(rule, "MaxAgeSeconds"))):
        return _malformed()
    for method in methods:
        if method not in METHODS:
            says = f"Found unsupported HTTP method in CORS config. Unsupported method is {method}"
            return Refusal(400, "InvalidRequest", says)
    for name in ("AllowedOrigin", "AllowedHeader"):
        for text in _texts(rule, name):
            if text.count("*") > 1:
                says = f'{name} "{text}" can not have more than one wildcard.'
                return Refusal(400, "InvalidRequest", says)
    return None


def location_refusal(document: bytes) -> Refusal | None:
    """Return S3's answer to a location constraint that names no Region, or None.

    That it is the Region of the request is for moto to check.
    """
    root = _parsed(document) if document.strip() else None
    named = [text for text in _texts(root, "LocationConstraint") if text] if root is not None else []
    if document.strip() and root is None:
        return _malformed()
    if all(map(_REGION.fullmatch, named)):
        return None
    message = "The specified location-constraint is not valid"
    return Refusal(400, "InvalidLocationConstraint", message, (("LocationConstraint", named[0]),))


def _parsed(document: bytes) -> ElementTree.Element | None:
    if has_document_type(document):
        return None
    try:
        return ElementTree.fromstring(document)
    except (ElementTree.ParseError, ValueError, LookupError):
        return None


def _named(parent: ElementTree.Element | None, name: str) -> list[ElementTree.Element]:
    """Return the children of that name, in any namespace."""
    return [child for child in parent or () if child.tag.rpartition("}")[2] == name]


def _texts(parent: ElementTree.Element | None, name: str) -> list[str]:
    return [child.text or "" for child in _named(parent, name)]


def _malformed() -> Refusal:
    message = "The XML you provided was not well-formed or did not validate against our published schema"
    return Refusal(400, "MalformedXML", message)

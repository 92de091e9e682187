"""The names that a case's texts may hold, and what they stand for in one run."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from string import Template
from urllib.parse import urlsplit

from tests.conformance.target import Target
from trainer.s3.signing import Credentials


def words_of(target: Target, signing: Sequence[Credentials]) -> dict[str, str]:
    """Return `$bucket` and the like for a target and the keys that signed in turn, the last of them now."""
    now, endpoint = target.now(), urlsplit(target.endpoint)
    return {
        "bucket": target.bucket,
        "region": target.region,
        "account": target.account,
        "host": endpoint.netloc,
        "port": str(endpoint.port or ""),
        "identity_token": target.identity_token,
        "today": now.strftime("%Y%m%d"),
        "yesterday": (now - timedelta(days=1)).strftime("%Y%m%d"),
        "in_an_hour": str(int(now.timestamp()) + 3600),
        "in_a_year": str(int(now.timestamp()) + 365 * 86400),
        **who_signs(signing),
    }


def who_signs(signing: Sequence[Credentials]) -> dict[str, str]:
    """Return the names that change with the key that signs."""
    earlier = next((key.session_token for key in signing if key.session_token), "")
    return {
        "access_key_id": signing[-1].access_key_id,
        "token": signing[-1].session_token or "",
        "earlier_token": earlier or "",
    }


def filled(text: str, words: Mapping[str, str]) -> str:
    """Return a text with its names filled in. Raises KeyError for a name that stands for nothing."""
    return Template(text).substitute(words)


def filled_all(texts: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    """Return a mapping with the names in its values filled in."""
    return {name: filled(text, words) for name, text in texts.items()}

"""Profiles: the names under which a lab's commands find keys of users, made anew with each world."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trainer.labs.administrator import Administrator
from trainer.s3.signing import Credentials
from trainer.scenario.steps import KEYS_A_USER, ROLES, USERS

UserKey = tuple[str, int]
"""A user and which of its keys, counted from 1."""

ADMINISTRATORS = "default"
"""The profile of the administrator, which every lab has; a role's profile is named as the role."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile that signs with a long-term key of a user."""

    name: str
    user: str
    key: int
    """Which of the user's keys, counted from 1."""

    @property
    def user_key(self) -> UserKey:
        """The key as a scenario names it."""
        return self.user, self.key


KNOWN = {
    profile.name: profile
    for user in USERS
    for profile in (
        Profile(user, user, 1),
        *(Profile(f"{user}-{number}", user, number) for number in range(2, KEYS_A_USER + 1)),
    )
}
"""Every profile that a lab may ask for: `ann` signs with ann's first key, `ann-2` with her second."""

_CONFIG = """
[profile {name}]
region = {region}
output = json
s3 =
    signature_version = s3v4
    addressing_style = path
"""

_CREDENTIALS = """
[{name}]
aws_access_key_id = {access_key_id}
aws_secret_access_key = {secret_access_key}
"""


def make_keys(profiles: Sequence[Profile], administrator: Administrator) -> dict[UserKey, Credentials]:
    """Make the keys of some profiles in a fresh world. Raises CloudError, also where a call is refused."""
    return {profile.user_key: administrator.create_key(profile.user) for profile in profiles}


def names_of_keys(
    profiles: Sequence[Profile], keys: Mapping[UserKey, Credentials], administrator: Credentials
) -> dict[str, str]:
    """Return the profile of each long-term key, by its access key id."""
    names = {keys[profile.user_key].access_key_id: profile.name for profile in profiles}
    return {administrator.access_key_id: ADMINISTRATORS, **names}


def signer(names: Mapping[str, str], access_key_id: str | None, principal: str | None) -> str | None:
    """Return the profile that signed, by its key or by the role of its session; None for a key of nobody."""
    # The form of the ARN is that of the IAM user guide: arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION.
    kind, _, rest = (principal or "").rpartition(":")[2].partition("/")
    role = rest.partition("/")[0]
    if kind == "assumed-role" and role in ROLES:
        return role
    return names.get(access_key_id or "")


def config_of(profiles: Sequence[Profile], region: str) -> str:
    """Return the sections of the profiles in an AWS config file."""
    return "".join(_CONFIG.format(name=profile.name, region=region) for profile in profiles)


def credentials_of(profiles: Sequence[Profile], keys: Mapping[UserKey, Credentials]) -> str:
    """Return the sections of the profiles in an AWS credentials file."""
    return "".join(
        _CREDENTIALS.format(
            name=profile.name,
            access_key_id=keys[profile.user_key].access_key_id,
            secret_access_key=keys[profile.user_key].secret_access_key,
        )
        for profile in profiles
    )

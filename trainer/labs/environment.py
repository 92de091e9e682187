"""The folder and the environment of a lab's commands: nothing of the user's own credentials is in them."""

import importlib.util
import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from trainer.cloud.client import Ready
from trainer.errors import ProgressError
from trainer.labs.answer_box import AnswerBox
from trainer.labs.definition import Lab
from trainer.labs.profiles import UserKey, config_of, credentials_of
from trainer.s3.signing import Credentials
from trainer.scenario.state import SHORTEST_SESSION

_KEPT = ("LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ", "USER", "LOGNAME")

_CONFIG = """\
[default]
region = {region}
output = json
cli_pager =
cli_history = disabled
s3 =
    signature_version = s3v4
    addressing_style = path

[profile reporter]
region = {region}
output = json
role_arn = arn:aws:iam::{account}:role/reporter
source_profile = default
duration_seconds = {seconds}
role_session_name = console
s3 =
    signature_version = s3v4
    addressing_style = path

# Nothing says here how to sign: what a client does by itself can be seen with it.
[profile old]
region = {region}
output = json
"""

_CREDENTIALS = """\
[default]
aws_access_key_id = {access_key_id}
aws_secret_access_key = {secret_access_key}

[old]
aws_access_key_id = {access_key_id}
aws_secret_access_key = {secret_access_key}
"""

_CURLRC = "silent\nshow-error\n"
"""Where there is no terminal curl draws its progress meter into the output, and fills a small console."""

_AWS_IS_MISSING = (
    "aws is not installed; get it with: pip install 'saa-trainer[cli]' (boto3 in python works without it)"
)


def prepare(
    folder: Path, ready: Ready, lab: Lab | None = None, keys: Mapping[UserKey, Credentials] | None = None
) -> dict[str, str]:
    """Write a lab's configuration and commands into its folder, and return the environment of its commands.

    `keys` holds those of the lab's profiles. Sessions that the aws command kept from an earlier world are
    forgotten; files of the student stay, and those of the lab are laid down anew.
    Raises ProgressError when the folder cannot be written.
    """
    try:
        AnswerBox(answers := folder / "answers").empty()
        home = _home(folder / "home", ready, lab, keys or {})
        commands = _commands(folder / "bin")
        for name, text in lab.files.items() if lab else ():
            _write(folder / name, text, 0o600)
    except OSError as error:
        raise ProgressError(
            f"could not prepare {folder} ({error.strerror}); choose another place with --data-dir"
        ) from error
    return environment(home, commands, answers, ready)


def environment(home: Path, commands: Path, answers: Path, ready: Ready) -> dict[str, str]:
    """Return the complete environment of a lab's command: what is not here, it does not get."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    path = os.environ.get("PATH", os.defpath)
    return {
        **kept,
        "PATH": f"{commands}{os.pathsep}{path}",
        "HOME": str(home),
        "TERM": "dumb",
        "NO_PROXY": "*",
        "PYTHONUNBUFFERED": "1",
        "AWS_CONFIG_FILE": str(home / ".aws" / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / ".aws" / "credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": ready.endpoint,
        "AWS_REGION": ready.region,
        "AWS_DEFAULT_REGION": ready.region,
        "AWS_PAGER": "",
        "AWS_MAX_ATTEMPTS": "1",
        "TRAINER_LAB_ENDPOINT": ready.endpoint,
        "TRAINER_LAB_TOKEN": ready.control_token,
        "TRAINER_LAB_ANSWERS": str(answers),
    }


def _home(home: Path, ready: Ready, lab: Lab | None, keys: Mapping[UserKey, Credentials]) -> Path:
    profiles = lab.profiles if lab else ()
    aws = home / ".aws"
    aws.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.rmtree(aws / "cli", ignore_errors=True)
    shutil.rmtree(aws / "boto", ignore_errors=True)
    values: Mapping[str, object] = {
        "region": ready.region,
        "account": ready.account,
        "seconds": lab.session_lasts if lab else SHORTEST_SESSION,
        "access_key_id": ready.access_key_id,
        "secret_access_key": ready.secret_access_key,
    }
    _write(aws / "config", _CONFIG.format(**values) + config_of(profiles, ready.region), 0o600)
    _write(home / ".curlrc", _CURLRC, 0o600)
    _write(aws / "credentials", _CREDENTIALS.format(**values) + credentials_of(profiles, keys), 0o600)
    return home


def _commands(folder: Path) -> Path:
    """Write the commands that stand first on the PATH, each a line of sh that starts this Python."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    python = shlex.quote(sys.executable)
    lab_time = shlex.quote(str(Path(__file__).parent / "shims" / "lab_time"))
    by_lab_time = f"PYTHONPATH={lab_time} exec {python}"
    aws = f'{by_lab_time} -m awscli "$@"' if importlib.util.find_spec("awscli") else _missing()
    for name, line in {
        "aws": aws,
        "python": f'{by_lab_time} "$@"',
        "python3": f'{by_lab_time} "$@"',
        "answer": f'exec {python} -m trainer.labs.shims.answer "$@"',
        "clock": f'exec {python} -m trainer.labs.shims.clock "$@"',
        "slowly": f'exec {python} -m trainer.labs.shims.slowly "$@"',
    }.items():
        _write(folder / name, f"#!/bin/sh\n{line}\n", 0o700)
    return folder


def _missing() -> str:
    return f"echo {shlex.quote(_AWS_IS_MISSING)} >&2; exit 127"


def _write(file: Path, text: str, mode: int) -> None:
    file.unlink(missing_ok=True)
    file.touch(mode)
    file.write_text(text, "utf-8")

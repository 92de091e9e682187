"""Shifts the clock of botocore, and of nothing else, to lab time in a Python that a lab starts.

Python imports this module by its name when its folder is on PYTHONPATH. botocore is not imported here: each
of its modules that reads the time is changed when the program imports it.
"""

import importlib.util
import json
import os
import sys
import time
import types
import urllib.request
from datetime import timedelta
from importlib.abc import Loader, MetaPathFinder

_FUNCTIONS = {
    "botocore.compat": "get_current_datetime",
    "botocore.credentials": "_local_now",
    "awscli.compat": "get_current_datetime",
}
"""Functions without arguments (or with a flag) that return the current datetime."""

_CLOCK_MODULES = ("botocore.auth",)
"""Modules that read `time.time()`: version 2 of the query signature is an expiry in epoch seconds."""


def lab_offset() -> timedelta:
    """Return how far lab time is ahead of real time, as the cloud says now."""
    request = urllib.request.Request(
        os.environ["TRAINER_LAB_ENDPOINT"] + "/_lab/clock",
        headers={"Authorization": "Bearer " + os.environ["TRAINER_LAB_TOKEN"]},
    )
    # No proxy may stand between a lab and the loopback.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as answer:
            return timedelta(seconds=json.load(answer)["offset"])
    except OSError as error:
        sys.stderr.write(f"the lab's cloud does not say what time it is ({error}); open the lab again\n")
        raise SystemExit(1) from error


def shift(module: types.ModuleType) -> None:
    """Make the functions of a module that tell the time tell lab time."""
    name = _FUNCTIONS.get(module.__name__)
    told = getattr(module, name, None) if name else None
    if isinstance(told, types.FunctionType):
        # Others hold the function itself, as a default argument even: so its code is what changes.
        real = types.FunctionType(told.__code__, told.__globals__, name, told.__defaults__)
        module.__dict__["_told_really"] = real
        module.__dict__["_lab_offset"] = lab_offset
        told.__code__ = _told_by_lab_time.__code__
        told.__defaults__ = None
    if module.__name__ in _CLOCK_MODULES:
        module.__dict__["time"] = LabTime()


def _told_by_lab_time(*args, **kwargs):  # type: ignore[no-untyped-def]  # its code runs as another function's
    return _told_really(*args, **kwargs) + _lab_offset()  # type: ignore[name-defined]  # noqa: F821


class LabTime:
    """The module `time`, ahead by the lab's offset."""

    def __getattr__(self, name: str) -> object:
        return getattr(time, name)

    def time(self) -> float:
        """Return lab time in epoch seconds."""
        return time.time() + lab_offset().total_seconds()


class _Shifting(Loader):
    """Loads a module as its own loader does, then shifts it."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec):  # type: ignore[no-untyped-def]  # as the loader it stands for
        return self._loader.create_module(spec)

    def exec_module(self, module: types.ModuleType) -> None:
        self._loader.exec_module(module)
        shift(module)


class _Finder(MetaPathFinder):
    """Finds the modules to shift where they are, and only those."""

    def find_spec(self, name, path, target=None):  # type: ignore[no-untyped-def]  # as MetaPathFinder has it
        if name not in _FUNCTIONS and name not in _CLOCK_MODULES:
            return None
        sys.meta_path.remove(self)
        try:
            spec = importlib.util.find_spec(name)
        finally:
            sys.meta_path.insert(0, self)
        if spec is not None and spec.loader is not None:
            spec.loader = _Shifting(spec.loader)
        return spec


if "TRAINER_LAB_ENDPOINT" in os.environ:
    sys.meta_path.insert(0, _Finder())

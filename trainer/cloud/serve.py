"""Serves the local cloud: `trainer cloud`, and `python -m trainer.cloud.serve` for the process of the app."""

import argparse
import json
import logging
import os
import secrets
import signal
import sys
import threading
from collections.abc import Sequence
from typing import TextIO

from trainer.cloud.isolate import isolate
from trainer.errors import TrainerError

IDLE = 1.0
"""Seconds after which what most labs need later is loaded: not at once, the first request comes then."""


def serve(*, port: int = 0, as_json: bool = False, parent_pipe: bool = False) -> int:
    """Serve on the loopback until SIGINT or SIGTERM, and return exit code 0.

    Port 0 means a free one. With `parent_pipe` it ends when its stdin does, as when its parent was killed.
    Raises CloudError when the port is taken.
    """
    isolate()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signal_number, _interrupt)
    try:
        if parent_pipe:
            threading.Thread(target=_end_with_stdin, daemon=True).start()
        _serve(port, as_json, sys.stdout)
    except KeyboardInterrupt:
        # Asked to end while it was still starting.
        pass
    return 0


def _serve(port: int, as_json: bool, out: TextIO) -> None:
    # moto takes most of a second to import, and must not be before `isolate`.
    from trainer.cloud.lab import Lab
    from trainer.cloud.server import http_server, listen
    from trainer.cloud.store import load_service_models

    with listen(port) as listening:
        lab = Lab.create(listening.getsockname()[1], control_token=secrets.token_urlsafe(32))
        server = http_server(listening, lab.application, lab.clock)
        lab.warm()
        tell = _tell_json if as_json else _tell_human
        tell(lab.ready(), out)
        later = threading.Timer(IDLE, load_service_models)
        later.daemon = True
        later.start()
        server.serve_forever()


def _tell_json(ready: dict[str, str], out: TextIO) -> None:
    print(json.dumps(ready), file=out, flush=True)


def _tell_human(ready: dict[str, str], out: TextIO) -> None:
    lines = (
        f"The local AWS serves on {ready['endpoint']} until Ctrl-C. For the aws CLI and the SDKs:",
        "",
        f"  export AWS_ENDPOINT_URL={ready['endpoint']}",
        # boto3 reads the one name, the SDK for JavaScript the other.
        f"  export AWS_DEFAULT_REGION={ready['region']} AWS_REGION={ready['region']}",
        f"  export AWS_ACCESS_KEY_ID={ready['access_key_id']}",
        f"  export AWS_SECRET_ACCESS_KEY={ready['secret_access_key']}",
        "  unset AWS_SESSION_TOKEN AWS_PROFILE",
    )
    print("\n".join(lines), file=out, flush=True)


def _interrupt(signal_number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _end_with_stdin() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve by command-line arguments; a failure is one line on stderr and exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m trainer.cloud.serve")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--json", action="store_true", dest="as_json")
    parser.add_argument("--parent-pipe", action="store_true")
    try:
        return serve(**vars(parser.parse_args(arguments)))
    except TrainerError as error:
        print(f"trainer: {error}", file=sys.stderr)
        return error.exit_code


if __name__ == "__main__":
    raise SystemExit(main())

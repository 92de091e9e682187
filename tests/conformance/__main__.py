"""Runs the cases against any S3: python -m tests.conformance --endpoint URL ...

Objects of the bucket are overwritten and deleted: give it one of its own.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from tests.conformance import upload_forms
from tests.conformance.any_s3 import AnyS3
from tests.conformance.bucket_settings import SetupError
from tests.conformance.model import Case, CaseFile, Signer, case_files, read, signers_of
from tests.conformance.running import problems
from tests.conformance.target import NotRunnableError
from trainer.s3.signing import Credentials

Run = Callable[[], list[str]]


def arguments(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """Read the command line."""
    parser.add_argument("--endpoint", required=True, help="such as https://s3.us-east-1.amazonaws.com")
    parser.add_argument("--region", default="us-east-1", help="the bucket's Region (default: %(default)s)")
    parser.add_argument("--bucket", required=True, help="an empty bucket; its objects are overwritten")
    parser.add_argument("--access-key-id", required=True, help="of a key that may do anything with it")
    parser.add_argument("--secret-access-key", required=True)
    parser.add_argument("--session-token", help="where the key is temporary")
    parser.add_argument("--only", default="", metavar="NAME", help="only cases whose name holds this")
    return parser.parse_args()


def chosen(only: str) -> Iterator[tuple[str, CaseFile, Case, Signer]]:
    """Yield the cases whose name holds a text, with their names."""
    for path in case_files():
        file = read(path)
        for case in file.cases:
            for signer in signers_of(case):
                name = f"{path.parent.name}/{path.stem}: {case.name}, signed by {signer}"
                if only in name:
                    yield name, file, case, signer


def runs(only: str, target: AnyS3) -> Iterator[tuple[str, str, Run]]:
    """Yield the name of each case chosen, its grade, and what runs it and returns what does not hold."""
    for name, file, case, signer in chosen(only):
        yield name, file.grade, partial(problems, file, case, target, signer)
    for name, form in upload_forms.cases():
        name = f"post/{name}, signed by botocore"
        if only in name:
            yield name, form["grade"], partial(upload_forms.problems, form, target)


def outcome(grade: str, run: Run) -> tuple[str, str]:
    """Run one case; return `holds`, `FALLS SHORT` or `not run`, and why."""
    try:
        found = run()
    except NotRunnableError as error:
        return "not run", str(error)
    except SetupError as error:
        return "FALLS SHORT", f"it could not be set up: {error}"
    except OSError as error:
        return "FALLS SHORT", f"no answer: {error}"
    return ("FALLS SHORT", "; ".join(found)) if found else ("holds", f"grade {grade}")


def main() -> int:
    """Run the cases, print a line for each and a summary; return 1 if one falls short."""
    parser = argparse.ArgumentParser("python -m tests.conformance", description=__doc__)
    asked = arguments(parser)
    key = Credentials(asked.access_key_id, asked.secret_access_key, asked.session_token)
    target = AnyS3(asked.endpoint, asked.region, asked.bucket, key)
    cases = list(runs(asked.only, target))
    if not cases:
        parser.error(f"no case is named {asked.only!r}; leave --only out to see all names")
    counts: Counter[str] = Counter()
    try:
        target.begin(None)
        for name, grade, run in cases:
            word, why = outcome(grade, run)
            counts[word] += 1
            print(f"{word:11} {name}: {why}", flush=True)
        target.close()
    except (SetupError, OSError) as error:
        print(
            f"could not store or delete objects of {asked.bucket}: {error}; check bucket and key",
            file=sys.stderr,
        )
        return 1
    total = ", ".join(f"{counts[word]} {word}" for word in ("holds", "FALLS SHORT", "not run"))
    print(f"{len(cases)} cases: {total}")
    return 1 if counts["FALLS SHORT"] else 0


if __name__ == "__main__":
    sys.exit(main())

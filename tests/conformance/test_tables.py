"""Every row of the tables of S3's answers has a case, and every case file is what its place says."""

import runpy
from collections import Counter
from pathlib import Path

import pytest

from tests.conformance.model import CaseFile, case_files, read

ROWS = [f"1a/{number}" for number in range(1, 40)]
"""Pre-signed URLs of Version 4: the numbered rows."""

STATEMENTS = [
    "1a/skew",
    "1b/expired",
    "1b/parameter-missing",
    "1b/signature",
    "1b/unsigned-content-type",
    "1b/content-encoding",
    "1b/newer-regions",
    "1b/no-cap",
    "1b/signature-age",
]
"""What the tables state without a number."""

BESIDES = [
    *(f"header/{name}" for name in ("signature", "authorization", "credential", "date", "payload", "unsigned",
                                    "access-key")),
    *(f"delete/{name}" for name in ("answer", "each-key", "list", "digest", "pre-signed", "unsigned")),
    *(f"session/{name}" for name in ("assume-role", "get-session-token", "get-federation-token",
                                     "web-identity", "parameters", "chaining", "not-permitted", "policy",
                                     "expired", "token", "revoked")),
    *(f"kms/{name}" for name in ("reading", "writing")),
    *(f"acl/{name}" for name in ("ownership", "blocks", "setting", "policy")),
]  # fmt: skip
"""What stands in no table: signed headers, lists to delete, sessions, keys of KMS, and access lists."""

BOTH_SIDES = ["1a/2", "1a/15", "1a/17", "1a/19", "1a/20", "1a/21", "1a/22", "1a/36", "1a/37", "1b/expired",
              "delete/list", "session/policy", "session/revoked", "kms/reading", "kms/writing",
              "acl/ownership", "acl/blocks", "acl/setting", "acl/policy"]  # fmt: skip
"""Rows that state a limit, a tolerance or an exception: what is refused and what is not."""

ROOT = Path(__file__).parents[2]
FILES = {path: read(path) for path in case_files()}
IDS = [f"{path.parent.name}/{path.stem}" for path in FILES]


@pytest.mark.parametrize("row", [*ROWS, *STATEMENTS, *BESIDES])
def test_a_row_has_a_case(row: str) -> None:
    assert any(row in file.about for file in FILES.values())


@pytest.mark.parametrize("row", BOTH_SIDES)
def test_a_limit_has_cases_on_both_sides(row: str) -> None:
    answers = [
        request.expect.status
        for file in FILES.values()
        if row in file.about
        for case in file.cases
        for request in case.requests
    ]
    assert min(answers) < 300
    assert max(answers) >= 400


@pytest.mark.parametrize("file", FILES.values(), ids=IDS)
def test_a_refusal_says_how_it_is_known(file: CaseFile) -> None:
    """A refusal without a code would pass for another; the names of cases tell them apart."""
    for case in file.cases:
        for request in case.requests:
            assert request.expect.status < 400 or request.expect.code, case.name
    assert max(Counter(case.name for case in file.cases).values()) == 1


def test_the_page_of_evidence_is_made_of_the_cases() -> None:
    script = runpy.run_path(str(ROOT / "docs" / "evidence.py"))
    kept = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
    assert script["page"]() == kept, "python docs/evidence.py writes it anew"

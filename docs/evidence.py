"""Writes docs/evidence.md, the answers of the local S3 and how each is known, from the conformance cases.

Run it as `python docs/evidence.py`; a test compares.
"""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from tests.conformance.model import CaseFile, case_files, read
from tests.conformance.upload_forms import Case, cases

PAGE = Path(__file__).with_name("evidence.md")
TITLES = {
    "query_v4": "Pre-signed URLs, Signature Version 4",
    "header_v4": "Signed headers, Signature Version 4",
    "query_v2": "Pre-signed URLs, Signature Version 2",
    "order": "Two faults at once: which is answered",
    "signing": "Ways to sign, and what is signed",
    "streaming": "Uploads in chunks",
    "regions": "Regions",
    "cors": "Pages of other origins (CORS)",
    "delete_objects": "A list of objects to delete (DeleteObjects)",
    "sessions": "Sessions (STS), and URLs signed by them",
    "encryption": "Keys of KMS (SSE-KMS)",
    "acl": "Access control lists and Block Public Access",
    "limits": "What is too long, or no value of its kind",
}
HEAD = """# How each answer is known

Each row is a file of cases in `tests/conformance/`, which say request and answer whole; this page is made of
them by `python docs/evidence.py`. The local S3 gives these answers, and its trail carries the evidence:

| grade | means | on the trail |
|---|---|---|
| A | Amazon S3 gave this answer to somebody who published it | recorded |
| D | AWS documents it | documented |
| I | other implementations do it so, or it was reasoned | inferred: not recorded from AWS |
| U | nothing was found | inferred: not recorded from AWS |

Nothing here was measured against AWS by this project. Whoever has a bucket of their own can:

    python -m tests.conformance --endpoint https://s3.us-east-1.amazonaws.com --bucket BUCKET \\
        --access-key-id ID --secret-access-key KEY

Objects of the bucket are overwritten and deleted. What needs users, sessions, policies or another clock is
listed as not run. For the order of two faults the grade is that of the order; on the trail stands that of the
answer.
"""


def page() -> str:
    """Return the page."""
    files = [(path.parent.name, read(path)) for path in case_files()]
    tables = {folder: list(group) for folder, group in groupby(files, key=lambda found: found[0])}
    parts = [HEAD]
    for folder, title in TITLES.items():
        parts.append(f"\n## {title}\n\n| what | answer | grade | source |\n|---|---|---|---|\n")
        parts += [_row(file) for _, file in tables.pop(folder)]
    assert not tables, f"no title for {sorted(tables)}"
    parts.append("\n## Upload forms\n\n| what | answer | grade | source |\n|---|---|---|---|\n")
    forms = groupby((case for _, case in cases()), key=lambda case: case["row"])
    parts += [_form_row(row, list(group)) for row, group in forms]
    return "".join(parts)


def _form_row(row: str, group: list[Case]) -> str:
    answers = dict.fromkeys(
        " ".join(str(case["answer"][name]) for name in ("status", "code") if name in case["answer"])
        for case in group
        if "status" in case["answer"]
    )
    grades = ", ".join(dict.fromkeys(case["grade"] for case in group))
    sources = "; ".join(dict.fromkeys(case["source"] for case in group))
    return f"| {_cell(row)} | {_cell(', '.join(answers))} | {grades} | {_cell(sources)} |\n"


def _row(file: CaseFile) -> str:
    source = f"{file.source}. {file.note}" if file.note else file.source
    number = file.about[0].removeprefix("1a/")
    what = f"{number}. {file.title}" if number.isdecimal() else file.title
    return f"| {_cell(what)} | {_cell(', '.join(_answers(file)))} | {_grades(file)} | {_cell(source)} |\n"


def _answers(file: CaseFile) -> Iterable[str]:
    answers = []
    for case in file.cases:
        for request in case.requests:
            expect = request.expect
            answers.append(f"{expect.status} {expect.code}" if expect.code else str(expect.status))
    return dict.fromkeys(answers)


def _grades(file: CaseFile) -> str:
    """Return the row's grade first, then those of single cases."""
    grades = [request.expect.grade for case in file.cases for request in case.requests]
    return ", ".join(dict.fromkeys([file.grade, *(grade for grade in grades if grade)]))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;").replace("\n", " ")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

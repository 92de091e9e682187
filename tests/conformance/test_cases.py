"""Every case against the local cloud, over HTTP, signed by our signer and by botocore's."""

from pathlib import Path

import pytest

from tests.conformance.local_cloud import LocalCloud
from tests.conformance.model import Case, CaseFile, Signer, case_files, read, signers_of
from tests.conformance.running import problems


def every_case() -> list[tuple[CaseFile, Case, Signer, str]]:
    found = []
    for path in case_files():
        file = read(path)
        for case in file.cases:
            found += [(file, case, signer, _name(path, case, signer)) for signer in signers_of(case)]
    return found


def _name(path: Path, case: Case, signer: Signer) -> str:
    return f"{path.parent.name}/{path.stem}: {case.name}, {signer}"


CASES = every_case()
IDS = [name for *_, name in CASES]


@pytest.mark.parametrize(("file", "case", "signer", "name"), CASES, ids=IDS)
def test_a_case(local_cloud: LocalCloud, file: CaseFile, case: Case, signer: Signer, name: str) -> None:
    found = problems(file, case, local_cloud, signer)
    if found:
        pytest.fail("\n".join([name, *found]), pytrace=False)

"""The self-test of a lab: it holds for a good lab and names what is wrong with a bad one."""

from pathlib import Path

import pytest

from tests.labs.labs import write_lab
from trainer.cloud.client import CloudClient
from trainer.labs.check import check_lab
from trainer.labs.definition import find_lab, find_labs, load_lab


@pytest.mark.parametrize("name", [lab.name for lab in find_labs()])
def test_a_shipped_lab_holds(client: CloudClient, name: str) -> None:
    report = check_lab(find_lab(name), client)
    assert report.problems == ()
    assert report.holds
    assert report.checks >= report.steps >= 4


def test_the_report_has_the_shape_of_the_contract(client: CloudClient, tmp_path: Path) -> None:
    report = check_lab(load_lab(write_lab(tmp_path)), client)
    assert report.as_json() == {"lab": "tiny", "holds": True, "steps": 2, "checks": 4, "problems": []}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("advance: 301", "advance: 300000"), None),
        (("advance: 301}\n      - fetch: {url: coffee, expect: {status: 403}}", "advance: 3}"),
         "step second: check late does not pass with the solution: expected status 403, "
         "failed check time window, observed nothing yet"),
        (("expect: {status: 403}", "expect: {status: 404}"),
         "step second: the solution does not hold: step 2, fetch the URL coffee: expected status 404, found"),
        (("body: hello}\n      - id: who", "exists: false}\n      - id: who"),
         "step second: check stored passes before anything was done"),
        (("status: 200, new_url: true", "status: 403"),
         "step first: check opened does not pass with the solution: expected object coffee.jpg, status 403, "
         "presigned, observed 200 at"),
        (("{text: It opens, when: {status: 200}}", "{text: It opens, when: {status: 206}}"),
         "step first: no option of the prediction fits what the solution's run answered"),
        (("when: {status: 403}", "when: {key: coffee.jpg}"),
         "step first: several options of the prediction fit: It opens, It does not"),
        (("title: Tiny", "title: Tiny\ngiven: [{fetch: {object: coffee.jpg, expect: {status: 200}}}]"),
         "given: step 1, fetch coffee.jpg unsigned: expected status 200, found 403"),
        (("request: {status: 403, failed_check: time window}", "request: {status: [200, 403]}"), None),
    ],
)  # fmt: skip
def test_a_bad_lab_is_reported(
    client: CloudClient, tmp_path: Path, change: tuple[str, str], says: str | None
) -> None:
    report = check_lab(load_lab(write_lab(tmp_path, change)), client)
    assert report.holds == (says is None)
    assert (says is None and not report.problems) or report.problems[0].startswith(str(says))


MATRIX = """\
minutes: 5
profiles: [ann]
matrix:
  title: Who
  rows:
    - {name: you, request: {profile: default}}
    - {name: ann, request: {profile: ann}}
  columns:
    - {name: before, step: first}
    - {name: taken, step: second, from: {action: "iam:DeleteUserPolicy", of_user: ann}}
"""


def test_a_part_of_the_matrix_that_no_solution_fills_is_reported(client: CloudClient, tmp_path: Path) -> None:
    report = check_lab(load_lab(write_lab(tmp_path, ("minutes: 5\n", MATRIX))), client)
    assert report.problems == (
        "matrix: no request of the solutions fills the row 'ann'",
        "matrix: no request of the solutions fills the column 'taken'",
    )


def test_a_solution_signs_with_the_keys_of_the_profiles(client: CloudClient, tmp_path: Path) -> None:
    signed_by_ann = "- {presign: {object: coffee.jpg, expires: 300, name: coffee}}"
    lab = write_lab(
        tmp_path,
        ("minutes: 5\n", MATRIX),
        ("new_url: true", "new_url: true, profile: ann"),
        ("- presign: {object: coffee.jpg, expires: 300, name: coffee}", f"- as: ann\n      {signed_by_ann}"),
        ("- clock: {advance: 301}", "- policy: {user: ann, remove: true}\n      - clock: {advance: 301}"),
    )
    report = check_lab(load_lab(lab), client)
    assert report.problems == ()

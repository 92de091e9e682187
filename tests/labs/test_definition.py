"""A lab is read whole, and every mistake is reported at once with file, line and column."""

from contextlib import suppress
from pathlib import Path

import pytest

from tests.labs.labs import write_lab
from trainer import yaml
from trainer.content.bank import Bank
from trainer.errors import UsageError
from trainer.labs.definition import (
    AnswerPattern,
    LabError,
    RequestPattern,
    UrlAnswerPattern,
    find_lab,
    find_labs,
    lab_names,
    load_lab,
)
from trainer.labs.patterns import Condition
from trainer.paths import shipped_bank
from trainer.scenario.steps import ExpectObject, Fetch


def problems(folder: Path, *changes: tuple[str, str]) -> list[str]:
    """Return what is wrong with the changed lab, each problem without its folder."""
    with pytest.raises(LabError) as caught:
        load_lab(write_lab(folder, *changes))
    return [problem.removeprefix(f"{folder}/tiny/") for problem in caught.value.problems]


def test_a_lab_is_read(tmp_path: Path) -> None:
    lab = load_lab(write_lab(tmp_path))
    assert (lab.name, lab.title, lab.minutes) == ("tiny", "Tiny", 5)
    assert (lab.brief, lab.debrief) == ("A story.\n", "What it was about.\n")
    first, second = lab.steps
    assert first.prediction is not None
    assert [option.text for option in first.prediction.options] == ["It opens", "It does not"]
    assert first.prediction.options[1].when == (Condition("status", "is", 403),)
    (opened,) = first.checks
    assert isinstance(opened.wants, RequestPattern)
    assert opened.expected == "object coffee.jpg, status 200, presigned, new url"
    assert [type(check.wants) for check in second.checks] == [RequestPattern, ExpectObject, AnswerPattern]
    assert isinstance(second.solution[1], Fetch)
    assert second.hints == ("one", "two", "three")


def test_every_problem_is_reported_at_once_with_its_place(tmp_path: Path) -> None:
    assert problems(
        tmp_path,
        ("title: Tiny", "titel: Tiny"),
        ("status: 200, new_url: true", "statsu: 200, expires_in: {at_last: 3}"),
        ("of: opened", "of: openend"),
        (
            "hints: [one, two, three]\n    solution:\n      - clock",
            "hints: [one]\n    solution:\n      - clock",
        ),
        ("url: coffee", "url: cofee"),
        ("of: late", "of: stored2"),
    ) == [
        "lab.yaml:3:1: titel: unknown field; did you mean 'title'?",
        "lab.yaml:1:1: title is missing; add title: a title",
        "lab.yaml:18:53: steps[0].checks[0].request.statsu: unknown field; did you mean 'status'?",
        "lab.yaml:18:79: steps[0].checks[0].request.expires_in.at_last: 'at_last' compares nothing; "
        "did you mean 'at_least'?",
        "lab.yaml:11:11: steps[0].predict.of: 'openend' is not known here; did you mean 'opened'?",
        "lab.yaml:35:46: steps[1].checks[2].answer.of: 'stored2' is not known here; did you mean 'stored'?",
        "lab.yaml:36:12: steps[1].hints: expected three hints, found 1",
        "lab.yaml:39:22: steps[1].solution[1].fetch.url: no URL is named 'cofee' before this step; "
        "did you mean 'coffee'?",
    ]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("id: second", "id: first"), "the id 'first' stands twice; choose another"),
        (("id: stored", "id: late"), "the id 'late' stands twice; choose another"),
        (("lab: tiny", "lab: small"), "the folder is named 'tiny'; write lab: tiny"),
        (("format: 1", "format: 2"), "format 2 is not known; this version reads 1"),
        (("        - {text: It does not, when: {status: 403}}\n", ""),
         "expected two options or more, found 1"),
        (("minutes: 5", "minutes: 5\nminutes: 6"), 'the key "minutes" stands twice'),
        (("failed_check: time window", "same_url_as: opened"), "'opened' is not known here"),
        (("failed_check: time window", "lab_gap_at_least: 5"), "a gap is measured from an earlier request"),
        (("state: {object: note.txt, body: hello}", "state: {object: note.txt}"),
         "expected exactly one of exists, body, found none"),
        (("    solution:\n      - presign: {object: coffee.jpg, expires: 300, name: coffee}\n"
          "      - fetch: {expect: {status: 200}}\n", "    solution: []\n"), "the solution is empty"),
    ],
)  # fmt: skip
def test_a_mistake_says_what_to_do(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    assert any(says in problem for problem in problems(tmp_path, change))


@pytest.mark.parametrize(
    "text", ["", "- a\n", "lab", "lab: [", "steps: {a: 1}\n", "steps: [1, {checks: [2]}]\n"]
)
def test_no_file_breaks_the_reader(tmp_path: Path, text: str) -> None:
    lab = write_lab(tmp_path)
    (lab / "lab.yaml").write_text(text)
    with pytest.raises(LabError, match=r"lab\.yaml:\d+:\d+: "):
        load_lab(lab)


SETTINGS = """\
minutes: 5
profiles: [ann, ann-2]
session_lasts: 7200
files:
  deny.json: {Version: "2012-10-17", Statement: []}
matrix:
  title: Who
  rows:
    - {name: ann, request: {presigned: true, profile: ann}}
    - {name: others, request: {presigned: true, profile: {not: ann}}}
  columns:
    - {name: before, step: first}
    - {name: taken, step: second, from: {action: "iam:DeleteUserPolicy", of_user: ann}}
"""


def test_profiles_files_and_a_matrix_are_read(tmp_path: Path) -> None:
    lab = load_lab(write_lab(tmp_path, ("minutes: 5\n", SETTINGS), ("key: coffee.jpg", "in_force: taken")))
    assert [(profile.name, profile.user, profile.key) for profile in lab.profiles] == [
        ("ann", "ann", 1), ("ann-2", "ann", 2),
    ]  # fmt: skip
    assert lab.session_lasts == 7200
    assert lab.files == {"deny.json": '{\n  "Version": "2012-10-17",\n  "Statement": []\n}\n'}
    assert lab.matrix is not None
    assert [row.name for row in lab.matrix.rows] == ["ann", "others"]
    assert [(column.name, column.step, bool(column.begins)) for column in lab.matrix.columns] == [
        ("before", "first", False), ("taken", "second", True),
    ]  # fmt: skip
    assert lab.matrix.rows[1].conditions[0] == Condition("profile", "not", "ann")


def test_a_lab_without_them_has_none(tmp_path: Path) -> None:
    lab = load_lab(write_lab(tmp_path))
    assert (lab.profiles, lab.session_lasts, dict(lab.files), lab.matrix) == ((), 900, {}, None)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("[ann, ann-2]", "[ann, ann-3]"),
         "5:17: profiles[1]: 'ann-3' is no profile that a lab can have; did you mean 'ann-2'?"),
        (("[ann, ann-2]", "[ann, ann]"), "5:17: profiles[1]: the profile 'ann' stands twice; drop one"),
        (("7200", "60"), "6:16: session_lasts: expected a number between 900 and 43200, found 60"),
        (("deny.json:", "../deny.json:"), "8:17: files.../deny.json: '../deny.json' cannot be laid there; "
         "choose a short name in small letters that ends in .json"),
        (("deny.json:", "state.json:"), "files.state.json: 'state.json' cannot be laid there"),
        (("deny.json:", "json.py:"), "files.json.py: 'json.py' cannot be laid there"),
        (('{Version: "2012-10-17", Statement: []}', "text"),
         "8:14: files.deny.json: expected a JSON document"),
        (("title: Who", "titel: Who"), "10:3: matrix.titel: unknown field; did you mean 'title'?"),
        (("name: others", "name: ann"), "13:14: matrix.rows[1].name: the name 'ann' stands twice"),
        (("name: others", "name: all the others"),
         "'all the others' has more than 11 characters; shorten it"),
        (("name: before", "name: nothing"), "'nothing' is what in_force is without a measure"),
        (("step: second", "step: secnd"),
         "16:27: matrix.columns[1].step: 'secnd' is not known here; did you mean 'second'?"),
        (("from:", "until:"),
         "matrix.columns[1].until: nothing is lifted that was not put into force; add from"),
        (("profile: {not: ann}", "profile: {not: an}"),
         "matrix.rows[1].request.profile.not: 'an' is not known here; did you mean 'ann'?"),
        (("profile: ann}}", "profle: ann}}"),
         "rows[0].request.profle: unknown field; did you mean 'profile'?"),
        (("{presigned: true, profile: ann}", "{}"), "an empty pattern fits every request; say which"),
        (("in_force: taken", "in_force: [taken, takn]"),
         "checks[0].request.in_force[1]: 'takn' is not known here; did you mean 'taken'?"),
        (("in_force: taken", "profile: bob"), "request.profile: 'bob' is not known here"),
        (("in_force: taken", "session_began: later"), "request.session_began: 'later' is not known here"),
        (("when: {status: 403}", "when: {in_force: tkn}"), "when.in_force: 'tkn' is not known here"),
    ],
)  # fmt: skip
def test_a_mistake_in_them_has_its_place(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    added = (("minutes: 5\n", SETTINGS), ("key: coffee.jpg", "in_force: taken"))
    found = problems(tmp_path, *added, change)
    assert any(says in problem for problem in found), found


def test_a_matrix_has_no_more_columns_than_fit(tmp_path: Path) -> None:
    more = "".join(f"    - {{name: c{number}, step: first}}\n" for number in range(6))
    found = problems(tmp_path, ("minutes: 5\n", SETTINGS + more))
    assert "lab.yaml:15:5: matrix.columns: 8 columns do not fit on the screen; leave 6" in found


@pytest.mark.parametrize("value", ["[]", "3", "{rows: 1}", "{title: 1, rows: [1], columns: [[]]}", "null"])
@pytest.mark.parametrize("name", ["matrix", "files", "profiles", "session_lasts"])
def test_nothing_in_their_place_breaks_the_reader(tmp_path: Path, name: str, value: str) -> None:
    lab = write_lab(tmp_path, ("minutes: 5\n", f"minutes: 5\n{name}: {value}\n"))
    with suppress(LabError):
        load_lab(lab)


def test_missing_and_empty_texts_are_problems(tmp_path: Path) -> None:
    lab = write_lab(tmp_path)
    (lab / "brief.md").unlink()
    (lab / "debrief.md").write_text(" \n")
    with pytest.raises(LabError) as caught:
        load_lab(lab)
    assert len(caught.value.problems) == 2


GIVEN = (
    "steps:\n  - id: first",
    """given:
  - presign: {object: coffee.jpg, expires: 60, name: specimen}
  - presign: {object: coffee.jpg, expires: 60, version: v2, name: old}
steps:
  - id: first""",
)
ANSWER = ("{ask: Which key signed?, of: late, field: access_key_id}",
          "{ask: Which?, url: specimen, field: canonical_request}")  # fmt: skip


def test_an_answer_about_a_given_url_is_read(tmp_path: Path) -> None:
    lab = load_lab(write_lab(tmp_path, GIVEN, ANSWER))
    check = lab.steps[1].checks[2]
    assert check.wants == UrlAnswerPattern("Which?", "specimen", "canonical_request")
    assert check.asks == "Which?"
    assert lab.steps[1].checks[0].asks == ""


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ((GIVEN, (ANSWER[0], ANSWER[1].replace("specimen", "specimne"))),
         "answer.url: 'specimne' is not known here; did you mean 'specimen'?"),
        ((GIVEN, (ANSWER[0], ANSWER[1].replace("specimen", "old"))), "answer.url: 'old' is not known here"),
        ((GIVEN, (ANSWER[0], ANSWER[1].replace("canonical", "cannonical"))),
         "answer.field: 'cannonical_request' is not known here; did you mean 'canonical_request'?"),
        ((ANSWER,), "'specimen' is not known here; use one of the name of a presign step in given"),
        ((GIVEN, (ANSWER[0], ANSWER[1].replace("url:", "of: late, url:"))),
         "expected exactly one of of, url, found of and url"),
        ((GIVEN, (ANSWER[0], "{ask: Which?, field: signature}")),
         "expected exactly one of of, url, found none"),
        ((GIVEN, ("failed_check: time window", "signature_of: specimne")),
         "request.signature_of: 'specimne' is not known here; did you mean 'specimen'?"),
        ((GIVEN, ("failed_check: time window", "signature_of: [specimen, {}]")),
         "a mapping is not known here; use one of specimen"),
        ((GIVEN, ("when: {status: 403}", "when: {signature_of: other}")),
         "when.signature_of: 'other' is not known"),
        (((GIVEN[0], GIVEN[1].replace("name: specimen", "name: a-b")),),
         "given: the URL's name 'a-b' becomes a shell variable; use letters, digits and _"),
        ((("title: Tiny", "title: Tiny\nhelp: [a]"),), "help: expected a text, found a list"),
    ],
)  # fmt: skip
def test_a_mistake_about_a_given_url_says_what_to_do(
    tmp_path: Path, changes: tuple[tuple[str, str], ...], says: str
) -> None:
    assert any(says in problem for problem in problems(tmp_path, *changes))


def test_help_and_handouts_are_read(tmp_path: Path) -> None:
    folder = write_lab(tmp_path, ("title: Tiny", "title: Tiny\nhelp: |\n  sign   it"))
    (folder / "handouts").mkdir()
    (folder / "handouts" / "sign.py").write_text("print()")
    lab = load_lab(folder)
    assert lab.help == "sign   it\n"
    assert lab.handouts == (folder / "handouts" / "sign.py",)


@pytest.mark.parametrize("name", ["home", "bin", "answers", "state.json", "folder", "link"])
def test_files_that_cannot_be_handed_out_are_problems(tmp_path: Path, name: str) -> None:
    folder = write_lab(tmp_path)
    (folder / "handouts").mkdir()
    file = folder / "handouts" / name
    match name:
        case "folder":
            file.mkdir()
        case "link":
            file.symlink_to("/etc/passwd")
        case _:
            file.write_text("x")
    with pytest.raises(LabError, match=rf"handouts/{name}:1:1: "):
        load_lab(folder)


def test_a_step_of_answers_about_urls_needs_no_solution(tmp_path: Path) -> None:
    solution = (
        "    solution:\n      - clock: {advance: 301}\n      - fetch: {url: coffee, expect: {status: 403}}\n"
        "      - put: {object: note.txt, body: hello}\n",
        "",
    )
    assert any("solution is missing" in problem for problem in problems(tmp_path / "a", solution))
    others = (
        "      - id: late\n        says: It is refused later\n"
        "        request: {status: 403, failed_check: time window}\n"
        "      - id: stored\n        says: The note is there\n"
        "        state: {object: note.txt, body: hello}\n",
        "",
    )
    lab = load_lab(write_lab(tmp_path / "b", GIVEN, others, ANSWER, solution))
    assert lab.steps[1].solution == ()


def test_labs_are_found_by_name(tmp_path: Path) -> None:
    write_lab(tmp_path)
    assert lab_names(tmp_path) == ["tiny"]
    assert [lab.name for lab in find_labs(tmp_path)] == ["tiny"]
    assert find_lab("tiny", tmp_path).title == "Tiny"
    with pytest.raises(UsageError, match="did you mean 'tiny'"):
        find_lab("tinny", tmp_path)


def test_the_shipped_labs_can_be_read() -> None:
    labs = find_labs()
    assert "expire" in [lab.name for lab in labs]


def test_what_a_shipped_lab_teaches_and_leads_to_is_in_the_bank(tmp_path: Path) -> None:
    with Bank.open([shipped_bank()], tmp_path) as bank:
        known = bank.ids()
    facts = yaml.read((shipped_bank() / "facts.yaml").read_bytes()).data["facts"]
    for lab in find_labs():
        assert lab.facts
        assert lab.questions
        assert set(lab.questions) <= set(known), lab.name
        assert set(lab.facts) <= set(facts), lab.name


def test_the_texts_of_the_shipped_labs_fit_a_narrow_pane() -> None:
    """At 80x24 a task has 31 columns and a dozen rows, a check or an option one or two rows."""
    for lab in find_labs():
        for step in lab.steps:
            assert len(step.title) <= 31, step.id
            assert len(step.task) <= 330, step.id
            assert all(len(check.says) <= 31 for check in step.checks), step.id
            assert all(len(check.expected) <= 31 for check in step.checks), step.id
            options = step.prediction.options if step.prediction else ()
            assert all(len(option.text) <= 31 for option in options), step.id

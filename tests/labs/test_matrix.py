"""The matrix: which measure is in force at a request, whose it is, and which cell it fills."""

from typing import Any

import pytest

from trainer.labs.matrix import JournalReader, Matrix, MatrixColumn, MatrixRow, cell_text
from trainer.labs.patterns import Condition, misses

KEYS = {"AKIAADMIN": "default", "AKIAANN1": "ann", "AKIAANN2": "ann-2"}


def call(action: str, **about: str) -> tuple[Condition, ...]:
    return (
        Condition("action", "is", action),
        *(Condition(name, "is", value) for name, value in about.items()),
    )


BEGAN_NOT_AFTER = Condition("session_began", "not", "after")
MATRIX = Matrix(
    "Who",
    (
        MatrixRow("ann", (Condition("presigned", "is", True), Condition("profile", "is", "ann"))),
        MatrixRow("old", (Condition("profile", "is", "reporter"), BEGAN_NOT_AFTER)),
        MatrixRow("new", (Condition("session_began", "is", "after"),)),
    ),
    (
        MatrixColumn("before", "one"),
        MatrixColumn(
            "off", "two",
            call("iam:UpdateAccessKey", of_key="ann", key_status="Inactive"),
            call("iam:UpdateAccessKey", of_key="ann", key_status="Active"),
        ),
        MatrixColumn("policy", "two", call("iam:DeleteUserPolicy", of_user="ann")),
    ),
)  # fmt: skip


def line(
    n: int, key_id: str = "AKIAANN1", status: int = 200, at: str = "10:00:00", **more: Any
) -> dict[str, Any]:
    """Return a journal line of a pre-signed GET."""
    return {
        "n": n, "lab_at": f"2026-11-23T{at}Z", "auth": "query-v4", "access_key_id": key_id, "principal": None,
        "action": "s3:GetObject", "call": {}, "session_began_at": None, "key": "coffee.jpg", "status": status,
        "code": None, "trail": [], **more,
    }  # fmt: skip


def switch(n: int, to: str, key: str = "AKIAANN1", status: int = 200, at: str = "10:00:00") -> dict[str, Any]:
    about = {"UserName": "ann", "AccessKeyId": key, "Status": to}
    return line(
        n, "AKIAADMIN", status, at, auth="header-v4", action="iam:UpdateAccessKey", call=about, key=None
    )


def session(n: int, began: str, key_id: str = "ASIAX", **more: Any) -> dict[str, Any]:
    arn = "arn:aws:sts::123456789012:assumed-role/reporter/console"
    return line(n, key_id, principal=arn, session_began_at=f"2026-11-23T{began}Z", **more)


@pytest.fixture
def reader() -> JournalReader:
    return JournalReader(KEYS, MATRIX)


def in_force(reader: JournalReader, *lines: dict[str, Any]) -> list[str]:
    return [reader.read(each, "two")["in_force"] for each in lines]


def test_a_measure_is_in_force_from_one_call_to_another(reader: JournalReader) -> None:
    lines = [line(1), switch(2, "Inactive"), line(3), line(4), switch(5, "Active"), line(6)]
    assert in_force(reader, *lines) == ["nothing", "nothing", "off", "off", "off", "nothing"]
    assert reader.in_force == ()


def test_a_call_that_was_refused_changes_nothing(reader: JournalReader) -> None:
    lines = [
        switch(1, "Inactive", status=404),
        line(2),
        switch(3, "Inactive"),
        switch(4, "Active", status=403),
        line(5),
    ]
    assert in_force(reader, *lines)[-1] == "off"
    assert in_force(JournalReader(KEYS, MATRIX), *lines[:2]) == ["nothing", "nothing"]


def test_a_call_about_another_key_changes_nothing(reader: JournalReader) -> None:
    assert in_force(reader, switch(1, "Inactive", "AKIAANN2"), line(2)) == ["nothing", "nothing"]


def test_two_measures_in_force_are_both_named_and_fill_no_cell(reader: JournalReader) -> None:
    taken = line(2, "AKIAADMIN", action="iam:DeleteUserPolicy", call={"UserName": "ann"}, key=None)
    assert in_force(reader, taken, switch(3, "Inactive")) == ["nothing", "policy"]
    told = reader.read(line(4), "two")
    assert told["in_force"] == "off + policy"
    assert list(MATRIX.cells(told)) == []
    assert misses(call("s3:GetObject", in_force="off"), told) == ["in force was off + policy, wanted off"]


def test_who_signed_is_told_by_the_key_or_by_the_role(reader: JournalReader) -> None:
    lines = [line(1), line(2, "AKIAANN2"), line(3, "AKIAADMIN"), session(4, "09:00:00"), line(5, "AKIANEW")]
    assert [reader.read(each, "one")["profile"] for each in lines] == [
        "ann",
        "ann-2",
        "default",
        "reporter",
        None,
    ]


def test_a_user_who_is_named_as_a_role_is_no_role(reader: JournalReader) -> None:
    told = reader.read(line(1, "AKIAX", principal="arn:aws:iam::123456789012:user/reporter"), "one")
    assert told["profile"] is None


def test_a_session_begins_before_or_after_the_latest_measure(reader: JournalReader) -> None:
    lines = [
        session(1, "09:59:59"),
        switch(2, "Inactive", at="10:00:00.700"),
        session(3, "09:59:59"),
        # Issue times have no fraction: one in the same second counts as begun after.
        session(4, "10:00:00", "ASIAY"),
        session(5, "10:00:01", "ASIAZ"),
        line(6),
    ]
    told = [reader.read(each, "two")["session_began"] for each in lines]
    assert told == [None, None, "before", "after", "after", None]


def test_a_session_used_before_a_measure_of_the_same_second_began_before(reader: JournalReader) -> None:
    lines = [session(1, "10:00:00"), switch(2, "Inactive", at="10:00:00.700"), session(3, "10:00:00")]
    assert reader.read(lines[0], "two")["session_began"] is None
    reader.read(lines[1], "two")
    assert reader.read(lines[2], "two")["session_began"] == "before"
    assert reader.read(session(4, "10:00:00", "ASIAY"), "two")["session_began"] == "after"


def test_a_request_fills_the_cell_of_its_row_in_its_step(reader: JournalReader) -> None:
    assert list(MATRIX.cells(reader.read(line(1), "one"))) == [("ann", "before")]
    assert list(MATRIX.cells(reader.read(line(2), "two"))) == [], "in this step nothing is in force yet"
    reader.read(switch(3, "Inactive"), "two")
    assert list(MATRIX.cells(reader.read(line(4), "two"))) == [("ann", "off")]
    assert list(MATRIX.cells(reader.read(line(5), "one"))) == [], "another step"
    assert list(MATRIX.cells(reader.read(session(6, "09:00:00"), "two"))) == [("old", "off")]
    assert list(MATRIX.cells(reader.read(session(7, "10:00:05"), "two"))) == [("new", "off")]
    assert list(MATRIX.cells(reader.read(line(8, auth="header-v4"), "two"))) == [], "no link"


def test_without_a_matrix_nothing_is_in_force() -> None:
    reader = JournalReader(KEYS)
    assert in_force(reader, switch(1, "Inactive"), line(2)) == ["nothing", "nothing"]


def test_a_line_of_an_older_cloud_is_read(reader: JournalReader) -> None:
    old = line(1)
    del old["call"], old["session_began_at"]
    assert reader.read(old, "one")["of_user"] is None


@pytest.mark.parametrize(
    ("status", "code", "text"),
    [(200, None, "200"), (403, "AccessDenied", "403 AccessDenied"), (204, None, "204")],
)
def test_the_text_of_a_cell(status: int, code: str | None, text: str) -> None:
    assert cell_text(line(1, status=status, code=code)) == text

"""The matrix of a lab in text: whole, and small beside a step; and the wire that tells signers apart."""

import pytest

from tests.tui.journal_lines import MORNING, line, trail
from tests.tui.test_lab_text import plain
from trainer.sessions.lab_matrix import ColumnView, MatrixView
from trainer.tui.signs import ASCII, UTF8
from trainer.tui.widgets.matrix import in_force_fact, pane_rows, small_rows, whole_rows
from trainer.tui.widgets.wire import columns, request_rows

EMPTY = MatrixView(
    title="Who still gets in",
    rows=("you", "ann key 1", "new session"),
    columns=tuple(
        ColumnView(name, step)
        for name, step in (
            ("before", 1), ("policy", 3), ("key off", 4), ("denied", 5), ("revoked", 6), ("deleted", 7)
        )
    ),
    cells=(("",) * 6,) * 3,
    in_force=(),
)  # fmt: skip
FILLED = MatrixView(
    EMPTY.title, EMPTY.rows, EMPTY.columns,
    (("200", "200", "200", "403 AccessDenied", "", ""),
     ("200", "403 AccessDenied", "403 InvalidAccessKeyId", "403 AccessDenied", "200", "400 ExpiredToken"),
     ("", "", "", "", "200", "")),
    ("policy", "key off"),
)  # fmt: skip


def test_an_empty_table_stands_there_with_what_would_fill_it() -> None:
    assert plain(whole_rows(EMPTY, UTF8, 75)) == [
        "             before    policy    key off   denied    revoked   deleted",
        "             step 1    step 3    step 4    step 5    step 6    step 7",
        "you          ·         ·         ·         ·         ·         ·",
        "ann key 1    ·         ·         ·         ·         ·         ·",
        "new session  ·         ·         ·         ·         ·         ·",
    ]


def test_codes_are_shortened_to_their_capitals_and_told_below() -> None:
    drawn = plain(whole_rows(FILLED, UTF8, 75))
    assert drawn[3] == "ann key 1    200       403 AD    403 IAKI  403 AD    200       400 ET"
    assert drawn[-1] == "AD AccessDenied   ET ExpiredToken   IAKI InvalidAccessKeyId"


def test_in_ascii_an_empty_cell_is_a_dot() -> None:
    assert plain(whole_rows(EMPTY, ASCII, 75))[2].split() == ["you", *["."] * 6]


@pytest.mark.parametrize("width", [75, 88, 66])
def test_no_row_of_the_table_is_wider_than_there_is_room(width: int) -> None:
    assert all(row.cell_length <= width for row in whole_rows(FILLED, UTF8, width))


def test_with_little_room_the_statuses_stand_alone() -> None:
    assert plain(whole_rows(FILLED, UTF8, 55)) == [
        "             before policy key of denied revoke delete",
        "             step 1 step 3 step 4 step 5 step 6 step 7",
        "you          200    200    200    403    ·      ·",
        "ann key 1    200    403    403    403    200    400",
        "new session  ·      ·      ·      ·      200    ·",
    ]
    assert plain(whole_rows(FILLED, UTF8, 20))[:3] == [
        "             bef pol key den rev del",
        "             1   3   4   5   6   7",
        "you          200 200 200 403 ·   ·",
    ]


def test_beside_a_step_statuses_stand_under_the_numbers_of_the_steps() -> None:
    assert plain(small_rows(FILLED, UTF8, 44, step=4)) == [
        "step           1    3    4    5    6    7",
        "you          200  200  200  403    ·    ·",
        "ann key 1    200  403  403  403  200  400",
        "new session    ·    ·    ·    ·  200    ·",
    ]


def test_the_open_steps_number_stands_out() -> None:
    (head, *_) = small_rows(FILLED, UTF8, 44, step=4)
    bold = [head.plain[span.start : span.end].strip() for span in head.spans if "bold" in str(span.style)]
    assert bold == ["4"]


def test_where_it_does_not_fit_only_the_key_to_it_is_left() -> None:
    assert small_rows(FILLED, UTF8, 28, step=4) == []
    assert plain(pane_rows(FILLED, UTF8, 28, step=4)) == [
        "Who still gets in", "m, or F12, opens it with its", "codes",
    ]  # fmt: skip


def test_what_is_in_force_is_one_fact() -> None:
    assert in_force_fact(FILLED).plain == "in force: policy, key off"
    assert in_force_fact(EMPTY).plain == in_force_fact(None).plain == ""


def test_names_are_shown_and_never_obeyed() -> None:
    odd = MatrixView(
        "[b]\x1b[31m", ("[red]", "\u202eabc"), (ColumnView("[/x]", 1),), (("200",), ("",)), ("\x07",)
    )
    drawn = "\n".join(plain([*whole_rows(odd, UTF8, 75), *pane_rows(odd, UTF8, 44, 1), in_force_fact(odd)]))
    assert "[red]" in drawn
    assert "[/x]" in drawn
    assert not {"\x1b", "\u202e", "\x07"} & set(drawn)


class TestWireWithSigners:
    def test_the_signer_stands_before_the_trail_in_a_column(self) -> None:
        lines = [line(1, "10:00:00") | {"profile": "ann-2"}, line(2, "10:00:01") | {"profile": "reporter"}]
        cells = columns(lines, 46, wide=False)
        drawn = [
            plain(request_rows(each, UTF8, 46, cells, current=False, wide=False, signers=8))[1]
            for each in lines
        ]
        assert drawn == ["  ann-2    ✓✓✓✓✓✓✓✓✓✓", "  reporter ✓✓✓✓✓✓✓✓✓✓"]

    @pytest.mark.parametrize(("key_id", "who"), [(None, "nobody"), ("AKIANEW", "other ")])
    def test_who_has_no_profile_is_told_too(self, key_id: str | None, who: str) -> None:
        cells = columns(MORNING, 46, wide=False)
        asked = MORNING[0] | {"access_key_id": key_id, "profile": None}
        drawn = plain(request_rows(asked, UTF8, 46, cells, current=False, wide=False, signers=8))
        assert drawn[1] == f"  {who}   ✓✓✓✓✓✓✓✓✓✓"

    def test_without_them_nothing_changes(self) -> None:
        cells = columns(MORNING, 46, wide=False)
        assert (
            plain(request_rows(MORNING[0], UTF8, 46, cells, current=False, wide=False))[1] == "  " + "✓" * 10
        )

    def test_a_call_is_told_by_its_action_and_cut_at_its_end(self) -> None:
        call = line(1, "10:00:00", key=None, bucket=None, method="POST", action="iam:DeleteUserPolicy")
        cells = columns(
            [call, line(2, "10:00:01", 403, "AccessDenied", trail=trail("permission"))], 44, wide=False
        )
        assert (
            plain(request_rows(call, UTF8, 44, cells, current=False, wide=False))[0].split()[2]
            == "DeleteUse…"
        )
        policy = line(1, "10:00:00", key=None, method="PUT", action="s3:PutBucketPolicy")
        assert "PutBucketPolicy" in plain(
            request_rows(policy, UTF8, 70, columns([policy], 70, wide=True), current=False, wide=True)
        )[0]  # fmt: skip

    def test_a_name_keeps_ten_cells_beside_a_long_code(self) -> None:
        long = line(1, "10:00:00", 403, "InvalidAccessKeyId", key="prices.txt")
        drawn = plain(
            request_rows(long, UTF8, 43, columns([long], 43, wide=False), current=False, wide=False)
        )
        assert "prices.txt  403 InvalidAcc" in drawn[0]

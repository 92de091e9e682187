import gc
import random
from datetime import timedelta
from pathlib import Path

import pytest
import yaml as pyyaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import trainer.yaml
from trainer.errors import TrainerError
from trainer.yaml import Document, Position, YamlError, load, read
from trainer.yaml.builder import MAX_DEPTH
from trainer.yaml.characters import MAX_BYTES, MAX_VALUES
from trainer.yaml.document import MAX_MISTAKES

NO_HANG = settings(
    max_examples=300, deadline=timedelta(seconds=5), suppress_health_check=[HealthCheck.too_slow]
)


def rules(source: bytes | str) -> list[str]:
    return [mistake.rule for mistake in read(source).mistakes]


def places(document: Document) -> list[tuple[int, int]]:
    return [(each.position.line, each.position.column) for each in document.mistakes]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-12", -12),
        ("123456789012345678", 123456789012345678),
        ("1.5", 1.5),
        ("-0.25", -0.25),
        ("1.5e3", 1500.0),
        ('"1.5"', "1.5"),
        ("'no'", "no"),
        ("yesterday", "yesterday"),
        ("1.1.1", "1.1.1"),
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("s3:GetObject", "s3:GetObject"),
        ("bytes=0-9", "bytes=0-9"),
        ("-", None),
        ("- x", ["x"]),
        ("{a: [1, b]}", {"a": [1, "b"]}),
        ("|\n  two\n  lines\n", "two\nlines\n"),
        (">-\n  one\n  line\n", "one line"),
    ],
)
def test_what_is_typed(written: str, meant: object) -> None:
    document = read(f"- {written}" if written == "-" else f"key:\n  {written}")
    assert document.mistakes == []
    data = document.data["key"] if isinstance(document.data, dict) else document.data[0][0]
    assert data == meant
    assert type(data) is type(meant)


AMBIGUOUS = (
    *("yes", "No", "ON", "off", "y", "N", "True", "FALSE", "Null"),
    *("1:30", "-1:30:15", "12:30", "2026-11-23", "2026-1-2", "2026-11-23T10:00:00Z"),
    *("0o17", "017", "08", "0x1F", "0b11", "1_000", "+1", "1.", ".5", "1e3"),
    *(".inf", "-.INF", ".nan", "1.5e400", "1234567890123456789", "<<"),
)


@pytest.mark.parametrize("written", AMBIGUOUS)
def test_what_could_mean_two_things_has_to_be_quoted(written: str) -> None:
    document = read(f"ok: 1\nkey: {written}")
    assert [mistake.rule for mistake in document.mistakes] == ["ambiguous"]
    assert places(document) == [(2, 6)]
    assert "quotes" in document.mistakes[0].hint
    assert read(f'key: "{written}"').data == {"key": written}


@pytest.mark.parametrize(
    ("source", "rule", "place"),
    [
        ("a: 1\nb: 2\na: 3", "duplicate-key", (3, 1)),
        ("a: {b: 1, b: 2}", "duplicate-key", (1, 11)),
        ("a: &x 1", "alias", (1, 4)),
        ("a: *x", "alias", (1, 4)),
        ("*x : 1", "alias", (1, 1)),
        ("a: !!str 1", "tag", (1, 4)),
        ("a: !own {b: 1}", "tag", (1, 4)),
        ("1: one", "key", (1, 1)),
        ("true: one", "key", (1, 1)),
        ("? [a]\n: b", "syntax", (1, 3)),
        ("a: b\n\tc: d", "tab", (2, 1)),
        ("a: b\tc", "tab", (1, 5)),
        ("a: \x1b[0m", "control-character", (1, 4)),
        ("a: b\0", "control-character", (1, 5)),
        ("a: \x85", "control-character", (1, 4)),
        ("a: b\rc: d", "control-character", (1, 5)),
        ("a: \u2028", "control-character", (1, 4)),
        ("a: \ud800", "control-character", (1, 4)),
        ('a: "\\e"', "control-character", (1, 4)),
        ('a: "\\0"', "control-character", (1, 4)),
        ('a: "\\x9b"', "control-character", (1, 4)),
        ("a: 1\n---\nb: 2", "syntax", (2, 1)),
        ("a: [1", "syntax", (1, 4)),
        ('a: "b', "syntax", (1, 4)),
        ("a: b: c", "syntax", (1, 5)),
        (b"a: 1\nb: \xff", "syntax", (2, 4)),
        (b"\xff\xfea\0", "syntax", (1, 1)),
    ],
)
def test_what_may_not_stand(source: bytes | str, rule: str, place: tuple[int, int]) -> None:
    document = read(source)
    assert [mistake.rule for mistake in document.mistakes] == [rule]
    assert places(document) == [place]


def test_escaped_newline_and_tab_are_text() -> None:
    assert read('a: "x\\ty\\n"').data == {"a": "x\ty\n"}


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    plain = read(b"a: 1\nb:\n  - c\n")
    windows = read(b"\xef\xbb\xbfa: 1\r\nb:\r\n  - c\r\n")
    assert windows.mistakes == []
    assert windows.data == plain.data
    assert windows.position(("a",)) == plain.position(("a",)) == Position(1, 4)
    assert windows.position(("b", 0)) == plain.position(("b", 0)) == Position(3, 5)


def test_every_mistake_is_gathered_in_the_order_of_the_file() -> None:
    document = read("a: yes\nb: &x 1\na: 2\nc: 2026-11-23\nd: [1\n")
    assert places(document) == [(1, 4), (2, 4), (3, 1), (4, 4), (5, 4)]
    assert document.cut_short


def test_what_stood_before_broken_syntax_is_kept() -> None:
    document = read("a: 1\nb: [x, y]\nc: 'z' z\nd: 4")
    assert document.data["b"] == ["x", "y"]
    assert document.broken_at == Position(3, 8)


def test_positions_of_values_and_keys() -> None:
    document = read("top:\n  - name: x\n    list: [1, {deep: 2}]\n")
    assert document.position(()) == Position(1, 1)
    assert document.position(("top", 0)) == Position(2, 5)
    assert document.position(("top", 0, "list", 1, "deep")) == Position(3, 22)
    assert document.key_position(("top", 0, "list")) == Position(3, 5)
    assert document.position(("top", 0, "absent", "deeper")) == Position(2, 5)
    assert document.key_position(("top", 0, "absent")) == Position(2, 5)
    assert document.position(("top", 7)) == Position(2, 3)


def test_depth_has_an_end() -> None:
    assert read("[" * MAX_DEPTH + "]" * MAX_DEPTH).mistakes == []
    assert rules("[" * 200_000) == ["syntax"]
    assert rules("\n".join("  " * depth + "a:" for depth in range(500))) == ["syntax"]


def test_size_has_an_end() -> None:
    assert rules(b"#" * (MAX_BYTES + 1)) == ["syntax"]


@pytest.mark.parametrize(
    "line", ["a: 1\n", "-\tb\n", "- &a b\n", "- \x07\n"], ids=["keys", "tabs", "anchors", "bells"]
)
def test_a_file_of_nothing_but_mistakes_is_not_read_to_its_end(line: str) -> None:
    document = read(line * 100_000)
    assert len(document.mistakes) == MAX_MISTAKES + 1
    assert document.mistakes[-1].message == "more than 200 mistakes, and the file is not read on"
    assert document.cut_short


@pytest.mark.parametrize("value", ["- a\n", "- {}\n", "a,"])
def test_a_file_of_more_values_than_anybody_writes_is_not_read(value: str) -> None:
    (mistake,) = read("[" * value.endswith(",") + value * (MAX_VALUES + 1)).mistakes
    assert mistake.message == "the file holds more than 1,000,000 lines and values"


def test_load_tells_the_file_the_place_and_how_many(tmp_path: Path) -> None:
    path = tmp_path / "lab.yaml"
    path.write_text("a: yes\nb: off\n")
    with pytest.raises(YamlError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}:1:4: ")
    assert str(caught.value).endswith("(and 1 more)")
    assert "\n" not in str(caught.value)
    assert len(caught.value.mistakes) == 2
    path.write_text("a: fine\n")
    assert load(path).data == {"a": "fine"}


def test_load_of_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(TrainerError, match=r"could not read .*absent\.yaml \(No such file"):
        load(tmp_path / "absent.yaml")


def test_the_collector_is_left_as_it_was() -> None:
    assert gc.isenabled()
    read("a: [")
    assert gc.isenabled()


@given(st.text())
@NO_HANG
def test_any_text_is_read_or_refused(source: str) -> None:
    document = read(source)
    assert document.mistakes or not document.cut_short


@given(st.binary())
@NO_HANG
def test_any_bytes_are_read_or_refused(source: bytes) -> None:
    document = read(source)
    assert document.mistakes or not document.cut_short


PIECES = st.sampled_from(
    (
        *("a", "b: ", "- ", "? ", ": ", "\n", "  ", "    ", "[", "]", "{", "}", ", ", '"', "'", "|", ">-"),
        *("&x ", "*x", "!!int ", "%YAML 1.1\n", "---", "...", "#", "\\", "\t", "\0", "\ufeff"),
        *("no", "1:2", "0o7", "<<: ", "@", "`"),
    )
)


@given(st.lists(PIECES, max_size=60).map("".join))
@NO_HANG
def test_anything_like_yaml_is_read_or_refused(source: str) -> None:
    document = read(source)
    assert document.mistakes or not document.cut_short


DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text("abc :#-[]{}'\"\n\\é☃", max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abcé", min_size=1), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(DATA, st.booleans())
@NO_HANG
def test_what_pyyaml_writes_quoted_is_read_back(data: object, flow: bool) -> None:
    written = pyyaml.safe_dump(data, allow_unicode=True, default_flow_style=flow, default_style='"')
    # The dumper tags what is no text when it quotes it: such data is not written like this by hand.
    if "!!" not in written:
        document = read(written)
        assert document.mistakes == []
        assert document.data == data


def test_the_pure_python_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    deck = (Path(__file__).parent / "content" / "tiny_bank" / "access.yaml").read_bytes()
    with_libyaml = read(deck)
    monkeypatch.setattr(trainer.yaml, "_LOADER", pyyaml.SafeLoader)
    without = read(deck)
    assert without.mistakes == with_libyaml.mistakes == []
    assert without.data == with_libyaml.data
    path = ("questions", 0, "options", 2, "why")
    assert without.position(path) == with_libyaml.position(path)


def test_a_shuffled_deck_never_escapes_the_reader() -> None:
    deck = (Path(__file__).parent / "content" / "tiny_bank" / "access.yaml").read_text()
    chance = random.Random(7)
    for _ in range(40):
        lines = deck.splitlines()
        chance.shuffle(lines)
        document = read("\n".join(lines))
        assert document.mistakes or isinstance(document.data, dict)

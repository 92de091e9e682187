"""Files that are broken, hostile or something else: one line, or a report, never a traceback."""

import io
import json
import sqlite3
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.content.exchange.running import EXAMPLES
from trainer.content.exchange.deck_file import writable
from trainer.content.exchange.draft import Source
from trainer.content.exchange.formats import IMPORTED, Deck, reader, writer
from trainer.content.exchange.naming import give_ids
from trainer.content.exchange.settling import settle
from trainer.errors import ContentError

QUESTION = {
    "id": "a", "kind": "single", "task": "1.1", "stem": "Which?", "references": [],
    "options": [{"text": text, "correct": text == "x", "why": f"It is {text}."} for text in "xyzw"],
}  # fmt: skip
DECK = Deck("d", "D", [QUESTION])


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name.replace("__", ".").replace("_slash_", "/"), content)
    return packed.getvalue()


def database(*statements: str) -> bytes:
    connection = sqlite3.connect(":memory:")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    return connection.serialize()


BILLION = b"""<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<quiz><question type="essay"><questiontext><text>&b;</text></questiontext></question></quiz>"""
OUTSIDE = (
    b"""<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY f SYSTEM "file:///etc/passwd">]><quiz>&f;</quiz>"""
)
MANIFEST = (
    b'<manifest xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"><resources>'
    b'<resource type="imsqti_xmlv1p2"><file href="../../etc/passwd"/></resource></resources></manifest>'
)
BOMB = b"\0" * (65 * 2**20)
HALF_ZIP = writer("qti12")([DECK], 0)[:-200]
LATIN = "Où? {=là}".encode("latin-1")

CASES: dict[str, tuple[str, bytes, str]] = {
    "empty": ("x.gift", b"", "holds no question"),
    "empty note": ("x.md", b"# Nothing\n", "has no callout"),
    "no format": ("x.bin", b"\x7fELF\x02\x01", "the format of x.bin is not clear"),
    "half a zip": ("x.zip", HALF_ZIP, "cut off or broken"),
    "zip bomb": ("x.zip", zipped(quiz__xml=BOMB), "quiz.xml in the package is larger than"),
    "apkg bomb": ("x.apkg", zipped(collection__anki2=BOMB), "collection.anki2 in the package is larger than"),
    "a file it does not have": (
        "x.zip",
        zipped(imsmanifest__xml=MANIFEST),
        "../../etc/passwd and does not have it",
    ),
    "zip without questions": ("x.zip", zipped(a__xml=b"<a/>"), "has no questions in QTI 1.2"),
    "entities": ("x.xml", BILLION, "line 1: it declares entities of its own"),
    "entity from outside": ("x.xml", OUTSIDE, "line 1: it declares entities of its own"),
    "half XML": ("x.xml", (EXAMPLES / "moodle.xml").read_bytes()[:900], "this is no XML"),
    "deep XML": ("x.xml", b"<quiz>" + b"<a>" * 5000, "elements stand more than 100 deep"),
    "other XML": ("x.xml", b"<html><quiz/></html>", "its outermost element is <html>"),
    "QTI 2": (
        "x.xml",
        b"<assessmentItem><questestinterop/></assessmentItem>",
        "it is QTI of another version",
    ),
    "unknown encoding": (
        "x.xml",
        b'<?xml version="1.0" encoding="klingon"?><quiz/>',
        "its encoding is not known",
    ),
    "unknown entity": ("x.xml", b"<quiz>&nosuch;</quiz>", "this is no XML (undefined entity)"),
    "latin-1": ("x.gift", LATIN, "line 1 is not UTF-8"),
    "NUL": ("x.gift", b"Why? {=a}\n\nWh\0? {=b}", "line 3 holds a NUL"),
    "half JSON": ("x.json", b'{"id": "a", "kind": "recall"}\n{"id": "b', "line 2 is no JSON"),
    "JSON twice": ("x.json", b'{"id": "a", "id": "b"}', "the key 'id' stands twice"),
    "deep JSON": ("x.json", b'{"a": ' + b"[" * 100_000, "nested too deep"),
    "NaN": ("x.json", b'{"a": NaN}', "line 1 is no JSON"),
    "long number": ("x.json", b'{"a": ' + b"9" * 5000 + b"}", "a number is too long"),
    "no CSV": ("x.csv", b"a,b\n1,2\n", "names no column `question`"),
    "half CSV": ("x.csv", b'id,question\na,"Why', "the table is broken"),
    "head alone": ("x.csv", b"id,question\n", "has no row of questions"),
    "no database": ("x.apkg", zipped(collection__anki2=b"SQLite format 3\0 or not"), "cannot be read"),
    "no tables": ("x.apkg", zipped(collection__anki2=database("create table a (b)")), "cannot be read"),
    "newest Anki": ("x.apkg", zipped(collection__anki2=b"", collection__anki21b=b"("), "older Anki versions"),
}


def trainer(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "trainer", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"},
        timeout=60,
    )


@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_is_one_line_and_leaves_no_deck(case: str, tmp_path: Path) -> None:
    name, content, says = CASES[case]
    (tmp_path / name).write_bytes(content)
    ran = trainer("bank", "import", name, "--into", "deck.yaml", folder=tmp_path)
    assert ran.returncode in (1, 2), ran.stderr
    (line,) = ran.stderr.splitlines()
    assert line.startswith("trainer: ")
    assert says in line
    assert ran.stdout == ""
    assert not (tmp_path / "deck.yaml").exists()


def test_a_file_of_100_megabytes_is_one_line(tmp_path: Path) -> None:
    for name, head in (("x.gift", b"Why? {=a}"), ("x.zip", b"PK\x03\x04")):
        with (tmp_path / name).open("wb") as file:
            file.write(head)
            file.truncate(100 * 2**20)
        ran = trainer("bank", "import", name, "--into", "deck.yaml", folder=tmp_path)
        assert ran.returncode == 1
        assert "is larger than" in ran.stderr
        assert len(ran.stderr.splitlines()) == 1


def test_what_is_no_file_is_one_line(tmp_path: Path) -> None:
    for name in ("absent.md", ".", "/dev/zero"):
        ran = trainer("bank", "import", name, "--into", "deck.yaml", folder=tmp_path)
        assert (ran.returncode, len(ran.stderr.splitlines())) == (1, 1)


def test_a_package_of_too_many_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="more than 10000 files"):
        reader("qti12")(zipped(**{f"f{number}": b"" for number in range(10_001)}))


def test_an_encrypted_or_odd_member_is_refused() -> None:
    package = bytearray(zipped(quiz__xml=b"<questestinterop/>"))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = package.index(signature) + offset
        (flags,) = struct.unpack_from("<H", package, place)
        struct.pack_into("<H", package, place, flags | 1)
    with pytest.raises(ContentError, match="cannot be unpacked"):
        reader("qti12")(bytes(package))


def test_utf_16_and_a_byte_order_mark_are_fine() -> None:
    for encoding in ("utf-16", "utf-8-sig"):
        for form in ("gift", "obsidian"):
            text = "Où? {=là ~ici}" if form == "gift" else "> [!question] Où?\n> là"
            (draft,) = reader(form)(text.encode(encoding)).drafts
            assert (draft.fields.get("stem") or draft.fields.get("front")) == "Où?"
    (draft,) = reader("csv")("question;answer\nOù?;là\n".encode("utf-16")).drafts
    assert draft.fields == {"kind": "recall", "front": "Où?", "back": "là"}


def test_line_ends_of_windows_and_old_macs_are_fine() -> None:
    unix = (EXAMPLES / "moodle.gift").read_bytes()
    for end in (b"\r\n", b"\r"):
        assert reader("gift")(unix.replace(b"\n", end)) == reader("gift")(unix)


SEEDS = {
    "obsidian": (EXAMPLES / "note.md").read_bytes(),
    "gift": (EXAMPLES / "moodle.gift").read_bytes() + writer("gift")([DECK], 0),
    "moodle-xml": (EXAMPLES / "moodle.xml").read_bytes(),
    "qti12": (EXAMPLES / "canvas.xml").read_bytes(),
    "csv": writer("csv")([DECK], 0),
    "json": writer("json")([DECK], 0),
    "apkg": writer("apkg")([DECK], 0),
}


def read_whole(form: str, content: bytes) -> Source | None:
    """Read and settle as the command does; a file that is refused is None."""
    try:
        found = reader(form)(content)
    except ContentError:
        return None
    give_ids(found.drafts)
    for draft in found.drafts:
        settle(draft)
    return found


@pytest.mark.parametrize("form", IMPORTED)
@given(data=st.data())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_piece_of_a_file_replaced(form: str, data: st.DataObject) -> None:
    seed = SEEDS[form]
    begin = data.draw(st.integers(0, len(seed)))
    end = min(begin + data.draw(st.integers(0, 30)), len(seed))
    found = read_whole(form, seed[:begin] + data.draw(st.binary(max_size=8)) + seed[end:])
    if found is not None:
        assert len({draft.fields["id"] for draft in found.drafts}) == len(found.drafts) or form in (
            "json",
            "gift",
        )


@pytest.mark.parametrize("form", IMPORTED)
@given(content=st.binary() | st.text().map(str.encode))
@settings(max_examples=60, deadline=None)
def test_any_bytes(form: str, content: bytes) -> None:
    read_whole(form, content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
NAMES = ("id", "kind", "stem", "front", "options", "facts", "tags", "references", "proof", "x-a", "revision")


@given(st.dictionaries(st.sampled_from(NAMES), JSON | st.sampled_from(["single", "recall"]), max_size=6))
@settings(max_examples=300, deadline=None)
def test_any_question_as_json_can_be_written_or_is_refused(question: dict[str, object]) -> None:
    found = read_whole("json", json.dumps(question).encode())
    for draft in found.drafts if found else ():
        writable(draft.fields)

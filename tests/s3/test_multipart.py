"""The parser of multipart/form-data, against two others and against what clients write."""

import re
from email.parser import BytesParser
from email.policy import HTTP

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from urllib3.filepost import encode_multipart_formdata
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData, Preamble

from tests.s3.forms import body_of
from trainer.s3.form_signing import encoded_form
from trainer.s3.multipart import MAX_BEFORE_FILE, is_form_data, read_form
from trainer.s3.upload_form import UploadForm, UploadFormFault

MANY = settings(max_examples=300, deadline=None)
TYPE = "multipart/form-data; boundary=B"


def form(body: bytes, content_type: str = TYPE) -> UploadForm:
    found = read_form(content_type, [body])
    assert isinstance(found, UploadForm), found
    return found


def fault(body: bytes, content_type: str = TYPE) -> UploadFormFault:
    found = read_form(content_type, [body])
    assert isinstance(found, UploadFormFault), found
    return found


def part(disposition: str, content: bytes = b"v", *headers: str) -> bytes:
    lines = [f"Content-Disposition: {disposition}", *headers, "", ""]
    return "\r\n".join(lines).encode() + content


def body(*parts: bytes, end: bytes = b"\r\n--B--\r\n") -> bytes:
    return b"--B\r\n" + b"\r\n--B\r\n".join(parts) + end


KEY = part('form-data; name="key"', b"k")
FILE = part('form-data; name="file"; filename="f.txt"', b"content")


class TestFields:
    def test_a_form_is_read(self) -> None:
        sent = body(KEY, FILE)
        found = form(sent)
        assert found.fields == (("key", "k"),)
        assert found.file_name == "f.txt"
        assert sent[found.file_at :][: found.file_length] == b"content"

    def test_names_lose_their_case_and_values_nothing(self) -> None:
        assert form(body(part('form-data; name="X-Amz-Date"', b" A \r\nb\n"), FILE)).fields == (
            ("x-amz-date", " A \r\nb\n"),
        )

    def test_a_part_with_a_file_name_is_a_field_all_the_same(self) -> None:
        named = part('form-data; name="key"; filename="key"', b"k", "Content-Type: text/plain")
        assert form(body(named, FILE)).fields == (("key", "k"),)

    def test_a_file_may_come_without_a_name_or_with_an_empty_one(self) -> None:
        assert form(body(KEY, part('form-data; name="FILE"'))).file_name is None
        assert form(body(KEY, part('form-data; name="file"; filename=""'))).file_name == ""
        assert form(body(KEY, part("form-data; name=file; filename*=UTF-8''x"))).file_name is None

    def test_fields_after_the_file_count_for_nothing(self) -> None:
        late = part('form-data; name="acl"', b"\xff public-read")
        assert form(body(KEY, FILE, late)).fields == (("key", "k"),)

    def test_recurring_fields_are_kept_in_their_order(self) -> None:
        twice = [part('form-data; name="a"', value) for value in (b"1", b"2")]
        assert form(body(*twice, FILE)).fields == (("a", "1"), ("a", "2"))

    def test_an_empty_file(self) -> None:
        assert form(body(KEY, part('form-data; name="file"; filename="f"', b""))).file_length == 0

    @pytest.mark.parametrize(
        ("sent", "read"),
        [
            (r'"a\"b"', 'a"b'),
            (r'"a\\b"', r"a\b"),
            (r'"C:\Program Files\file1.txt"', r"C:\Program Files\file1.txt"),
            ('"a;b=c"', "a;b=c"),
            ('"a%22b"', "a%22b"),
            ('"\u00e9\u4e2d"', "\u00e9\u4e2d"),
            ("bare.txt", "bare.txt"),
        ],
    )
    def test_file_names_as_clients_write_them(self, sent: str, read: str) -> None:
        assert form(body(KEY, part(f'form-data; name="file"; filename={sent}'))).file_name == read


class TestBoundaries:
    @pytest.mark.parametrize(
        "content_type",
        [
            'multipart/form-data; boundary="B"',
            "Multipart/Form-Data;BOUNDARY=B",
            "multipart/form-data; charset=utf-8; boundary=B;",
            r'multipart/form-data; boundary="\B"',
        ],
    )
    def test_ways_to_name_one(self, content_type: str) -> None:
        name = b"\\B" if "\\" in content_type else b"B"
        sent = body(KEY, FILE).replace(b"--B", b"--" + name)
        expected = UploadFormFault if name == b"\\B" else UploadForm
        assert isinstance(read_form(content_type, [sent]), expected)

    def test_all_signs_that_one_may_have(self) -> None:
        name = "'()+_,-./:=? x"
        sent = body(KEY, FILE).replace(b"--B", b"--" + name.encode())
        assert form(sent, f'multipart/form-data; boundary="{name}"').file_length == 7

    def test_what_stands_before_the_first_and_after_the_last(self) -> None:
        assert form(b"pre\r\namble\r\n" + body(KEY, FILE) + b"epilogue").fields == (("key", "k"),)
        assert form(body(KEY, FILE, end=b"\r\n--B--")).file_length == 7

    def test_blanks_after_one(self) -> None:
        assert form(body(KEY, FILE).replace(b"--B\r\n", b"--B \t\r\n")).fields == (("key", "k"),)

    @pytest.mark.parametrize(
        "content",
        [b"\r\n--BX\r\n", b"--B\r\n", b"\n--B\n", b"\r\n--", b"\r\n--B \r", b"\r\n--B-x"],
    )
    def test_what_is_none(self, content: bytes) -> None:
        sent = body(KEY, part('form-data; name="file"', content))
        found = form(sent)
        assert sent[found.file_at :][: found.file_length] == content

    @pytest.mark.parametrize(
        "content_type",
        [
            "multipart/form-data",
            "multipart/form-data; boundary=",
            'multipart/form-data; boundary=""',
            'multipart/form-data; boundary="x "',
            f"multipart/form-data; boundary={'x' * 71}",
            "multipart/form-data; boundary=B; boundary=C",
            'multipart/form-data; boundary="B',
            "multipart/form-data; boundary=\u00e9",
        ],
    )
    def test_ways_to_name_none(self, content_type: str) -> None:
        assert fault(body(KEY, FILE), content_type).kind == "malformed"


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"--",
        b"nothing of the kind",
        b"--B\r\n",
        body(KEY, FILE).replace(b"\r\n", b"\n"),
        body(KEY, FILE, end=b""),
        body(KEY, FILE, end=b"\r\n--B"),
        body(KEY, FILE, end=b"\r\n--B-"),
        body(KEY, FILE, end=b"\r\n--B\r\n"),
        body(KEY, FILE, KEY, end=b""),
        body(b"\r\nv", FILE),
        body(b"Content-Type: text/plain\r\n\r\nv", FILE),
        body(b"no header\r\n\r\nv", FILE),
        body(part('form-data; name="a"', b"v", "Content-Disposition: form-data; name=b"), FILE),
        body(part('form-data; name="a"', b"v", " folded: x"), FILE),
        body(part('attachment; name="a"'), FILE),
        body(part("form-data"), FILE),
        body(part('form-data; name=""'), FILE),
        body(part('form-data; name="a'), FILE),
        body(part('form-data; name="a"; name="key"'), FILE),
        body(part('form-data; name="a" key'), FILE),
        body(part('form-data; name="a\rb"'), FILE),
        body(part('form-data; name="a"', b"\xff"), FILE),
        body(b'Content-Disposition: form-data; name="\xff"\r\n\r\nv', FILE),
    ],
)
def test_what_is_malformed(sent: bytes) -> None:
    assert fault(sent).kind == "malformed"


class TestFiles:
    def test_none(self) -> None:
        assert fault(body(KEY))[::2] == ("files", 0)
        assert fault(body(part('form-data; name="files[]"; filename="f"'))).files == 0
        assert fault(b"--B--").files == 0

    def test_two(self) -> None:
        assert fault(body(KEY, FILE, FILE))[::2] == ("files", 2)


class TestBounds:
    def test_what_may_come_before_the_file(self) -> None:
        def filled(length: int) -> bytes:
            return body(part('form-data; name="a"', b"x" * length), FILE)

        room = MAX_BEFORE_FILE - form(filled(0)).file_at
        assert form(filled(room)).file_at == MAX_BEFORE_FILE
        assert fault(filled(room + 1)).kind == "too large"

    @pytest.mark.parametrize(
        "sent",
        [
            b"x" * 10**6 + b"\r\n" + body(KEY, FILE),
            body(part('form-data; name="a"', b"x" * 10**6), FILE),
            body(part('form-data; name="a"', b"\r\n--Bx" * 10**5), FILE),
            body(part(f'form-data; name="{"a" * 10**5}"'), FILE),
            body(*[part('form-data; name="a"', b"")] * 1000, FILE),
            body(part('form-data; name="a"', b"v", "X: " + " " * 10**5), FILE),
            b"--B\r\n" + b"x" * 10**6,
            b"--B\r\n" + b"x" * 10**6 + b"\r\n\r\n",
        ],
    )
    def test_what_may_not(self, sent: bytes) -> None:
        blocks = (sent[at : at + 4096] for at in range(0, len(sent), 4096))
        found = read_form(TYPE, blocks)
        assert isinstance(found, UploadFormFault)
        assert found.kind == "too large"
        if not sent.startswith(b"x"):
            assert len(b"".join(blocks)) > len(sent) - MAX_BEFORE_FILE - 2 * 4096, "it read on"

    def test_a_part_after_the_file(self) -> None:
        assert fault(body(KEY, FILE, b"x" * 10**5 + b"\r\n\r\n")).kind == "malformed"

    def test_the_file_is_never_held(self) -> None:
        head, tail = body(KEY, part('form-data; name="file"', b"")).split(b"\r\n--B--")
        found = read_form(TYPE, (head, *[bytes(10**6)] * 300, b"\r\n--B--" + tail))
        assert isinstance(found, UploadForm)
        assert found.file_length == 300 * 10**6


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 64, 1000])
def test_where_blocks_begin_makes_no_difference(size: int) -> None:
    sent = b"pre\r\n" + body(KEY, part('form-data; name="file"', b"\r\n--Bx\r\n--B \r"), KEY) + b"post"
    blocks = [sent[at : at + size] for at in range(0, len(sent), size)]
    assert read_form(TYPE, blocks) == form(sent)


NAMES = st.text(st.characters(codec="utf-8", exclude_characters='\r\n\\"'), min_size=1, max_size=12).filter(
    lambda name: name.lower() not in ("file",) and name.lower().strip() == name.lower()
)
VALUES = st.text(st.characters(codec="utf-8"), max_size=30)
CONTENTS = st.one_of(
    st.binary(max_size=60),
    st.lists(st.sampled_from([b"\r", b"\n", b"--", b"B", b"-", b" ", b"\t", b"x"]), max_size=20).map(
        b"".join
    ),
)
FIELDS = st.lists(st.tuples(NAMES, VALUES), max_size=5)


@MANY
@given(FIELDS, CONTENTS, st.one_of(st.none(), NAMES))
def test_what_urllib3_writes(fields: list[tuple[str, str]], content: bytes, file_name: str | None) -> None:
    sent, content_type = body_of(fields, content, file_name)
    found = form(sent, content_type)
    assert found.fields == tuple((name.lower(), value) for name, value in fields)
    assert found.file_name == file_name
    assert sent[found.file_at :][: found.file_length] == content


@MANY
@given(FIELDS, CONTENTS, NAMES)
def test_what_we_write_is_read_alike_by_werkzeug(
    fields: list[tuple[str, str]], content: bytes, file_name: str
) -> None:
    sent = encoded_form(fields, file_name, content, "a-boundary-that-no-value-has")
    decoder = MultipartDecoder(b"a-boundary-that-no-value-has")
    decoder.receive_data(sent)
    decoder.receive_data(None)
    read: list[tuple[str, bytes]] = []
    while not isinstance(event := decoder.next_event(), Epilogue):
        assert not isinstance(event, NeedData)
        match event:
            case Field(name=name) | File(name=name):
                read.append((name, b""))
            case Data(data=data):
                read[-1] = (read[-1][0], read[-1][1] + data)
            case Preamble():
                pass
    assert read == [*((name, value.encode()) for name, value in fields), ("file", content)]
    ours = form(sent, "multipart/form-data; boundary=a-boundary-that-no-value-has")
    assert ours.fields == tuple((name.lower(), value) for name, value in fields)
    assert sent[ours.file_at :][: ours.file_length] == content


@MANY
@given(
    st.lists(st.sampled_from([b"\r\n", b"--", b"B", b"-", b" ", b"x", b"\n", b"\r"]), max_size=12).map(
        b"".join
    )
)
def test_what_pythons_mail_parser_reads(content: bytes) -> None:
    """Where a file ends is told alike, but for line ends that mail does not tell apart."""
    sent = body(KEY, part('form-data; name="file"; filename="f"', content))
    read = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {TYPE}\r\n\r\n".encode() + sent)
    whole = re.search(rb"\r\n--B(--|[ \t]*\r\n)", b"\r\n" + content) is None
    found = read_form(TYPE, [sent])
    if whole and b"\n--B" not in content and b"\r--B" not in content and not content.startswith(b"--B"):
        assert isinstance(found, UploadForm)
        payload = list(read.iter_parts())[1].get_payload(decode=True)
        assert payload == sent[found.file_at :][: found.file_length] == content


@MANY
@given(st.binary(max_size=200), st.text(max_size=40))
def test_anything_is_read_or_is_at_fault(sent: bytes, content_type: str) -> None:
    assert isinstance(read_form(content_type, [sent]), UploadForm | UploadFormFault)
    assert isinstance(read_form(TYPE, [sent]), UploadForm | UploadFormFault)


@MANY
@given(st.data())
def test_a_damaged_form_is_read_or_is_at_fault(data: st.DataObject) -> None:
    sent, content_type = encode_multipart_formdata({"key": "k", "file": ("f", b"content")})
    at = data.draw(st.integers(0, len(sent)))
    cut = data.draw(st.integers(0, 30))
    damaged = sent[:at] + data.draw(st.binary(max_size=5)) + sent[at + cut :]
    found = read_form(content_type, [damaged])
    if isinstance(found, UploadForm):
        assert found.file_at + found.file_length <= len(damaged)


@pytest.mark.parametrize(
    ("content_type", "is_form"),
    [
        ("multipart/form-data", True),
        (" Multipart/FORM-data ; boundary=x", True),
        ("multipart/mixed; boundary=x", False),
        ("multipart/form-data-x", False),
        ("text/html", False),
        ("", False),
        (None, False),
    ],
)
def test_what_is_the_content_type_of_a_form(content_type: str | None, is_form: bool) -> None:
    assert is_form_data(content_type) == is_form

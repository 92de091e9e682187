"""Packs: the same bytes each time, and nothing but text comes out of one, whoever made it."""

import json
import stat
import zipfile
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from trainer.content.packing import MANIFEST, Pack, decks_in, packed, read_pack, write_pack
from trainer.errors import ContentError, UsageError
from trainer.paths import shipped_bank


@pytest.fixture
def pack(tiny_bank: Path) -> Pack:
    return packed(decks_in(tiny_bank), "bakery", "1.2")[0]


def archive(path: Path, members: dict[str, bytes], **changed: object) -> Path:
    """Write a pack by hand: what a stranger may send."""
    sums = {name: sha256(source).hexdigest() for name, source in members.items()}
    manifest = {"format": 1, "name": "theirs", "version": "1", "files": sums} | changed
    with zipfile.ZipFile(path, "w") as out:
        for name, source in {MANIFEST: json.dumps(manifest).encode(), **members}.items():
            out.writestr(name, source)
    return path


def refused(path: Path) -> str:
    with pytest.raises(ContentError) as caught:
        read_pack(path)
    said = str(caught.value)
    assert said.startswith(f"the pack {path} is refused: ")
    assert "\n" not in said
    assert said.isprintable()
    return said


def test_a_pack_reads_back_with_its_manifest(pack: Pack, tmp_path: Path) -> None:
    write_pack(pack, tmp_path / "one.pack")
    again = read_pack(tmp_path / "one.pack")
    assert (again.name, again.version, dict(again.files)) == ("bakery", "1.2", dict(pack.files))
    files = {"access.yaml", "storage.yaml", "exam.yaml", "facts.yaml", "misconceptions.yaml"}
    assert again.manifest["files"] == {name: sha256(pack.files[name]).hexdigest() for name in files}


def test_the_same_decks_are_the_same_bytes(tiny_bank: Path, tmp_path: Path) -> None:
    decks = decks_in(tiny_bank)
    write_pack(packed(decks, "bakery", "1")[0], tmp_path / "one.pack")
    for deck in decks:
        deck.touch()
    write_pack(packed(decks[::-1], "bakery", "1")[0], tmp_path / "two.pack")
    assert (tmp_path / "one.pack").read_bytes() == (tmp_path / "two.pack").read_bytes()


def test_a_pack_has_what_its_decks_need_and_no_more(tiny_bank: Path) -> None:
    pack, problems = packed([tiny_bank / "access.yaml"], "access", "1")
    assert problems == []
    assert b"T1: " in pack.files["facts.yaml"]
    assert b"T2" not in pack.files["facts.yaml"]
    assert b"versions-cost-nothing" not in pack.files["misconceptions.yaml"]
    assert pack.files["exam.yaml"] == (tiny_bank / "exam.yaml").read_bytes()
    shipped = shipped_bank() / "s3-url-anatomy.yaml"
    assert "exam.yaml" not in packed([shipped], "anatomy", "1")[0].files


@pytest.mark.parametrize(
    "name",
    ["../out.yaml", "/etc/out.yaml", "decks/in.yaml", "..\\out.yaml", "C:out.yaml", ".hidden.yaml", "run.py",
     "labs/theirs/lab.yaml", "a\x1b[2J.yaml", "a\u202elmay.yaml", "a\n.yaml", "con/"],
)  # fmt: skip
def test_a_name_that_is_not_plain_is_refused(
    name: str, tmp_path: Path, deck_of: Callable[[str, int], str]
) -> None:
    path = archive(tmp_path / "theirs.pack", {"good.yaml": deck_of("good", 1).encode(), name: b"format: 1\n"})
    assert "no .yaml file of a plain name" in refused(path)
    assert [each.name for each in tmp_path.iterdir()] == ["theirs.pack"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFDIR])
def test_a_link_or_a_device_is_refused(kind: int, tmp_path: Path) -> None:
    path = tmp_path / "theirs.pack"
    with zipfile.ZipFile(path, "w") as out:
        info = zipfile.ZipInfo("deck.yaml")
        info.create_system, info.external_attr = 3, (kind | 0o777) << 16
        out.writestr(info, "/etc/passwd")
    assert "no file but a link or a device" in refused(path)


def test_what_swells_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pack"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("bomb.yaml", b"0" * 50_000_000)
    assert path.stat().st_size < 100_000
    assert "compressed or encrypted" in refused(path)


def test_entries_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    """A bomb without compression: many names in the directory, all of one large file."""
    body = BytesIO()
    with zipfile.ZipFile(body, "w") as out:
        out.writestr("a0.yaml", b"0" * 1_000_000)
        first = out.filelist[0]
        for number in range(1, 50):
            twin = zipfile.ZipInfo(f"a{number}.yaml")
            twin.file_size = twin.compress_size = first.file_size
            twin.CRC, twin.header_offset = first.CRC, first.header_offset
            out.filelist.append(twin)
    path = tmp_path / "bomb.pack"
    path.write_bytes(body.getvalue())
    assert "would unpack to more than" in refused(path)


def test_ten_thousand_files_are_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "many.pack", {f"d{number}.yaml": b"" for number in range(10_000)})
    assert "it holds 10001 files, more than 100" in refused(path)


def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "twice.pack", {"deck.yaml": b"a: 1", "DECK.yaml": b"a: 1"})
    assert "stands twice" in refused(path)


def test_what_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.pack"
    with path.open("wb") as out:
        out.truncate(17 * 1024 * 1024)
    assert "larger than" in refused(path)


@pytest.mark.parametrize("source", [b"", b"PK\x03\x04", b"format: 1\n", b"\0" * 4096])
def test_what_is_no_pack_is_refused(source: bytes, tmp_path: Path) -> None:
    path = tmp_path / "theirs.pack"
    path.write_bytes(source)
    assert "cannot be read as a pack" in refused(path)


def test_a_pack_cut_short_or_changed_anywhere_is_refused_or_the_same(pack: Pack, tmp_path: Path) -> None:
    path = tmp_path / "theirs.pack"
    write_pack(pack, path)
    whole = path.read_bytes()
    for at in range(0, len(whole), 97):
        for source in (whole[:at], whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :]):
            path.write_bytes(source)
            # A date or a permission is not looked at; what is in it cannot have changed.
            with suppress(ContentError):
                assert read_pack(path).files == pack.files


def test_a_manifest_that_does_not_fit_is_refused(tmp_path: Path, deck_of: Callable[[str, int], str]) -> None:
    path, deck = tmp_path / "theirs.pack", {"deck.yaml": deck_of("deck", 1).encode()}
    assert "not what its manifest says" in refused(archive(path, deck, files={"deck.yaml": "0" * 64}))
    assert "not what its manifest says" in refused(archive(path, deck, files=[]))
    for changed in (
        {"name": "../up"},
        {"name": "a\x1b"},
        {"name": ["a"]},
        {"version": "1\n2"},
        {"version": 1},
    ):
        assert "is none" in refused(archive(path, deck, **changed))
    assert "no manifest of format 1" in refused(archive(path, deck, format=2))
    assert "no manifest of format 1" in refused(archive(path, deck, runs="rm"))
    with zipfile.ZipFile(path, "w") as out:
        out.writestr(MANIFEST, "[" * 60_000)
    assert "no manifest of format 1" in refused(path)


def test_a_lab_in_a_pack_is_refused(tmp_path: Path) -> None:
    assert "lab.yaml in it is no deck" in refused(
        archive(tmp_path / "lab.pack", {"lab.yaml": b"title: A lab\n"})
    )
    assert "there is no deck in it" in refused(
        archive(tmp_path / "none.pack", {"facts.yaml": b"format: 1\n"})
    )


def test_a_folder_that_links_out_of_itself_is_refused(tiny_bank: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("deck: secret\n")
    (tiny_bank / "theirs.yaml").symlink_to(secret)
    with pytest.raises(ContentError, match="is a link"):
        decks_in(tiny_bank)


@pytest.mark.parametrize(
    ("name", "version"), [("../up", "1"), ("", "1"), ("Up", "1"), ("up", "1 2"), ("up", "")]
)
def test_what_is_no_name_or_version_is_wrong_usage(name: str, version: str, tiny_bank: Path) -> None:
    with pytest.raises(UsageError):
        packed([tiny_bank / "access.yaml"], name, version)

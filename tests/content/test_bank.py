import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from trainer.content import index
from trainer.content.bank import Bank, DeckInfo
from trainer.content.compile import compile_bank
from trainer.errors import ContentError

BROKEN = Path(__file__).parent / "broken"
DeckOf = Callable[[str, int], str]


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def bank(tiny_bank: Path, cache: Path) -> Iterator[Bank]:
    with Bank.open([tiny_bank], cache) as opened:
        yield opened


def settle(folder: Path) -> None:
    """Put the files' times well before the compilation, as those of a file at rest are."""
    for path in folder.glob("*.yaml"):
        long_ago = time.time_ns() - 3600 * 10**9
        os.utime(path, ns=(long_ago, long_ago))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def compiling(folder: Path, cache: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "trainer.content.compile", str(folder), "--cache", str(cache)]
    return subprocess.Popen(command, stderr=subprocess.PIPE)


def test_opening_for_the_first_time_compiles(bank: Bank, tiny_bank: Path) -> None:
    assert bank.decks() == [
        DeckInfo("access", "Who may read", str(tiny_bank / "access.yaml"), 2),
        DeckInfo("storage", "What storage costs", str(tiny_bank / "storage.yaml"), 1),
    ]
    assert bank.ids() == ["first-upload-is-private", "what-an-owner-has", "old-photos-two-measures"]
    assert bank.ids(deck="storage") == ["old-photos-two-measures"]
    assert bank.ids(tag="buckets") == ["first-upload-is-private", "old-photos-two-measures"]
    assert bank.ids(deck="access", tag="defaults") == ["first-upload-is-private"]
    assert bank.ids(deck="absent") == bank.ids(tag="absent") == []
    assert bank.problems() == []
    assert bank.is_fresh()


def test_a_question_is_what_the_deck_says(bank: Bank, tiny_bank: Path) -> None:
    question = bank.question("first-upload-is-private")
    assert (question.kind, question.deck, question.revision) == ("single", "access", 2)
    assert (question.file, question.line) == (str(tiny_bank / "access.yaml"), 6)
    assert question.correct_options == (0,)
    assert question.options[1].misconception == "new-buckets-are-public"
    assert question.references[0].checked == "2026-11-01"
    assert question.proof[0] == {"put": {"object": "prices.txt", "body": "bread"}}
    assert question.extra == {"x-author": "someone"}
    assert question.stem.endswith("What does the customer get?")
    with pytest.raises(ContentError, match="no question 'absent'"):
        bank.question("absent")


def test_the_blueprint_and_the_misconceptions(bank: Bank) -> None:
    assert bank.weights() == {"secure": 0.6, "cost": 0.4}
    assert bank.task_title("4.1") == "Storage that costs little"
    assert bank.task_title("9.9") == "9.9"
    assert bank.domain_title("cost") == "Cheap"
    assert bank.exam()["minutes"] == 20
    assert bank.misconception("versions-cost-nothing") == "Earlier versions of an object are not billed."
    assert bank.misconception("absent") is None


def test_reading_imports_neither_yaml_nor_pydantic(tiny_bank: Path, cache: Path) -> None:
    compile_bank([tiny_bank], cache)
    program = (
        "import sys; from pathlib import Path; from trainer.content.bank import Bank\n"
        f"with Bank.open([Path({str(tiny_bank)!r})], Path({str(cache)!r})) as bank:\n"
        "    assert bank.is_fresh() and bank.question(bank.ids()[0]).stem and bank.weights()\n"
        "print(sorted({'yaml', 'pydantic', 'subprocess', 'textual'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_a_broken_question_is_left_out_and_the_rest_can_be_asked(tiny_bank: Path, cache: Path) -> None:
    (tiny_bank / "broken.yaml").write_bytes((BROKEN / "syntax-twice.yaml").read_bytes())
    (tiny_bank / "empty.yaml").write_bytes(b"")
    (tiny_bank / "noise.yaml").write_bytes(bytes(range(256)))
    with Bank.open([tiny_bank], cache) as bank:
        assert bank.ids(deck="ferry") == ["second", "fifth"]
        assert len(bank.ids()) == 5
        files = {Path(problem.file).name for problem in bank.problems()}
        assert files == {"broken.yaml", "empty.yaml", "noise.yaml"}
        assert bank.refresh() == len(bank.problems()) >= 5
        assert str(bank.problems()[0]).startswith(f"{tiny_bank / 'broken.yaml'}:8:4: error[syntax]: ")


def test_of_two_questions_with_one_id_the_first_is_asked(tiny_bank: Path, cache: Path) -> None:
    text = (tiny_bank / "storage.yaml").read_text().replace("deck: storage", "deck: zz")
    (tiny_bank / "zz.yaml").write_text(text)
    with Bank.open([tiny_bank], cache) as bank:
        assert bank.question("old-photos-two-measures").deck == "storage"
        assert [problem.rule for problem in bank.problems()] == ["L02"]
        assert bank.ids(deck="zz") == []
        (tiny_bank / "storage.yaml").unlink()
        assert bank.refresh() == 0
        assert bank.question("old-photos-two-measures").deck == "zz"


def test_only_a_changed_file_is_read_again(tiny_bank: Path, cache: Path) -> None:
    settle(tiny_bank)
    assert len(compile_bank([tiny_bank], cache)) == 5
    assert compile_bank([tiny_bank], cache) == []
    edit(tiny_bank / "storage.yaml", "A club", "A choir")
    with Bank.open([tiny_bank], cache) as bank:
        assert not bank.is_fresh()
        assert "A club" in bank.question("old-photos-two-measures").stem, "stale is readable"
        assert compile_bank([tiny_bank], cache) == ["storage.yaml"]
        assert bank.is_fresh()
        assert "A choir" in bank.question("old-photos-two-measures").stem


def test_files_that_come_and_go(tiny_bank: Path, cache: Path, deck_of: DeckOf) -> None:
    with Bank.open([tiny_bank], cache) as bank:
        (tiny_bank / "new.yaml").write_text(deck_of("new", 3))
        assert not bank.is_fresh()
        assert bank.refresh() == 0
        assert bank.ids(deck="new") == ["new-0", "new-1", "new-2"]
        (tiny_bank / "new.yaml").unlink()
        assert not bank.is_fresh()
        bank.refresh()
        assert bank.ids(deck="new") == []


def test_changed_settings_are_applied_to_every_deck(tiny_bank: Path, cache: Path) -> None:
    settle(tiny_bank)
    with Bank.open([tiny_bank], cache) as bank:
        assert bank.task_title("1.1") == "Who may come in"
        edit(tiny_bank / "facts.yaml", "  T2:", "  T3:")
        edit(tiny_bank / "exam.yaml", "Who may come in", "Who may enter")
        assert bank.refresh() == 1
        assert bank.ids(deck="storage") == []
        assert bank.problems()[0].message == 'the fact "T2" is not known'
        assert bank.task_title("1.1") == "Who may enter"


def test_a_change_that_size_and_time_do_not_show_is_seen(tiny_bank: Path, cache: Path) -> None:
    deck = tiny_bank / "storage.yaml"
    with Bank.open([tiny_bank], cache) as bank:
        before = deck.stat()
        edit(deck, "A club", "A band")
        os.utime(deck, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert deck.stat().st_size == before.st_size
        assert not bank.is_fresh()
        bank.refresh()
        assert "A band" in bank.question("old-photos-two-measures").stem


def test_a_touched_file_is_not_compiled_again(
    tiny_bank: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "DOUBT_NS", 0)
    settle(tiny_bank)
    with Bank.open([tiny_bank], cache) as bank:
        settle(tiny_bank)
        assert bank.is_fresh()
        assert compile_bank([tiny_bank], cache) == []
        # Once read to make sure, it need not be read again.
        with sqlite3.connect(index.index_path([tiny_bank], cache)) as connection:
            known = index.compiled_files(connection)
        connection.close()
        assert all(known[file.key].certainly(file) for file in index.bank_files([tiny_bank]))


def test_a_file_changed_just_now_is_in_doubt(tiny_bank: Path) -> None:
    file = index.bank_files([tiny_bank])[0]
    times = (file.size, file.mtime_ns, file.ctime_ns)
    soon = index.CompiledFile(*times, file.ctime_ns + index.DOUBT_NS // 2, file.digest(), "")
    later = index.CompiledFile(*times, file.ctime_ns + index.DOUBT_NS * 2, "not read", "")
    assert not soon.certainly(file)
    assert soon.holds(file)
    assert later.certainly(file)
    assert later.holds(file)


def test_other_code_compiles_anew(tiny_bank: Path, cache: Path) -> None:
    with Bank.open([tiny_bank], cache) as bank:
        connection = index.connect(index.index_path([tiny_bank], cache))
        connection.execute("update meta set value = 'older' where key = 'compiler'")
        connection.close()
        assert not bank.is_fresh()
        assert len(compile_bank([tiny_bank], cache)) == 5
        assert bank.is_fresh()


@pytest.mark.parametrize(
    "damage", ["not a database", "cut off", "empty", "other version", "scribbled", "no table"]
)
def test_a_corrupt_index_is_made_again(tiny_bank: Path, cache: Path, damage: str) -> None:
    compile_bank([tiny_bank], cache)
    path = index.index_path([tiny_bank], cache)
    whole = path.read_bytes()
    match damage:
        case "not a database":
            path.write_bytes(b"x" * 5000)
        case "cut off":
            path.write_bytes(whole[: len(whole) // 2])
        case "empty":
            path.write_bytes(b"")
        case "scribbled":
            path.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))
        case "other version":
            _run(path, "pragma user_version = 999")
        case "no table":
            _run(path, "drop table tags", "drop table questions")
    with Bank.open([tiny_bank], cache) as bank:
        assert len(bank.ids()) == 3
        assert bank.refresh() == 0
        assert bank.ids(tag="defaults") == ["first-upload-is-private"]


def _run(path: Path, *statements: str) -> None:
    connection = index.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_two_processes_compile_and_a_third_reads(tiny_bank: Path, cache: Path, deck_of: DeckOf) -> None:
    compile_bank([tiny_bank], cache)
    for number in range(12):
        (tiny_bank / f"deck{number}.yaml").write_text(deck_of(f"deck{number}", 20))
    seen: set[int] = set()
    stop = threading.Event()

    def read() -> None:
        with Bank.open([tiny_bank], cache) as bank:
            while not stop.is_set():
                seen.add(len(bank.ids()))

    reader = threading.Thread(target=read)
    reader.start()
    processes = [compiling(tiny_bank, cache) for _ in range(2)]
    ends = [process.communicate(timeout=60)[1] for process in processes]
    stop.set()
    reader.join()
    assert ends == [b"", b""]
    assert [process.returncode for process in processes] == [0, 0]
    assert seen <= {3, 243}, "all or nothing"
    with Bank.open([tiny_bank], cache) as bank:
        assert bank.is_fresh()
        assert len(bank.ids()) == len(set(bank.ids())) == 243


def test_a_second_process_waits_for_the_first(tiny_bank: Path, cache: Path) -> None:
    compile_bank([tiny_bank], cache)
    edit(tiny_bank / "storage.yaml", "A club", "A choir")
    first = index.connect(index.index_path([tiny_bank], cache))
    first.execute("begin immediate")
    second = compiling(tiny_bank, cache)
    with pytest.raises(subprocess.TimeoutExpired):
        second.wait(timeout=1.5)
    first.execute("commit")
    first.close()
    assert second.communicate(timeout=30)[1] == b""
    assert second.returncode == 0
    with Bank.open([tiny_bank], cache) as bank:
        assert "A choir" in bank.question("old-photos-two-measures").stem


def test_a_process_that_is_killed_leaves_what_was_there(
    tiny_bank: Path, cache: Path, deck_of: DeckOf
) -> None:
    compile_bank([tiny_bank], cache)
    (tiny_bank / "large.yaml").write_text(deck_of("large", 400))
    process = compiling(tiny_bank, cache)
    journal = index.index_path([tiny_bank], cache)
    journal = journal.with_name(f"{journal.name}-journal")
    deadline = time.monotonic() + 30
    while not journal.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    process.kill()
    process.communicate(timeout=30)
    with Bank.open([tiny_bank], cache) as bank:
        assert len(bank.ids()) in (3, 403)
        assert bank.refresh() == 0
        assert len(bank.ids()) == 403


def test_a_missing_folder_is_told_in_one_line(tmp_path: Path, cache: Path, tiny_bank: Path) -> None:
    with pytest.raises(ContentError, match=r"^the bank folder .*absent does not exist; name an existing one"):
        Bank.open([tmp_path / "absent"], cache)
    with pytest.raises(ContentError, match="is no folder"):
        Bank.open([tiny_bank / "exam.yaml"], cache)
    assert not cache.exists()


def test_a_cache_that_cannot_be_written_is_told_in_one_line(tiny_bank: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(ContentError, match=r"could not write the index .*TRAINER_CACHE_DIR") as caught:
        Bank.open([tiny_bank], blocked)
    assert "\n" not in str(caught.value)


def test_a_module_of_the_users_folder_is_not_imported(
    tiny_bank: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tiny_bank / "yaml.py").write_text("raise SystemExit('imported')")
    monkeypatch.chdir(tiny_bank)
    with Bank.open([Path()], cache) as bank:
        assert len(bank.ids()) == 3
        assert bank.question(bank.ids()[0]).file == "access.yaml"


def test_two_folders_are_one_bank(tiny_bank: Path, cache: Path, tmp_path: Path, deck_of: DeckOf) -> None:
    more = tmp_path / "more"
    more.mkdir()
    (more / "storage.yaml").write_text(deck_of("mine", 2))
    (more / "facts.yaml").write_text("format: 1\nfacts:\n  T9: Mine.\n")
    with Bank.open([tiny_bank, more], cache) as bank:
        assert [deck.name for deck in bank.decks()] == ["access", "storage", "mine"]
        assert bank.question("mine-0").file == str(more / "storage.yaml")
        assert bank.problems() == []
        assert bank.weights() == {"secure": 0.6, "cost": 0.4}


def test_an_empty_folder_is_a_bank_without_questions(tmp_path: Path, cache: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with Bank.open([empty], cache) as bank:
        assert bank.ids() == []
        assert bank.is_fresh()
        assert sum(bank.weights().values()) == pytest.approx(1)

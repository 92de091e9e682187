"""Opening a log: a new one, an older one, and every kind that cannot be opened."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.progress.answering import NOON, answer
from trainer.errors import ProgressError
from trainer.progress import opening
from trainer.progress.log import AnswerLog
from trainer.study.scheduling import review

VERSION_1 = Path(__file__).with_name("version_1.sql")


def raw(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def refused(path: Path, busy_seconds: float = 0.05) -> str:
    """Return the one line with which opening the log is refused."""
    with pytest.raises(ProgressError) as raised:
        AnswerLog.open(path, busy_seconds=busy_seconds)
    said = str(raised.value)
    assert str(path) in said
    assert "\n" not in said
    return said


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "progress.db"


@pytest.fixture
def used(path: Path) -> Path:
    with AnswerLog.open(path) as log:
        for n in range(300):
            log.append(answer(f"question-{n}"))
    return path


def test_a_log_from_a_newer_trainer_stays_as_it_is(used: Path) -> None:
    raw(used, f"PRAGMA user_version = {opening.VERSION + 1}", "PRAGMA journal_mode = DELETE")
    before = used.read_bytes()
    assert "update the trainer" in refused(used)
    assert used.read_bytes() == before
    assert [each.name for each in used.parent.iterdir()] == [used.name]


def test_a_database_of_another_program_stays_as_it_is(path: Path) -> None:
    raw(path, "CREATE TABLE recipe (name TEXT)")
    before = path.read_bytes()
    assert "is no answer log" in refused(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database at all, but a letter to my aunt\n" * 40, b"\0" * 8192])
def test_a_file_that_is_no_database_stays_as_it_is(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert "left as it is" in refused(path)
    assert path.read_bytes() == content


def test_a_truncated_log_is_refused_or_tells_when_it_is_read(used: Path) -> None:
    raw(used, "PRAGMA journal_mode = DELETE")
    whole = used.read_bytes()
    used.write_bytes(whole[: len(whole) // 2 // 4096 * 4096])
    with pytest.raises(ProgressError, match="is damaged"), AnswerLog.open(used) as log:
        log.cards.rebuild()
    assert used.stat().st_size < len(whole)


def test_overwritten_pages_are_told_and_nothing_is_written_over_them(used: Path) -> None:
    raw(used, "PRAGMA journal_mode = DELETE")
    whole = used.read_bytes()
    used.write_bytes(whole[:8192] + b"\xa5" * (len(whole) - 8192))
    with (
        pytest.raises(ProgressError, match=r"is damaged|is no answer log") as raised,
        AnswerLog.open(used) as log,
    ):
        list(log.rows())
    assert "\n" not in str(raised.value)


def test_a_locked_log_is_told_and_opens_once_it_is_free(used: Path) -> None:
    other = sqlite3.connect(used, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    assert "locked by another program" in refused(used)
    other.close()
    with AnswerLog.open(used) as log:
        assert log.count_answers() == 300


def test_a_writer_waits_for_another(used: Path) -> None:
    code = (
        "import sqlite3, sys, time\n"
        "log = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "log.execute('BEGIN IMMEDIATE'); print('held', flush=True)\n"
        "time.sleep(0.3); log.execute('ROLLBACK')"
    )
    with (
        AnswerLog.open(used) as log,
        subprocess.Popen([sys.executable, "-c", code, used], stdout=subprocess.PIPE) as holder,
    ):
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert log.append(answer("after-all")).n == 301


def test_a_folder_in_its_place_is_told(path: Path) -> None:
    path.mkdir()
    assert "cannot be opened" in refused(path)


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    assert "cannot be opened" in refused(tmp_path / "missing" / "progress.db")


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that another user can reach: those of pytest are closed to everyone else."""
    folder = Path(mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def opened_by_a_stranger(path: Path) -> str:
    """Open a log in a child process as a user to whom file modes apply, and return what it raised.

    Forked, not started anew: that user may not be able to read this Python.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setuid(65534)
            AnswerLog.open(path).close()
        except ProgressError as error:
            os.write(writer, str(error).encode())
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as said:
        return said.read()


@pytest.mark.parametrize(
    ("file_mode", "folder_mode", "says"),
    [
        (0o444, 0o777, "is read-only"),
        (0o666, 0o555, "is read-only"),
        (0o444, 0o555, "is read-only"),
        (0o000, 0o777, "cannot be opened"),
    ],
)
def test_a_read_only_log_is_told(shared_folder: Path, file_mode: int, folder_mode: int, says: str) -> None:
    path = shared_folder / "progress.db"
    with AnswerLog.open(path) as log:
        log.append(answer("q"))
    before = path.read_bytes()
    path.chmod(file_mode)
    shared_folder.chmod(folder_mode)
    said = opened_by_a_stranger(path)
    assert said.startswith(f"the answer log {path} {says}")
    assert "--data-dir" in said
    assert "\n" not in said
    path.chmod(0o644)
    assert path.read_bytes() == before


def test_a_read_only_folder_is_told(shared_folder: Path) -> None:
    shared_folder.chmod(0o555)
    said = opened_by_a_stranger(shared_folder / "progress.db")
    assert "cannot be opened; allow writing to its folder" in said


def test_a_full_disk_is_told_and_nothing_is_lost(used: Path) -> None:
    with AnswerLog.open(used) as log:
        connection = log._database.connection
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        # SQLite answers as on a full disk when a file may not grow.
        connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(ProgressError, match="disk is full"):
            append_many(log)
        kept = log.count_answers()
        connection.execute("PRAGMA max_page_count = 1000000")
        log.append(answer("at-last"))
        assert log.count_answers() == kept + 1


def test_a_log_of_version_1_is_brought_up_to_date(path: Path) -> None:
    old = sqlite3.connect(path)
    old.executescript(VERSION_1.read_text("utf-8"))
    old.close()
    with AnswerLog.open(path) as log:
        assert log.count_answers() == 2
        assert log.cards.state("known", 1) == review(log.written(1).before, 4, NOON)
        assert log.cards.right_by_domain() == {"secure": (1, 2)}
        assert log.remarks.note("known") == "kept"
        log.append(answer("new"))
    with AnswerLog.open(path) as log:
        assert [row.n for row in log.rows()] == [1, 2, 3, 4, 5]


def test_a_migrated_log_has_the_shape_of_a_new_one(path: Path, tmp_path: Path) -> None:
    old = sqlite3.connect(path)
    old.executescript(VERSION_1.read_text("utf-8"))
    old.close()
    AnswerLog.open(path).close()
    AnswerLog.open(tmp_path / "new.db").close()
    assert shape(path) == shape(tmp_path / "new.db")


def test_a_migration_that_fails_leaves_the_log_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = sqlite3.connect(path)
    old.executescript(VERSION_1.read_text("utf-8"))
    old.execute("PRAGMA journal_mode = WAL")
    old.close()
    before = shape(path)
    # The next version has no migration yet: those before it have run by then.
    monkeypatch.setattr(opening, "VERSION", opening.VERSION + 1)
    with pytest.raises(FileNotFoundError):
        AnswerLog.open(path)
    assert shape(path) == before
    monkeypatch.undo()
    with AnswerLog.open(path) as log:
        assert log.count_answers() == 2


def test_a_log_made_by_several_processes_at_once_is_made_once(path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        list(pool.map(append_ten, [(path, name) for name in "abcd"]))
    with AnswerLog.open(path) as log:
        assert log.count_answers() == 40
        assert [row.n for row in log.rows()] == list(range(1, 41))


def append_many(log: AnswerLog) -> None:
    for n in range(300):
        log.append(answer(f"more-{n}"))


def append_ten(job: tuple[Path, str]) -> None:
    path, name = job
    with AnswerLog.open(path) as log:
        for n in range(10):
            log.append(answer(f"{name}-{n}"))


def shape(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return the columns of every table and the columns of every index, with the version."""
    connection = sqlite3.connect(path)
    names = connection.execute(
        "SELECT name, type FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"
    ).fetchall()
    found = {
        name: connection.execute(
            f"PRAGMA {'table_xinfo' if kind == 'table' else 'index_xinfo'}({name})"
        ).fetchall()
        for name, kind in names
        if kind in ("table", "index")
    }
    found |= {name: [(kind,)] for name, kind in names if kind == "trigger"}
    found["version"] = [
        connection.execute("PRAGMA user_version").fetchone(),
        connection.execute("PRAGMA application_id").fetchone(),
    ]
    connection.close()
    return found

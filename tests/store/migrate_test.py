"""Migrations: from nothing, from what is there, by two processes at once, and never by halves."""

import re
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from coordgit.core import model
from coordgit.errors import CoordgitError
from coordgit.git.separate_index import EXECUTABLE
from coordgit.store import (
    database,
    edit_steps,
    events,
    kept,
    landings,
    migrate,
    modes,
    reads,
    sessions,
    stashes,
    untracked,
    verdicts,
    writes,
)
from coordgit.store.database import NAME, VERSION, open_store
from tests.support.old_store import make_former, old_store

ROOT = Path(__file__).parent.parent.parent
OPENER = """
import sys
import threading
from coordgit.store.database import open_store
sys.stdin.readline()
with open_store(sys.argv[1], create=True) as store, store.writing():
    store.do("INSERT INTO counters (name, value) VALUES ('opened', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1")
"""


def schema(path: Path) -> dict[str, str]:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return dict(rows)


def version(path: Path) -> int:
    connection = sqlite3.connect(path)
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return found


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    found = connection.execute(sql).fetchall()
    connection.close()
    return found


def at_once(folder: Path, count: int) -> None:
    """So many processes open the store at the same time; each counts itself in it."""
    argv = [sys.executable, "-c", OPENER, str(folder)]
    running = [subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(count)]
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[1] for process in running]
    assert [process.returncode for process in running] == [0] * count, said
    with open_store(str(folder)) as store:
        assert store.value("SELECT value FROM counters WHERE name = 'opened'") == count


@pytest.fixture
def newest(tmp_path: Path) -> dict[str, str]:
    open_store(str(tmp_path / "newest"), create=True).close()
    return schema(tmp_path / "newest" / NAME)


def test_the_steps_are_numbered_without_a_gap_up_to_the_version() -> None:
    numbers = [number for number, _ in migrate.steps()]
    assert numbers == list(range(numbers[0], VERSION + 1))


def test_a_blank_store_becomes_the_newest(tmp_path: Path, newest: dict[str, str]) -> None:
    assert version(tmp_path / "newest" / NAME) == VERSION
    sql = "".join(sql for _, sql in migrate.steps())
    assert set(re.findall(r"^CREATE (?:TABLE|VIEW) (\w+)", sql, re.MULTILINE)) <= set(newest)
    connection = sqlite3.connect(tmp_path / "newest" / NAME)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


@pytest.mark.parametrize("content", ["an empty file", "a database without tables"])
def test_what_a_killed_init_leaves_becomes_the_newest(tmp_path: Path, newest: dict[str, str], content: str) -> None:
    path = tmp_path / NAME
    path.touch()
    if content != "an empty file":
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.close()
    with pytest.raises(CoordgitError, match="empty"):
        open_store(str(tmp_path))
    open_store(str(tmp_path), create=True).close()
    assert schema(path) == newest and version(path) == VERSION


TAGS = {
    "left in the work tree": "work-tree:left",
    "outdated in the work tree": "work-tree:outdated",
    "all that changed": "change:all",
    "seen abc": "side:abc",
    "read at abc": "read-at:abc",
    "refs/heads/seen": "refs/heads/seen",
}
"""What stood in ``refreshes.ref`` at first -> what stands there now."""


def test_what_no_branch_has_gets_a_tag_in_place_of_a_phrase(tmp_path: Path, newest: dict[str, str]) -> None:
    connection = sqlite3.connect(tmp_path / NAME, isolation_level=None)
    number, sql = migrate.steps()[0]
    for statement in (*migrate.statements(sql), f"PRAGMA user_version = {number}"):
        connection.execute(statement)
    connection.execute("PRAGMA foreign_keys = OFF")
    for n, ref in enumerate(TAGS):
        row = (n, "ann", 1, ref, "c", "read", 0.0)
        connection.execute(
            "INSERT INTO refreshes (read_id, session, epoch, ref, tip, how, refreshed_at) VALUES (?, ?, ?, ?, ?, ?, ?)", row
        )
    connection.close()
    open_store(str(tmp_path)).close()
    assert [ref for (ref,) in rows(tmp_path / NAME, "SELECT ref FROM refreshes ORDER BY read_id")] == [*TAGS.values()]
    assert schema(tmp_path / NAME) == newest and not list(tmp_path.glob("*.old*"))


def test_a_store_of_the_old_form_is_set_aside_and_the_line_says_so(
    tmp_path: Path, newest: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    old_store(tmp_path / NAME).close()
    with open_store(str(tmp_path)) as store:
        assert store.all("SELECT session FROM sessions") == []
    aside = tmp_path / f"{NAME}.old-1"
    assert rows(aside, "SELECT session FROM sessions") == [("ann",)] and version(aside) == 1
    assert schema(tmp_path / NAME) == newest and version(tmp_path / NAME) == VERSION
    (line,) = capfd.readouterr().err.splitlines()
    assert str(aside) in line and str(aside) in (tmp_path / "log").read_text()
    open_store(str(tmp_path)).close()
    assert capfd.readouterr().err == ""


def test_a_second_one_is_set_aside_beside_the_first(tmp_path: Path) -> None:
    for n in (1, 2):
        (tmp_path / NAME).unlink(missing_ok=True)
        old_store(tmp_path / NAME).close()
        open_store(str(tmp_path)).close()
        assert (tmp_path / f"{NAME}.old-{n}").exists()
    assert not list(tmp_path.glob("*.part"))


def test_what_an_open_transaction_writes_is_in_the_copy(tmp_path: Path) -> None:
    other = old_store(tmp_path / NAME)
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO sessions (session) VALUES ('bob')")
    threading.Timer(0.3, other.execute, ["COMMIT"]).start()
    open_store(str(tmp_path)).close()
    assert rows(tmp_path / f"{NAME}.old-1", "SELECT session FROM sessions ORDER BY session") == [("ann",), ("bob",)]
    with pytest.raises(sqlite3.OperationalError, match="no such column"):  # it goes on with the new store, or not at all
        other.execute("UPDATE sessions SET told_seq = 1")
    other.close()


def test_a_store_that_stays_locked_is_not_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "WAIT", 0.2)
    other = old_store(tmp_path / NAME)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(CoordgitError, match="locked by another process"):
        open_store(str(tmp_path))
    other.execute("COMMIT")
    other.close()
    assert rows(tmp_path / NAME, "SELECT session FROM sessions") == [("ann",)] and not list(tmp_path.glob("*.old*"))


def test_a_copy_that_fails_leaves_the_store_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old_store(tmp_path / NAME).close()

    def refuse(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(migrate, "_empty", refuse)
    with pytest.raises(CoordgitError):
        open_store(str(tmp_path))
    monkeypatch.undo()
    assert rows(tmp_path / NAME, "SELECT session FROM sessions") == [("ann",)]
    open_store(str(tmp_path)).close()
    assert rows(tmp_path / f"{NAME}.old-2", "SELECT session FROM sessions") == [("ann",)]


def test_a_migration_that_fails_leaves_the_store_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "steps").mkdir()
    (tmp_path / "steps/0001_good.sql").write_text("CREATE TABLE good (a TEXT);\n")
    (tmp_path / "steps/0002_bad.sql").write_text("CREATE TABLE half (a TEXT);\nINSERT INTO nowhere VALUES (1);\n")
    monkeypatch.setattr(migrate, "FOLDER", str(tmp_path / "steps"))
    monkeypatch.setattr(database, "VERSION", 2)
    with pytest.raises(CoordgitError, match="nowhere"):
        open_store(str(tmp_path / "store"), create=True)
    assert set(schema(tmp_path / "store" / NAME)) == {"good"} and version(tmp_path / "store" / NAME) == 1
    (tmp_path / "steps/0002_bad.sql").write_text("CREATE TABLE half (a TEXT);\n")
    open_store(str(tmp_path / "store")).close()
    assert set(schema(tmp_path / "store" / NAME)) == {"good", "half"} and version(tmp_path / "store" / NAME) == 2


def test_a_semicolon_in_a_text_a_comment_or_a_trigger_ends_no_statement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sql = (
        "-- one; two\nCREATE TABLE t (a TEXT DEFAULT 'x;y'); /* three; */\n"
        "CREATE TRIGGER r AFTER INSERT ON t BEGIN DELETE FROM t; DELETE FROM t; END;\nINSERT INTO t (a) VALUES (';');\n"
    )
    (tmp_path / "steps").mkdir()
    (tmp_path / "steps/0001_odd.sql").write_text(sql)
    monkeypatch.setattr(migrate, "FOLDER", str(tmp_path / "steps"))
    monkeypatch.setattr(database, "VERSION", 1)
    open_store(str(tmp_path / "store"), create=True).close()
    assert set(schema(tmp_path / "store" / NAME)) == {"t", "r"}


@pytest.mark.parametrize("old", [False, True], ids=["blank", "of the old form"])
def test_processes_that_migrate_at_once_all_get_a_whole_store(tmp_path: Path, newest: dict[str, str], old: bool) -> None:
    if old:
        old_store(tmp_path / NAME).close()
    at_once(tmp_path, 6)
    assert schema(tmp_path / NAME) == newest
    assert [path.name for path in tmp_path.glob("*.old*")] == ([f"{NAME}.old-1"] if old else [])


@pytest.mark.parametrize("released", [True, False], ids=["let go", "kept"])
def test_who_opens_waits_for_who_writes_just_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, released: bool) -> None:
    monkeypatch.setattr(database, "WAIT", 30.0 if released else 0.2)
    other = sqlite3.connect(tmp_path / NAME, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    if released:
        threading.Timer(0.3, other.execute, ["COMMIT"]).start()
        open_store(str(tmp_path), create=True).close()
        assert version(tmp_path / NAME) == VERSION
    else:
        with pytest.raises(CoordgitError, match="locked by another process"):
            open_store(str(tmp_path), create=True)
    other.close()


def test_a_store_of_the_version_before_is_brought_up_with_what_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(str(tmp_path), create=True) as old:
        old.do("INSERT INTO sessions (session, started_at, seen_at) VALUES ('ann', 1, 2)")
    steps = [*migrate.steps(), (VERSION + 1, "ALTER TABLE sessions ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm';")]
    monkeypatch.setattr(database, "VERSION", VERSION + 1)
    monkeypatch.setattr(migrate, "steps", lambda: steps)
    with open_store(str(tmp_path)) as store:
        assert store.all("SELECT session, mood FROM sessions") == [("ann", "calm")]
    assert version(tmp_path / NAME) == VERSION + 1 and not list(tmp_path.glob("*.old*"))


KILLED = """
import os
import signal
import sys
from coordgit.store import database, migrate
migrate.FOLDER, database.VERSION = sys.argv[2], 2
statements = migrate.statements
def until_half(sql):
    for statement in statements(sql):
        if "other_half" in statement:
            os.kill(os.getpid(), signal.SIGKILL)
        yield statement
migrate.statements = until_half
database.open_store(sys.argv[1], create=True)
"""


def test_a_store_that_was_killed_half_way_through_a_step_has_the_whole_steps_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "steps").mkdir()
    (tmp_path / "steps/0001_first.sql").write_text("CREATE TABLE first (a TEXT);\n")
    (tmp_path / "steps/0002_second.sql").write_text("CREATE TABLE half (a TEXT);\nCREATE TABLE other_half (a TEXT);\n")
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "store"), str(tmp_path / "steps")], cwd=ROOT, timeout=60)
    assert done.returncode == -signal.SIGKILL
    path = tmp_path / "store" / NAME
    assert set(schema(path)) == {"first"} and version(path) == 1
    monkeypatch.setattr(migrate, "FOLDER", str(tmp_path / "steps"))
    monkeypatch.setattr(database, "VERSION", 2)
    open_store(str(tmp_path / "store")).close()
    assert set(schema(path)) == {"first", "half", "other_half"} and version(path) == 2


LATIN = "caf\udce9.py"
"""A path that is not UTF-8."""


def fill(folder: Path) -> None:
    """Ann has read, edited, and landed; work that coordgit keeps is missing; a file's mode is changed, another is out of the
    index; a token was given."""
    epoch = model.Epoch("ann", 2)
    with open_store(str(folder), create=True) as store, store.writing():
        sessions.seen(store, "ann", 1.0, inherited="cli")
        sessions.clear(store, "ann", 2.0)
        sessions.seen(store, "bob", 1.0)
        store.do("UPDATE sessions SET clone = 'other' WHERE session = 'bob'")
        reads.put(store, model.Read(epoch=epoch, path="a.py", observed="b1", known="b1", base="c0", at=1.0))
        for path, after in (("landed.py", "b2"), ("a.py", "b3"), (LATIN, "b4")):
            writes.put(store, model.Write(epoch=epoch, worktree="main-worktree", path=path, after=after, at=3.0))
            edit_steps.put(store, "ann", "main-worktree", path, edit_steps.MadeEdit("b1", after, True, 3.0))
        found = model.Verdict(0, model.PASSED, "strict", "gate", epoch, "refs/heads/main", "c0", "c1", "commit", 1, 4.0)
        verdicts.put(store, found)
        landing_id = landings.publish(
            store, "refs/heads/main", "c0", "c1", epoch=epoch, source="gate", forward=True, verdict_id=1, now=4.0
        )
        writes.land(store, landing_id, [("landed.py", "b2")], "ann", "main-worktree")
        kept.put(store, kept.KeptWork(session="ann", worktree="main-worktree", path="k.py", oid="b9", at=5.0))
        stashes.note(store, "c9", "ann", "main-worktree", 5.0)
        modes.put(store, "main-worktree", "run.sh", model.ModeChange("ann", EXECUTABLE, 5.0))
        untracked.put(store, "ann", "main-worktree", [".env"])
        assert events.token(store) == 1


def former(folder: Path, script: str) -> None:
    """A filled store of a former form, changed by an SQL script."""
    fill(folder)
    make_former(folder / NAME)
    connection = sqlite3.connect(folder / NAME)
    connection.executescript(script)
    connection.close()


def contents(path: Path) -> dict[str, list[str]]:
    """Table -> its rows, each with the names of its columns."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    found = {
        table: sorted(repr(sorted(dict(row).items())) for row in connection.execute(f"SELECT * FROM {table}")) for table in tables
    }
    connection.close()
    return found


def test_all_that_is_recorded_goes_on_in_the_new_store(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    fill(tmp_path)
    before = contents(tmp_path / NAME)
    make_former(tmp_path / NAME)
    with open_store(str(tmp_path)) as store:
        assert "a new one begins with all that is recorded" in capfd.readouterr().err == f"{store.set_aside}\n"
        assert contents(tmp_path / NAME) == before
        assert all(
            before[table] for table in ("reads", "verdicts", "landings", "writes", "edits", "kept_edits", "untracked_paths")
        )
        store.do("DELETE FROM sessions WHERE session = 'ann'")
        assert (writes.of_session(store, "ann"), store.all("SELECT * FROM edits")) == ([], [])


def test_a_store_whose_rows_contradict_each_other_is_set_aside_and_a_new_one_begins_empty(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    former(tmp_path, "DELETE FROM sessions;")
    with open_store(str(tmp_path)) as store:
        assert "a new one begins empty" in capfd.readouterr().err
        assert sessions.every(store) == [] and store.all("SELECT * FROM reads") == []


def test_numbers_go_on_in_the_new_store(tmp_path: Path) -> None:
    fill(tmp_path)
    make_former(tmp_path / NAME)
    with open_store(str(tmp_path)) as store, store.writing():
        epoch = model.Epoch("ann", 2)
        found = model.Verdict(0, model.PASSED, "strict", "gate", epoch, "refs/heads/main", "c1", "c2", "commit", 1, 7.0)
        assert verdicts.put(store, found).name == "v2"
        writes.put(store, model.Write(epoch=epoch, worktree="main-worktree", path="new.py", after="b5", at=7.0))
        assert [write.write_id for write in writes.of_session(store, "ann")] == [2, 3, 4]
        kept.put(store, kept.KeptWork(session="ann", worktree="main-worktree", path="l.py", oid="b8", at=7.0))
        assert [one.kept_id for one in kept.standing(store)] == [2, 1]
        assert events.token(store) == 2


def test_a_table_that_a_former_store_lacks_keeps_no_other_from_going_on(tmp_path: Path) -> None:
    former(tmp_path, "DROP TABLE untracked;")
    with open_store(str(tmp_path)) as store:
        assert len(writes.of_session(store, "ann")) == 2 and len(kept.standing(store)) == 1


def test_a_row_that_makes_no_sense_any_more_does_not_keep_the_store_from_opening(tmp_path: Path) -> None:
    former(tmp_path, "PRAGMA ignore_check_constraints = ON; UPDATE kept SET state = 'odd';")
    with open_store(str(tmp_path)) as store:
        assert kept.standing(store) == [] and len(writes.of_session(store, "ann")) == 2

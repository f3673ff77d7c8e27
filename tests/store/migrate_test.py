"""Migrations: from nothing, from what is there, by two processes at once, and never by halves."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from coordgit.errors import CoordgitError
from coordgit.store import database, migrate
from coordgit.store.database import NAME, VERSION, open_store

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


def up_to(path: Path, number: int) -> None:
    """A store as the migrations up to ``number`` make it."""
    connection = sqlite3.connect(path, isolation_level=None)
    for step, sql in migrate.steps():
        if step <= number:
            connection.executescript(sql)
            connection.execute(f"PRAGMA user_version = {step}")
    connection.close()


@pytest.fixture
def newest(tmp_path: Path) -> dict[str, str]:
    open_store(str(tmp_path / "newest"), create=True).close()
    return schema(tmp_path / "newest" / NAME)


def test_the_steps_are_numbered_without_a_gap_up_to_the_version() -> None:
    assert [number for number, _ in migrate.steps()] == list(range(1, VERSION + 1))


def test_a_blank_store_becomes_the_newest(tmp_path: Path, newest: dict[str, str]) -> None:
    assert version(tmp_path / "newest" / NAME) == VERSION
    tables = set(re.findall(r"CREATE (?:TABLE|VIEW) (\w+)", "".join(sql for _, sql in migrate.steps())))
    assert tables <= set(newest)
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


@pytest.mark.parametrize("number", range(1, VERSION + 1))
def test_every_older_store_becomes_the_newest_and_keeps_its_data(tmp_path: Path, newest: dict[str, str], number: int) -> None:
    up_to(tmp_path / NAME, number)
    connection = sqlite3.connect(tmp_path / NAME)
    connection.execute("INSERT INTO sessions (session, name, started_at, seen_at) VALUES ('ann', 'Ann', 1.5, 2.5)")
    connection.execute("INSERT INTO tips (ref, oid) VALUES ('refs/heads/main', 'abc')")
    connection.commit()
    connection.close()
    with open_store(str(tmp_path)) as store:
        assert store.one("SELECT name, started_at, seen_at, epoch FROM sessions WHERE session = 'ann'") == ("Ann", 1.5, 2.5, 1)
        assert store.all("SELECT ref, oid FROM tips") == [("refs/heads/main", "abc")]
    assert version(tmp_path / NAME) == VERSION and set(schema(tmp_path / NAME)) == set(newest)


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


@pytest.mark.parametrize("older", [False, True], ids=["blank", "half-made"])
def test_processes_that_migrate_at_once_all_get_a_whole_store(tmp_path: Path, newest: dict[str, str], older: bool) -> None:
    count = 6
    if older:
        up_to(tmp_path / NAME, VERSION - 1)
    argv = [sys.executable, "-c", OPENER, str(tmp_path)]
    running = [subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(count)]
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[1] for process in running]
    assert [process.returncode for process in running] == [0] * count, said
    with open_store(str(tmp_path)) as store:
        assert store.value("SELECT value FROM counters WHERE name = 'opened'") == count
    assert schema(tmp_path / NAME) == newest


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

"""The store's door: transactions, errors said so that they help, names that are not text."""

import os
import sqlite3
import threading
from pathlib import Path

import pytest

from coordgit.errors import CoordgitError
from coordgit.store import database
from coordgit.store.database import Store, failure, open_store, pieces


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(str(tmp_path), create=True)


def count(store: Store) -> int:
    return int(store.value("SELECT COUNT(*) FROM counters"))


def add(store: Store, name: str) -> None:
    store.insert("counters", name=name, value=1)


def test_a_store_is_made_only_where_it_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(CoordgitError, match="no coordgit store") as caught:
        open_store(str(tmp_path / "new"))
    assert caught.value.hint == "coordgit init" and not (tmp_path / "new").exists()
    open_store(str(tmp_path / "new"), create=True).close()
    open_store(str(tmp_path / "new")).close()


def test_a_transaction_is_seen_by_others_as_a_whole_or_not_at_all(store: Store) -> None:
    other = open_store(store.folder)
    with store.writing():
        add(store, "one")
        add(store, "two")
        assert count(other) == 0
    assert count(other) == 2
    with pytest.raises(ZeroDivisionError), store.writing():
        add(store, "three")
        raise ZeroDivisionError
    assert count(store) == count(other) == 2


def test_a_statement_for_each_of_no_rows_is_not_even_prepared(store: Store) -> None:
    store.each("this is no SQL", [])
    with pytest.raises(sqlite3.OperationalError):
        store.each("this is no SQL", [()])


def test_a_transaction_inside_another_is_part_of_it(store: Store) -> None:
    other = open_store(store.folder)
    with store.writing():
        with store.writing():
            add(store, "inner")
        assert count(other) == 0
        add(store, "outer")
    assert count(other) == 2
    with pytest.raises(ZeroDivisionError), store.writing():
        with store.writing():
            add(store, "three")
        raise ZeroDivisionError
    assert count(other) == 2


def test_one_writer_waits_for_the_other(store: Store) -> None:
    begun, order = threading.Event(), []

    def second() -> None:
        with open_store(store.folder) as mine:
            begun.set()
            with mine.writing():
                order.append("second")
                add(mine, "second")

    thread = threading.Thread(target=second)
    with store.writing():
        thread.start()
        assert begun.wait(10)
        add(store, "first")
        thread.join(0.3)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"] and count(store) == 2


def test_what_was_committed_survives_the_end_of_its_process(store: Store, tmp_path: Path) -> None:
    """With no close, no checkpoint, nothing."""
    pid = os.fork()
    if pid == 0:
        mine = open_store(store.folder)
        with mine.writing():
            add(mine, "kept")
        mine.connection.execute("BEGIN IMMEDIATE")
        add(mine, "lost")
        os._exit(9)
    assert os.waitpid(pid, 0)[1] != 0
    assert store.all("SELECT name FROM counters") == [("kept",)]
    with store.writing():
        add(store, "more")


def broken(folder: Path, kind: str) -> None:
    path = folder / database.NAME
    open_store(str(folder), create=True).close()
    if kind == "garbage":
        path.write_bytes(b"no database\n" * 1000)
    elif kind == "cut":
        os.truncate(path, 0)
    elif kind == "newer":
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA user_version = 999")
        connection.close()
    elif kind == "folder":
        path.unlink()
        path.mkdir()


@pytest.mark.parametrize(
    ("kind", "message", "hint"),
    [
        ("garbage", "the store is corrupt", "coordgit init"),
        ("cut", "the store is empty", "coordgit init"),
        ("newer", "schema 999, this one knows", "pip install --upgrade coordgit"),
        ("folder", "cannot be written", "ls -l"),
    ],
)
def test_a_broken_store_is_reported_in_two_lines(tmp_path: Path, kind: str, message: str, hint: str) -> None:
    broken(tmp_path, kind)
    with pytest.raises(CoordgitError) as caught:
        open_store(str(tmp_path))
    assert caught.value.code == 3
    first, second = str(caught.value).split("\n")
    assert message in first and hint in second


def test_on_a_read_only_file_system_it_is_reported_what_that_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(tmp_path, "folder")
    monkeypatch.setattr("coordgit.store.database._is_read_only", lambda folder: True)
    with pytest.raises(CoordgitError, match=r"read-only file system, as in a client's sandbox(.|\n)*outside the sandbox"):
        open_store(str(tmp_path))


def test_the_same_store_unbroken_opens(tmp_path: Path) -> None:
    broken(tmp_path, "not at all")
    with open_store(str(tmp_path)) as store:
        assert count(store) == 0


def test_a_newer_store_is_left_as_it_is(tmp_path: Path) -> None:
    broken(tmp_path, "newer")
    before = (tmp_path / database.NAME).read_bytes()
    with pytest.raises(CoordgitError):
        open_store(str(tmp_path), create=True)
    assert (tmp_path / database.NAME).read_bytes() == before


def test_an_error_that_nobody_foresaw_is_passed_on(tmp_path: Path) -> None:
    said = failure(sqlite3.OperationalError("no such table: nonsense"), str(tmp_path))
    assert "no such table: nonsense" in said.message and said.hint == "coordgit doctor"


@pytest.mark.parametrize("name", ["plain.py", "Ä/ö.py", "a\nb", "\u2028", os.fsdecode(b"latin-\xe9"), os.fsdecode(b"\xff\xfe/x")])
def test_every_path_is_kept_and_found(store: Store, name: str) -> None:
    store.insert("targets", ref=name)
    assert store.one("SELECT ref FROM targets WHERE ref = :name", name=name) == (name,)


def test_names_that_differ_only_in_bytes_are_different(store: Store) -> None:
    names = [os.fsdecode(b"\xe9"), "é", "e\u0301"]
    for name in names:
        store.insert("targets", ref=name)
    assert len(store.all("SELECT 1 FROM targets")) == 3


@pytest.mark.parametrize("length", [0, 1, 399, 400, 401, 1000])
def test_pieces_hold_everything_once(length: int) -> None:
    items = [str(n) for n in range(length)]
    cut = pieces(items)
    assert [item for piece in cut for item in piece] == items and all(0 < len(piece) <= 400 for piece in cut)

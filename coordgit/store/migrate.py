"""Bring a store to the newest schema: numbered SQL files (``migrations``), each one transaction, never edited after a release.

A store with an unreleased schema is older than the first file. It is copied to another file and emptied in one transaction: if it
were renamed while another process opens it, that process would get the new file's write-ahead log. Its rows
go on in the new one.
"""

import os
import sqlite3
import sys
import time
from collections.abc import Mapping

from coordgit.core.quoting import quote
from coordgit.store.text_files import note

FOLDER = os.path.join(os.path.dirname(__file__), "migrations")

FORMER = {
    "dropped_changes": "dropped",
    "kept_edits": "kept",
    "missed_reads": "missed",
    "remote_tellings": "told_remote",
    "untracked_paths": "untracked",
}
"""Table -> what it was called before."""
ALIKE = 5
"""The first form whose rows go on in the newest one: its tables differ in names and in columns that it did not have yet."""

SQLITE = {
    "{ID}": "INTEGER PRIMARY KEY AUTOINCREMENT",  # never given twice: a stored verdict names reads that may be gone
    "{CLUSTERED}": "WITHOUT ROWID",
    "{NOW}": "(julianday('now') - 2440587.5) * 86400.0",
}
"""What SQLite says for the words that the migrations leave open; for PostgreSQL see ``engines``."""


def steps(words: Mapping[str, str] = SQLITE) -> list[tuple[int, str]]:
    """Return (number, SQL) of every migration, in order, in the words of one engine."""
    found = []
    for name in sorted(name for name in os.listdir(FOLDER) if name.endswith(".sql")):
        with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
            sql = file.read()
        for word, meaning in words.items():
            sql = sql.replace(word, meaning)
        found.append((int(name.split("_", 1)[0]), sql))
    return found


def up(connection: sqlite3.Connection, version: int, wait: float, path: str) -> str:
    """Run the migrations that the store at ``path`` lacks; ``wait`` in seconds. Of two processes one finds it done.

    Return what it has printed: that the store was set aside, "" if it was not.
    """
    _log_ahead(connection, wait)
    text = ""
    todo = steps()
    for number, sql in todo:
        if number <= version:
            continue
        connection.execute("BEGIN IMMEDIATE")
        try:
            before = connection.execute("PRAGMA user_version").fetchone()[0]
            aside = _copy(path) if 0 < before < todo[0][0] else ""
            if aside:
                _empty(connection)
            if before < number:
                for statement in statements(sql):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")
            if aside:
                text = _said(aside, before >= ALIKE and _go_on(connection, aside))
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
    if text:
        note(os.path.dirname(path), text)
        try:
            sys.stderr.write(text + "\n")
        except (AttributeError, OSError):  # nobody can read it: no reason to fail
            pass
    return text


def _said(aside: str, goes_on: bool) -> str:
    begins = "with all that is recorded" if goes_on else "empty"
    return f"coordgit: the store had the form of an older version: set aside as {quote(aside)}, a new one begins {begins}"


def _go_on(connection: sqlite3.Connection, aside: str) -> bool:
    """Put the rows of a store that was set aside into the new one, with their numbers: refs, a team and people name them.
    False, with nothing put there, if rows contradict each other."""
    connection.execute("PRAGMA defer_foreign_keys = ON")
    connection.execute("SAVEPOINT rows")
    old = sqlite3.connect(aside)
    try:
        for table in _tables(connection):
            former = table if table in _tables(old) else FORMER.get(table, "")
            columns = [name for name in _columns(connection, table) if name in _columns(old, former)]
            if columns:
                rows = old.execute(f"SELECT {', '.join(columns)} FROM {former}")
                marks = ", ".join("?" * len(columns))
                connection.executemany(f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
            for number in old.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (former,)).fetchall():
                connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
                connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, *number))
    finally:
        old.close()
    sound = connection.execute("PRAGMA foreign_key_check").fetchone() is None
    if not sound:
        connection.execute("ROLLBACK TO rows")
    connection.execute("RELEASE rows")
    return sound


def _copy(path: str) -> str:
    """Copy all that is committed to a file beside the store; return its path. The caller's transaction keeps writers out."""
    n = 1
    while os.path.lexists(f"{path}.old-{n}"):
        n += 1
    part, aside = f"{path}.old.part", f"{path}.old-{n}"
    if os.path.lexists(part):  # left by an interrupted copy
        os.unlink(part)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    os.chmod(part, os.stat(path).st_mode & 0o666)
    source, target = sqlite3.connect(path), sqlite3.connect(part)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
    os.rename(part, aside)
    return aside


def _tables(connection: sqlite3.Connection) -> list[str]:
    sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    return [name for (name,) in connection.execute(sql)]


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")] if table else []


def _empty(connection: sqlite3.Connection) -> None:
    """Drop every table and view, with their indexes."""
    kinds = "SELECT type, name FROM sqlite_schema WHERE type IN ('view', 'table') AND name NOT LIKE 'sqlite%' ORDER BY type DESC"
    for kind, name in connection.execute(kinds).fetchall():
        connection.execute(f'DROP {kind} "{name}"')


def _log_ahead(connection: sqlite3.Connection, wait: float) -> None:
    """Turn the write-ahead log on. SQLite reads the mode first and then asks for the write lock, for which it never waits in that
    state (two processes would wait for each other): so this function waits."""
    limit = time.monotonic() + wait
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > limit:
                raise
        time.sleep(0.01)


def statements(sql: str) -> list[str]:
    """Split a script into statements; ``executescript`` would commit the transaction."""
    found, start = [], 0
    for end, letter in enumerate(sql):
        if letter == ";" and sqlite3.complete_statement(sql[start : end + 1]):
            found.append(sql[start : end + 1].strip())
            start = end + 1
    return found

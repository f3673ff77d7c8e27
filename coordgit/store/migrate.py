"""Bring a store to the newest schema: numbered SQL files (``migrations``), each one transaction, never edited after a release.

A store with an unreleased schema is older than the first file. It is copied to another file and emptied in one transaction: if it
were renamed while another process opens it, that process would get the new file's write-ahead log. What nobody has committed yet
goes on in the new one.
"""

import os
import sqlite3
import sys
import time
from collections.abc import Mapping
from typing import Any

from coordgit.core.quoting import quote
from coordgit.store.text_files import note

FOLDER = os.path.join(os.path.dirname(__file__), "migrations")

GO_ON = {
    "sessions": "SELECT * FROM sessions WHERE clone = ''",
    "epochs": "SELECT session, epoch, started_at FROM sessions WHERE clone = ''",
    "tips": "SELECT * FROM tips",
    "writes": "SELECT * FROM writes WHERE landing_id IS NULL",
    "edits": "SELECT e.* FROM edits e JOIN writes w ON w.write_id = e.write_id AND w.landing_id IS NULL",
    "modes": "SELECT * FROM modes",
    "untracked_paths": "SELECT * FROM untracked_paths",
    "stashes": "SELECT * FROM stashes",
    "kept_edits": "SELECT * FROM kept_edits",
    "counters": "SELECT * FROM counters WHERE name = 'token'",
}
"""Table -> its rows that go on where a store is set aside: uncommitted work, and whose it is; where branches are, as each would
otherwise have moved unseen; and the newest token, as tokens only grow."""
FORMER = {"untracked_paths": "untracked", "kept_edits": "kept"}
"""Table -> what it was called before."""

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
            old = 0 < before < todo[0][0]
            if old:
                aside, rows, numbers = _copy(path), _unlanded(connection), _numbers(connection)
                text = _said(aside, bool(rows))
                _empty(connection)
            if before < number:
                for statement in statements(sql):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")
            if old:
                _go_on(connection, rows, numbers)
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
    begins = "with the edits that are not committed, and without reads" if goes_on else "empty"
    return f"coordgit: the store had the form of an older version: set aside as {quote(aside)}, a new one begins {begins}"


def _unlanded(connection: sqlite3.Connection) -> dict[str, list[dict[str, Any]]]:
    """Return table -> its rows that go on; nothing of a form in which these tables were others."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    found = {}
    try:
        for table, sql in GO_ON.items():
            former = FORMER.get(table, table)
            if not there.isdisjoint((table, former)):
                cursor = connection.execute(sql if table in there else sql.replace(table, former))
                columns = [column[0] for column in cursor.description]
                found[table] = [dict(zip(columns, row, strict=True)) for row in cursor]
    except sqlite3.OperationalError:  # no such column
        return {}
    return found


def _numbers(connection: sqlite3.Connection) -> dict[str, int]:
    """Return table -> the greatest number that a row of it has had."""
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'").fetchone():
        return {}
    return dict(connection.execute("SELECT name, seq FROM sqlite_sequence"))


def _go_on(connection: sqlite3.Connection, rows: Mapping[str, list[dict[str, Any]]], numbers: Mapping[str, int]) -> None:
    """Put rows of a store that was set aside into the new one, and let its numbers go on: refs, a team and people name rows by
    them."""
    for table, some in rows.items():
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        for row in some:
            values = {name: row[name] for name in columns if name in row}
            marks = ", ".join(f":{name}" for name in values)
            connection.execute(f"INSERT OR IGNORE INTO {table} ({', '.join(values)}) VALUES ({marks})", values)
    numbered = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE sql LIKE '%AUTOINCREMENT%'")}
    called = {former: name for name, former in FORMER.items()}
    for name, number in ((called.get(name, name), number) for name, number in numbers.items()):
        if name in numbered:
            connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
            connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, number))


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

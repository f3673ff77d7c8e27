"""Stores as they were before the first release."""

import sqlite3
from pathlib import Path

from coordgit.store import migrate


def old_store(path: Path) -> sqlite3.Connection:
    """A store of the oldest form, as far as it matters; its connection, open."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(
        "CREATE TABLE sessions (session TEXT PRIMARY KEY, told_seq INTEGER NOT NULL DEFAULT 0);"
        "CREATE TABLE landings (seq INTEGER PRIMARY KEY AUTOINCREMENT, ref TEXT NOT NULL);"
        "CREATE VIEW in_flight AS SELECT session FROM sessions;"
        "INSERT INTO sessions (session) VALUES ('ann'); PRAGMA user_version = 1;"
    )
    return connection


def make_former(path: Path) -> None:
    """Give a store, with what is in it, the form of some versions before: fewer columns, and other names of tables."""
    connection = sqlite3.connect(path)
    for (view,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view'").fetchall():
        connection.execute(f"DROP VIEW {view}")
    connection.executescript(
        "ALTER TABLE kept_edits RENAME TO kept; ALTER TABLE untracked_paths RENAME TO untracked;"
        "ALTER TABLE sessions DROP COLUMN outside; ALTER TABLE sessions DROP COLUMN left_branch;"
        f"PRAGMA user_version = {migrate.steps()[0][0] - 1};"
    )
    connection.close()

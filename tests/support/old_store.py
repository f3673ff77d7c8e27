"""A store as it was before the first release."""

import sqlite3
from pathlib import Path


def old_store(path: Path) -> sqlite3.Connection:
    """A store of the form that was never released, as far as it matters; its connection, open."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(
        "CREATE TABLE sessions (session TEXT PRIMARY KEY, told_seq INTEGER NOT NULL DEFAULT 0);"
        "CREATE TABLE landings (seq INTEGER PRIMARY KEY AUTOINCREMENT, ref TEXT NOT NULL);"
        "CREATE VIEW in_flight AS SELECT session FROM sessions;"
        "INSERT INTO sessions (session) VALUES ('ann'); PRAGMA user_version = 1;"
    )
    return connection

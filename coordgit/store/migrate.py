"""Bring a store to the newest schema: numbered SQL files, each one transaction, never edited after they landed."""

from __future__ import annotations

import os
import sqlite3
import time

FOLDER = os.path.join(os.path.dirname(__file__), "migrations")


def steps() -> list[tuple[int, str]]:
    """(number, SQL) of every migration, in order."""
    found = []
    for name in sorted(os.listdir(FOLDER)):
        if name.endswith(".sql"):
            with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
                found.append((int(name.split("_", 1)[0]), file.read()))
    return found


def up(connection: sqlite3.Connection, version: int, wait: float) -> None:
    """Run what ``version`` lacks; ``wait`` in seconds. Two processes may try at once: the loser finds the work done."""
    _log_ahead(connection, wait)
    for number, sql in steps():
        if number <= version:
            continue
        connection.execute("BEGIN IMMEDIATE")
        try:
            if connection.execute("PRAGMA user_version").fetchone()[0] < number:
                for statement in _statements(sql):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def _log_ahead(connection: sqlite3.Connection, wait: float) -> None:
    """Turn the write-ahead log on. SQLite reads the mode first and then asks for the write lock, which by its rule never
    waits (two that did would wait for each other): so the waiting is done here."""
    limit = time.monotonic() + wait
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > limit:
                raise
        time.sleep(0.01)


def _statements(sql: str) -> list[str]:
    """The single statements; ``executescript`` would commit behind our back."""
    found, start = [], 0
    for end, letter in enumerate(sql):
        if letter == ";" and sqlite3.complete_statement(sql[start : end + 1]):
            found.append(sql[start : end + 1].strip())
            start = end + 1
    return found

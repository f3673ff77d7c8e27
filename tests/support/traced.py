"""Runs the real gate and writes its every statement of SQL to the file that ``TRACED`` names. Nothing of it ships."""

import _sqlite3
import json
import os
import sqlite3
import sys
from collections.abc import Callable
from typing import Any


def tracing(connect: Callable[..., sqlite3.Connection], log: str) -> Callable[..., sqlite3.Connection]:
    """``connect``, whose connections write their statements to ``log``, a line each."""

    def note(sql: str) -> None:
        with open(log, "a", encoding="utf-8") as file:
            file.write(f"{json.dumps(sql)}\n")

    def connected(*args: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*args, **options)
        connection.set_trace_callback(note)
        return connection

    return connected


if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
    sqlite3.connect = _sqlite3.connect = tracing(sqlite3.connect, os.environ["TRACED"])  # type: ignore[assignment]
    from coordgit.cli.start import start

    start(sys.argv[1:])

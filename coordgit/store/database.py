"""Open the store and run transactions: one SQLite file in WAL mode, shared by all worktrees of a repository."""

from __future__ import annotations

import os

from coordgit.errors import CoordgitError, foreign_link
from coordgit.startup.sqlite import sqlite3
from coordgit.startup.typing import Any, Iterable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from coordgit.core.model import Epoch, Process

NAME = "coordination.db"
VERSION = 17
"""The number of the newest migration, kept in ``PRAGMA user_version``. Older ones than the first file were never released."""
WAIT = 5.0
"""Seconds that a transaction waits for another one."""
PAGES = 200
"""Pages of the log after which it is copied into the file. A process that opens the store alone reads all of the log, 0.3 ms a
hundred pages; the copy waits for the disk, once in eight commits or fifty calls of a client's hook. Only the process that copied
the log starts it over, in its next transaction: so a hook that records runs two transactions."""
FULL = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE")
"""SQLite's errors for a full disk, an exhausted quota or a limit on the size of files."""
ITEMS = "kind IN ('content', 'lines', 'absent')"
"""SQL condition: a read of one path, not a listing or a search."""
SAME_PATH = "o.session = r.session AND o.epoch = r.epoch AND o.path = r.path AND o.query = r.query"
"""SQL condition: the read ``o`` is of the path of the read ``r``, or the same search, by the session or any of its sub-agents."""
SAME_ITEM = "(o.kind = r.kind AND o.first = r.first AND o.last = r.last OR r.kind = 'content')"
"""SQL condition for such a read: what ``r`` is of holds all that ``o`` is of."""

_LEFT: list[Store] = []


class Store:
    """A connection. ``with store.writing():`` is one atomic step that sees everything published before it."""

    brought_up = False
    """True if it had an older form when it was opened."""
    set_aside = ""
    """What was printed if it was set aside then."""

    def __init__(self, folder: str, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self.connection = connection

    def all(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        rows = self.connection.execute(sql, stored(values)).fetchall()
        return [tuple(map(_text, row)) if bytes in map(type, row) else row for row in rows]

    def rows(self, columns: str, rest: str, **values: Any) -> list[dict[str, Any]]:
        """Return each row as column -> value. A column is called as after its ``AS``, else by its own name."""
        names = [column.rpartition(" ")[2].rpartition(".")[2] for column in columns.split(", ")]
        return [dict(zip(names, row, strict=True)) for row in self.all(f"SELECT {columns} {rest}", **values)]

    def among(self, sql: str, items: Iterable[Any], **values: Any) -> list[tuple[Any, ...]]:
        """Run a statement with ``IN (:items)`` for as many of ``items`` at a time as an IN list may hold; return all rows."""
        rows = []
        for piece in pieces(list(items)):
            rows += self.all(sql.replace(":items", marks(len(piece))), **named(piece), **values)
        return rows

    def one(self, sql: str, **values: Any) -> tuple[Any, ...] | None:
        row = self.connection.execute(sql, stored(values)).fetchone()
        return None if row is None else tuple(map(_text, row))

    def value(self, sql: str, **values: Any) -> Any:
        row = self.one(sql, **values)
        return None if row is None else row[0]

    def column(self, sql: str, **values: Any) -> list[Any]:
        """Return the only column of all rows."""
        return [row[0] for row in self.all(sql, **values)]

    def number(self, sql: str, **values: Any) -> int:
        """Return a number, 0 for none."""
        return int(self.value(sql, **values) or 0)

    def text(self, sql: str, **values: Any) -> str | None:
        """Return a text, such as an object id, ``None`` for none."""
        text: str | None = self.value(sql, **values)
        return text

    def has(self, sql: str, **values: Any) -> bool:
        """True if the query has a row."""
        return self.one(sql, **values) is not None

    def do(self, sql: str, **values: Any) -> int:
        """Run a statement; return the number of rows it changed."""
        return self.connection.execute(sql, stored(values)).rowcount

    def insert(self, table: str, **values: Any) -> None:
        self.do(insertion(table, values), **values)

    def add(self, table: str, **values: Any) -> int:
        """Add a row to a table whose rows have numbers; return its number."""
        return self.connection.execute(insertion(table, values), stored(values)).lastrowid or 0

    def ensure(self, table: str, **values: Any) -> None:
        """Add a row unless there is one with its key."""
        self.do(f"{insertion(table, values)} ON CONFLICT DO NOTHING", **values)

    def upsert(self, table: str, same: str, keep: str = "", **values: Any) -> None:
        """Add a row; if there is one with the same values in the columns ``same``, it gets the others except ``keep``."""
        but = f"{same}, {keep}".split(", ")
        others = ", ".join(f"{name} = excluded.{name}" for name in values if name not in but)
        self.do(f"{insertion(table, values)} ON CONFLICT ({same}) DO UPDATE SET {others}", **values)

    def update(self, table: str, condition: str, changed: dict[str, Any], **values: Any) -> int:
        """Set columns of the rows that meet a condition; return their number."""
        columns = ", ".join(f"{name} = :{name}" for name in changed)
        return self.do(f"UPDATE {table} SET {columns} WHERE {condition}", **changed, **values)

    def many(self, sql: str, rows: Iterable[dict[str, Any]]) -> None:
        """Run a statement once for each of ``rows``."""
        self.each(sql, map(stored, rows))

    def each(self, sql: str, rows: Iterable[Any]) -> None:
        """Run a statement once for each of ``rows``, whose values SQLite takes as they are. SQLite would prepare it for no row
        too, which costs as much as to run it."""
        if rows := list(rows):
            self.connection.executemany(sql, rows)

    def writing(self) -> Writing:
        return Writing(self.connection)

    def close(self) -> None:
        self.connection.close()

    def leave(self) -> None:
        """Leave the connection open until the process ends: closing the last one copies the log into the file and waits for the
        disk, 4 to 20 ms. Otherwise SQLite does so once in ``PAGES``; what is committed is safe either way."""
        _LEFT.append(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Writing:
    """``BEGIN IMMEDIATE`` … ``COMMIT``; nested use joins the outer one; an exception rolls back."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.outer = False

    def __enter__(self) -> None:
        self.outer = self.connection.in_transaction
        if not self.outer:
            self.connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.outer:
            return
        if kind is None:
            self.connection.execute("COMMIT")
        elif self.connection.in_transaction:
            self.connection.execute("ROLLBACK")


def open_store(folder: str, create: bool = False) -> Store:
    """Open the store in ``folder``; with ``create``, make it if it does not exist. Raises ``CoordgitError``."""
    path = f"{folder}/{NAME}"
    if os.path.islink(folder) or os.path.islink(path):
        raise foreign_link(folder if os.path.islink(folder) else path)
    if not os.path.exists(path):
        if not create:
            raise CoordgitError("this repository has no coordgit store", "coordgit init")
        os.makedirs(folder, exist_ok=True)
        _make(path, os.stat(folder).st_mode & 0o666)
    connection = None
    try:
        connection = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
        store = Store(folder, connection)
        _prepare(store, path, create)
    except (sqlite3.Error, CoordgitError) as error:
        if connection is not None:
            connection.close()
        if isinstance(error, sqlite3.Error):
            raise failure(error, folder) from error
        raise
    return store


def _prepare(store: Store, path: str, create: bool) -> None:
    """Bring the store to the newest schema. Raises ``CoordgitError`` for one that is newer, or empty."""
    connection = store.connection
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {PAGES}")
    if version > VERSION:
        message = f"the store was written by a newer coordgit (schema {version}, this one knows {VERSION})"
        raise CoordgitError(message, "pip install --upgrade coordgit")
    if version == 0 and not create:  # whoever creates a store also fills it
        raise CoordgitError("the store is empty, its file is truncated", "coordgit init")
    if version < VERSION:
        from coordgit.store import migrate

        store.set_aside = migrate.up(connection, version, WAIT, path)
        store.brought_up = version > 0
    connection.execute("PRAGMA foreign_keys = ON")


def in_memory(source: Store | None = None) -> Store:
    """Return a store that nobody else sees and that ends with the process: a copy of ``source``, or a new one."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    if source is not None:
        source.connection.backup(connection)
    else:
        from coordgit.store import migrate

        migrate.up(connection, 0, WAIT, "")
    connection.execute("PRAGMA foreign_keys = ON")
    return Store(source.folder if source is not None else "", connection)


def added(store: Store) -> list[str]:
    """Return the names of views, triggers and virtual tables that no migration makes, or makes otherwise."""
    sql = "SELECT name, sql FROM sqlite_schema WHERE type IN ('view', 'trigger') OR sql LIKE 'CREATE VIRTUAL%'"
    with in_memory() as fresh:
        return sorted({name for name, _ in {*store.all(sql)}.difference(fresh.all(sql))})


def _make(path: str, mode: int) -> None:
    """Create the file with its folder's permissions before SQLite does; SQLite gives the files beside it the same ones."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        os.chmod(path, mode)
    except OSError:  # another process was faster, or SQLite's own error explains it better
        pass


def _is_read_only(folder: str) -> bool:
    """True if the folder's file system is mounted read-only (statvfs(3))."""
    try:
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def failure(error: sqlite3.Error, folder: str) -> CoordgitError:
    """Return an error of SQLite in a user's words, with the command that helps."""
    from coordgit.core.quoting import word

    text, name = str(error), getattr(error, "sqlite_errorname", "")
    fixed = "readonly" in text or "unable to open" in text
    if fixed and _is_read_only(folder):
        return CoordgitError(
            f"the store is on a read-only file system, as in a client's sandbox: {folder}",
            "the same command outside the sandbox, by approval or by configuration",
        )
    file, folder = word(f"{folder}/{NAME}"), word(folder)
    if "locked" in text or "busy" in text:
        return CoordgitError(f"the store is locked by another process for more than {WAIT:.0f} s", f"fuser {file}")
    if name in FULL:
        return CoordgitError(f"the disk is full or a file may not grow: the store cannot be written ({text})", f"df -h {folder}")
    if "malformed" in text or "not a database" in text or "corrupt" in text:
        return CoordgitError(
            f"the store is corrupt ({text})",
            f"mv {file} {file}.bad && rm -f {file}-wal {file}-shm && coordgit init",
        )
    if fixed:
        return CoordgitError(f"the store cannot be written ({text})", f"ls -l {folder}")
    return CoordgitError(f"the store does not answer ({text})", "coordgit doctor")


def insertion(table: str, names: Iterable[str]) -> str:
    """Return the statement that adds a row with values of these names."""
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"


def stored(values: dict[str, Any]) -> dict[str, Any]:
    """Return values as SQLite takes them."""
    return {name: key(value) if isinstance(value, str) else value for name, value in values.items()}


def key(path: str) -> str | bytes:
    """Return ``path`` as it is stored: text, or bytes if it is not UTF-8 (SQLite refuses surrogates). Queries return text."""
    if path.isascii():
        return path
    raw = path.encode("utf-8", "surrogateescape")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw
    return path


def _text(value: Any) -> Any:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value


def marks(count: int, name: str = "p") -> str:
    """Return ``:p0, :p1, …`` for an IN list of ``count`` values."""
    return ", ".join(f":{name}{n}" for n in range(count))


def pieces(items: list[Any]) -> list[list[Any]]:
    """Split ``items`` into lists short enough for one IN list."""
    return [items[n : n + 400] for n in range(0, len(items), 400)]


def named(items: list[Any], name: str = "p") -> dict[str, Any]:
    """Return the values for ``marks``."""
    return {f"{name}{n}": item for n, item in enumerate(items)}


def columns_of(process: Process) -> dict[str, Any]:
    """Return what identifies a process, by its columns."""
    return {"pid": process.pid, "pid_started": process.started, "pid_space": process.space}


def whose(epoch: Epoch) -> dict[str, Any]:
    """Return the values for ``session = :session AND epoch = :epoch``."""
    return {"session": epoch.session, "epoch": epoch.number}

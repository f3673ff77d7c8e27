"""Run a command line; the one place where errors become two lines and an exit code. ``errors`` lists the codes."""

import errno
import fcntl
import io
import os
import re
import sqlite3
import sys
from contextlib import suppress
from typing import Any, NoReturn, TextIO

import click

from coordgit.cli.group import coordgit
from coordgit.core.quoting import escaped, quote
from coordgit.errors import CoordgitError, look_at
from coordgit.git.plumbing import is_utf8, legible

NOT_UTF_8 = re.compile(r"(?<!\\)((?:\\\\)*)\\udc([89a-f][0-9a-f])")
"""Matches how Python writes a byte of an argument that is not UTF-8, as ``\\udcff``."""
HUGE = re.compile(r"[0-9]{19}")
"""Matches numbers that are too large for SQLite."""


def run(args: list[str]) -> None:
    """Run a command line and exit with its code."""
    typed = _folder()
    code: Any = 0
    sys.stdout, sys.stderr = _lenient(_buffered(_open(sys.stdout))), _lenient(_open(sys.stderr))
    try:
        code = coordgit.main(args=args, prog_name="coordgit", standalone_mode=False)
        sys.stdout.flush()
    except CoordgitError as error:
        _fail(str(error), error.code, typed)
    except click.exceptions.NoArgsIsHelpError as error:
        sys.stdout.write(f"{error.format_message()}\n")
        sys.exit(2)
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "coordgit"
        _fail(f"coordgit: {_message(error)}\ntry: {where} --help", 2, typed)
    except click.ClickException as error:
        _fail(f"coordgit: {_message(error)}\ntry: coordgit --help", 2, typed)
    except (click.exceptions.Abort, KeyboardInterrupt):
        sys.exit(130)
    except (BrokenPipeError, SystemExit):  # click ends with 1 where nobody reads what it prints
        _unwritten()
    except OSError as error:
        if _unwritten():
            _fail(f"coordgit: this could not be printed: {error.strerror}\ntry: df -h", 3, typed)
        if error.errno == errno.ENOSPC and error.filename is None:  # a long text, of which Python keeps nothing back
            _fail(f"coordgit: not all could be written: {error.strerror}\ntry: df -h", 3, typed)
        if not _folder():
            _fail("coordgit: the current folder is gone\ntry: coordgit -C PATH ...", 3, typed)
        at = there = error.filename if isinstance(error.filename, str) else "."
        while there and not os.path.lexists(there):
            there = os.path.dirname(there)
        _fail(f"coordgit: {quote(at)}: {error.strerror or error}\ntry: {look_at(there or '.', error)}", 3, typed)
    except (OverflowError, ValueError):  # SQLite accepts neither invalid UTF-8 nor such large numbers
        named = [arg for arg in args if not is_utf8(arg) or HUGE.search(arg)]
        if not named:
            raise
        _fail(f"coordgit: nothing here is named {', '.join(map(quote, named))[:200]}\ntry: coordgit --help", 2, typed)
    except sqlite3.Error as error:
        from coordgit.git.worktrees import nearest
        from coordgit.store.database import failure

        worktree = nearest(".")
        failed = failure(error, worktree.store if worktree else ".")
        _fail(str(failed), failed.code, typed)
    sys.exit(code if isinstance(code, int) else 0)


def _message(error: click.ClickException) -> str:
    """Return click's message, in which an empty word shows, and bytes that are not UTF-8 show as everywhere else."""
    text = NOT_UTF_8.sub(r"\1\\x\2", error.format_message().replace("argument ()", "argument ('')"))
    return escaped(text, keep="")


def _open(stream: TextIO | None) -> TextIO:
    """Return the stream or, if it was closed, one that leads nowhere. Where it was closed a shell script may have left itself,
    open to be read: one that ends with ``exec python``."""
    if stream is not None:
        with suppress(OSError):
            if fcntl.fcntl(stream.fileno(), fcntl.F_GETFL) & os.O_ACCMODE != os.O_RDONLY:
                return stream
            stream = None
    return stream or open(os.devnull, "w")


def _buffered(stream: TextIO) -> TextIO:
    """Return the stream with the buffer that ``PYTHONUNBUFFERED`` takes from it: what cannot be written stays in that."""
    if not isinstance(getattr(stream, "buffer", None), io.RawIOBase):
        return stream
    return open(stream.fileno(), "w", encoding=stream.encoding, errors=stream.errors, closefd=False)


def _lenient(stream: TextIO) -> TextIO:
    """Return the stream, in which what its encoding does not have is escaped: other locales than UTF-8, ``PYTHONIOENCODING``."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    return stream


def _unwritten() -> bool:
    """True if standard output or error takes nothing (a full disk, nobody reads it): what it holds is dropped, which would
    else fail once more as Python ends."""
    failed = False
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            failed = True
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return failed


def _folder() -> str:
    """Return the current folder, "" if it is gone."""
    try:
        return os.getcwd()
    except OSError:
        return ""


def _runnable(message: str, typed: str) -> str:
    """Return the hint spelt so that it runs in the folder ``typed``, and if ``coordgit`` is not on PATH."""
    folder = _folder()
    try:
        from coordgit.git import trusted_repositories
        from coordgit.program import runnable

        worktree = trusted_repositories.find(".")
        spelt = runnable(message, worktree.store if worktree else "", os.environ, folder if folder != typed else "")
    except (CoordgitError, OSError):  # the folder or git may be missing
        return message
    return spelt if worktree or "try: /shim" not in spelt else message


def _fail(message: str, code: int, typed: str) -> NoReturn:
    """Print ``message`` on stderr and exit. ``typed``: the folder in which the command was typed."""
    message = _runnable(message, typed)
    with suppress(OSError):
        sys.stderr.write(escaped(legible(message)) + "\n")
    _unwritten()
    sys.exit(code)

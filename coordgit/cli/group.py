"""The click group: commands from the table, ``-C PATH``, and the one place where errors become two lines and an exit code."""

import fcntl
import importlib
import io
import os
import re
import sqlite3
import sys
from contextlib import suppress
from typing import Any, NoReturn, TextIO

import click

from coordgit.core.quoting import escaped, quote
from coordgit.errors import CoordgitError, look_at
from coordgit.git.plumbing import is_utf8, legible

VERBS = (
    "init", "uninit", "doctor", "demo", "session", "read", "check", "commit", "whose", "explain", "ack", "status", "log", "lock",
    "unlock", "locks", "task", "report", "sync", "restore", "verify", "ready", "gc", "replay", "bench", "pre-commit",
)  # fmt: skip
MODULES = {"uninit": "init", "unlock": "lock", "locks": "lock", "pre-commit": "precommit"}
"""Verb -> module of ``coordgit.cli``, if that has another name; it has a click command called as the verb (``-`` as ``_``)."""

HIDDEN = ("pre-commit",)

LONGEST = 500
"""Characters up to which a summary is shown whole."""
NOT_UTF_8 = re.compile(r"(?<!\\)((?:\\\\)*)\\udc([89a-f][0-9a-f])")
"""Matches how Python writes a byte of an argument that is not UTF-8, as ``\\udcff``."""
HUGE = re.compile(r"[0-9]{19}")
"""Matches numbers that are too large for SQLite."""


class Spelt(click.Group):
    """A group that lists each command with its whole first sentence."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(LONGEST)) for name, command in commands if command])

    def invoke(self, ctx: click.Context) -> Any:
        """Call the command; an error of it names it, also that an option lacks its value, where click leaves the command out."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            command = self.get_command(ctx, ctx.invoked_subcommand or "")
            if error.ctx is None and command is not None:
                error.ctx = click.Context(command, ctx, ctx.invoked_subcommand)
            raise


class Verbs(Spelt):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in VERBS if name not in HIDDEN]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        module = importlib.import_module(f"coordgit.cli.{MODULES.get(name, name)}")
        command: click.Command = getattr(module, name.replace("-", "_"))
        return command


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-C", "folders", metavar="PATH", multiple=True, help="Run as if started in PATH.")
@click.version_option(package_name="coordgit", prog_name="coordgit")
def coordgit(folders: tuple[str, ...]) -> None:
    """Reject a commit whose session read something that another session has changed since.

    Exit codes: 0 ok or passed, 1 rejected or unhealthy, 2 usage, 3 could not answer.
    """
    for folder in filter(None, folders):  # as git: each from the one before, "" stays
        try:
            os.chdir(folder)
        except OSError as error:
            raise CoordgitError(f"cannot change to {folder}: {error.strerror}", "coordgit -C PATH ...", 2) from error


def run(args: list[str]) -> None:
    """Run a command line and exit with its code."""
    typed = _folder()
    sys.stdout, sys.stderr = _buffered(_open(sys.stdout)), _open(sys.stderr)
    try:
        code: Any = coordgit.main(args=args, prog_name="coordgit", standalone_mode=False)
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
        sys.exit(0)
    except OSError as error:
        if _unwritten():
            _fail(f"coordgit: this could not be printed: {error.strerror}\ntry: df -h", 3, typed)
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

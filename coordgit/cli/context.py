"""What every command starts with: the worktree, its open store, the session; and printing of text and JSON."""

import json
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import click

from coordgit.check import Request, reconcile
from coordgit.check.remote import unverified_pushes
from coordgit.core.model import Session
from coordgit.core.quoting import escaped, few, quote, word
from coordgit.errors import CoordgitError
from coordgit.explain.committer_text import Invocation
from coordgit.git import attributes, checked_branches, trusted_repositories, worktrees
from coordgit.git import settings as config
from coordgit.git.plumbing import Git, legible, records
from coordgit.git.settings import Config
from coordgit.git.worktrees import Worktree
from coordgit.install import later, launcher, registered_repositories, shim
from coordgit.program import program
from coordgit.record import missed_reads
from coordgit.session import identity, presence
from coordgit.store import lock_renewal
from coordgit.store.database import Store, added, open_store
from coordgit.store.text_files import note, set_aside
from coordgit.uncommitted import keeping, stash_entries

WIDEST = 10_000
"""Columns without a terminal: a program reads the output, so nothing is cut."""


class Here(NamedTuple):
    """The repository that a command runs in."""

    worktree: Worktree
    git: Git
    store: Store
    now: float
    settings: Config

    def request(self) -> Request:
        """Return what a validation is asked with for the calling session."""
        return Request(
            worktree=self.worktree, environ=os.environ, settings=self.settings, pid=os.getppid(), now=self.now, cwd=os.getcwd()
        )

    def program(self) -> str:
        """Return how ``coordgit`` is called here when pasted."""
        name = program(self.worktree.store, os.environ)
        return f"{name} -C {word(os.getcwd())}" if moved() else name


OF_OBJECTS = r"core\.(fsmonitor|gitproxy)|merge\..*\.driver|remote\..*\.(vcs|uploadpack)|protocol\.(ext\.)?allow"
"""Settings by which git runs a program when it is asked about commits and trees (git-config(1)), as git spells their names."""
PROGRAMS = rf"{OF_OBJECTS}|core\.(sshcommand|askpass)|credential\.(.*\.)?helper|filter\..*\.(clean|smudge|process)"
"""Settings by which git runs a program for anything that commands ask it. Many CI services set some of these in a checkout."""
OWN = ("local", "worktree")
"""Scopes of the settings that come with a git directory."""
BOOLEAN = ("true", "false", "", "yes", "no", "on", "off", "1", "0")
"""Values of ``core.fsmonitor`` that name no program; "" switches any program off."""
_SAID: set[str] = set()
"""Reports about settings and variables already printed: ``--watch`` would repeat them."""


def moved() -> bool:
    """True if this command was told to run in another folder, by ``-C``."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.find_root().params.get("folders"))


def invocation() -> Invocation:
    """Return how this command was run."""
    return Invocation(environ=os.environ, folder=".", pid=os.getpid(), moved=moved())


def find_worktree() -> Worktree:
    """Return the worktree of the current folder, or the bare repository that ``-C`` names.

    Raises ``CoordgitError`` outside any. Reports variables that would send git elsewhere, which only the gate follows.
    """
    worktree = trusted_repositories.find(".", named=moved())
    named = {name: os.path.realpath(os.environ[name]) for name in ("GIT_DIR", "GIT_WORK_TREE") if os.environ.get(name)}
    if worktree is None:
        if named:
            raise CoordgitError(f"not a git repository: commands do not follow {next(iter(named))}", "coordgit -C PATH ...", 2)
        raise CoordgitError(f"not a git repository: {quote(os.getcwd())}", "git init", 2)
    for name, path in named.items():
        if path != (worktree.git_dir if name == "GIT_DIR" else worktree.top) and os.path.isdir(path):
            used = quote(worktree.folder)
            _say_once(f"commands do not follow {name}: the repository is {used}", "coordgit -C PATH ...")
    return worktree._replace(fetches=True)


@contextmanager
def here(settle: bool = True, tell: bool = True) -> Iterator[Here]:
    """Open the store of the current repository; record which sessions and uncommitted edits are gone. ``settle``: first record
    updates that no hook saw. ``tell``: print which edits are gone."""
    worktree = find_worktree()
    if os.path.isdir(worktree.store):
        refuse_programs(worktree)
    store = open_store(worktree.store)
    _refuse_added(store, worktree)
    for line in set_aside(worktree.store):
        say(line, err=True)
    git = worktree.git()
    point_shim(worktree)
    launcher.keep_up(store, worktree.common)
    if installed := later.guard(worktree):
        say(installed, err=True)
    settings = say_misspelt(worktree)
    try:
        now = time.time()
        missed_reads.take_in(store, worktree)
        if settle:
            reconcile.settle_all(store, git, now)
            unverified_pushes.find(
                store, git, Request(worktree=worktree, environ=os.environ, settings=settings, pid=os.getpid(), now=now)
            )
        presence.note_gone(store, settings.idle, now)
        _say_gone(store, worktree, now, tell)
        yield Here(worktree=worktree, git=git, store=store, now=now, settings=settings)
    finally:
        store.close()
        if settings.team:
            from coordgit.team import start_sync

            start_sync.start_quietly(worktree.store, worktree.folder, os.environ)


def refuse_programs(worktree: Worktree, names: str = PROGRAMS) -> None:
    """Raise ``CoordgitError`` if the settings of a repository that this user did not set up where it is make git run a program:
    they may have come with an archive. ``names``: a regular expression for those that count."""
    if registered_repositories.holds(worktree.common):
        return
    fields = list(records(worktree.git().run("config", "--show-scope", "-z", "--get-regexp", f"^({names})$", ok=(0, 1))))
    settings = [record.partition("\n") for scope, record in zip(fields[::2], fields[1::2], strict=True) if scope in OWN]
    started = [
        name for name, _, value in settings if value.lower() not in BOOLEAN and (name[:9], value) != ("protocol.", "never")
    ]
    if named := list(map(quote, started)):
        raise _not_set_up(worktree, f"its settings make git run programs: {few(named)}")


def _refuse_added(store: Store, worktree: Worktree) -> None:
    """Raise ``CoordgitError`` if the store of such a repository has views or triggers that are not coordgit's: a query may never
    end, or do something else."""
    if not registered_repositories.holds(worktree.common) and (more := added(store)):
        store.close()
        raise _not_set_up(worktree, f"its store has views or triggers that are not coordgit's: {few(map(quote, more))}")


def _not_set_up(worktree: Worktree, what: str) -> CoordgitError:
    return CoordgitError(f"{quote(worktree.common)} was not set up by you where it is now, and {what}", "coordgit init")


def _say_gone(store: Store, worktree: Worktree, now: float, tell: bool) -> None:
    """Record which uncommitted work is gone, and print it if ``tell``; on any error the command continues."""
    try:
        stash_entries.compare(store, worktree, now)
        for line in keeping.at_command(store, worktree, os.environ, now, tell=tell) if worktree.top else ():
            say(line, err=True)
    except (CoordgitError, OSError) as error:
        note(worktree.store, f"kept edits were not checked: {error}")


def say_misspelt(worktree: Worktree) -> Config:
    """Print each unknown setting, value and attribute, once; return the settings."""
    git = worktree.git(keep=True)
    settings = config.of(git, os.environ)
    absent = [checked_branches.absent(*target) for target in checked_branches.missing(git, settings)]
    values = attributes.notes(attributes.start_notes(git), worktree.top, attributes.of_users(git, worktree))
    for text in (*settings.notes, *values, *absent):
        _say_once(text)
    return settings


def _say_once(note: str, hint: str = "") -> None:
    if note not in _SAID:
        _SAID.add(note)
        say(f"coordgit: {note}" + (f"\ntry: {hint}" if hint else ""), err=True)


def point_shim(worktree: Worktree) -> None:
    """Make the installed hooks run this coordgit: pre-commit and users replace their environments."""
    try:
        launcher.renew()
    except OSError:  # the home is not writable
        pass
    if os.path.isdir(worktree.store) and not os.path.islink(worktree.store):
        try:
            shim.point_shim(worktree.common)
        except OSError:
            return  # a read-only repository can still be inspected


def session_here(at: Here) -> Session:
    """Return the calling session and record that it was seen here. Works inside a transaction or alone."""
    who = identity.current(at.worktree, os.environ, at.store, os.getppid())
    ref, _ = worktrees.head(at.worktree)
    with at.store.writing():
        session = identity.seen_here(at.store, who, at.now, at.worktree, None if who.person else ref)
        lock_renewal.renew(at.store, who.session, at.now)
    return session


def emit(document: Any, line: bool = False) -> None:
    """Print one JSON document. ``line``: on one line, for documents that follow each other."""
    put(json.dumps(document, indent=None if line else 2, ensure_ascii=False))


def put(text: str) -> None:
    """Print the text of a JSON document, with what is not printable in its strings as JSON escapes."""
    lines = (line if _prints(line) else _in_json(line) for line in legible(text).split("\n"))
    sys.stdout.write("\n".join(lines) + "\n")


def _prints(text: str) -> bool:
    """True if ``text`` is printable and, where the output is not UTF-8 as JSON has to be (``PYTHONIOENCODING``), ASCII."""
    return text.isprintable() and (text.isascii() or (sys.stdout.encoding or "utf-8").lower().replace("-", "") == "utf8")


def _in_json(line: str) -> str:
    return "".join(letter if _prints(letter) else json.dumps(letter)[1:-1] for letter in line)


def say(text: str, err: bool = False) -> None:
    """Print text for people. Bytes that are not UTF-8 become the replacement character, control characters are escaped."""
    click.echo(escaped(legible(text)), err=err)


def say_all(lines: Iterable[str], nothing: str = "") -> None:
    """Print lines, or that there is ``nothing``."""
    for line in list(lines) or ([nothing] if nothing else []):
        say(line)


def display(as_json: bool, document: Any, lines: Iterable[str], nothing: str = "") -> None:
    """Print the document as JSON or, for people, lines as ``say_all`` does."""
    if as_json:
        emit(document)
    else:
        say_all(lines, nothing)


def progress(text: str, line: str = "") -> None:
    """Show how far it is: on a terminal ``text``, overwritten by the next one; elsewhere ``line``, "" for none."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text}")
    elif line:
        sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def columns() -> int:
    """Return the terminal's columns; ``COLUMNS`` if it is set."""
    return shutil.get_terminal_size((80 if sys.stdout.isatty() else WIDEST, 24)).columns


def rows() -> int:
    return shutil.get_terminal_size((80, 24)).lines

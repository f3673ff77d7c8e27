"""Nobody waits for a validation: while the store is locked for writing no child is started and no file is read."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from coordgit.check import Request, validate
from coordgit.core.model import PASSED, REJECTED
from coordgit.git import worktrees
from coordgit.git.checked_branches import start_defaults
from coordgit.git.gitpython import as_environment
from coordgit.git.settings import Config
from coordgit.store.database import Store, open_store
from tests.support.repository import UNHOOKED, Repository, Result

TEXT = "".join(f"line {n}\n" for n in range(1, 301))
MAIN = "refs/heads/main"

_WATCHED: list[Store] = []
_CAUGHT: list[str] = []


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("os.posix_spawn", "open") and any(store.connection.in_transaction for store in _WATCHED):
        _CAUGHT.append(f"{event} {arguments[:2]}")


sys.addaudithook(_watch)


@contextmanager
def watched(store: Store) -> Iterator[list[str]]:
    """What the block does in a transaction of ``store`` that others would have to wait for."""
    _CAUGHT.clear()
    _WATCHED.append(store)
    try:
        yield _CAUGHT
    finally:
        _WATCHED.clear()


def asked(repository: Repository, session: str, text: str, path: str) -> tuple[Any, list[str]]:
    """The gate's verdict about a commit of one path on main, and what it did in a transaction."""
    repository.write(path, text)
    repository.git("add", "-A")
    new = repository.git("commit-tree", "-m", "x", "-p", "HEAD", repository.git("write-tree"))
    with as_environment(repository.env | {"COORDGIT_SESSION": session}), contextlib.chdir(repository.top):
        worktree = worktrees.nearest(str(repository.top))
        assert worktree is not None
        git = worktree.git(keep=True)
        with open_store(worktree.store) as store, watched(store) as caught:
            defaults = start_defaults(git, MAIN)
            request = Request(worktree, os.environ, Config(), 0, time.time())
            verdict = validate.gate(store, request, MAIN, new, defaults=defaults)
        return verdict, list(caught)


def test_a_commit_that_passes_starts_nothing_while_the_store_is_locked(repository: Repository) -> None:
    repository.commit_files({"f.txt": TEXT, "g.txt": "1\n"})
    repository.session("ann").reads(*(f"f.txt:{n}-{n + 1}" for n in range(1, 100, 10)))
    repository.session("bob").lands("f.txt", TEXT.replace("line 300\n", "the end\n"))
    verdict, caught = asked(repository, "ann", "2\n", "g.txt")
    assert (verdict.outcome, caught) == (PASSED, [])


def test_a_commit_that_is_rejected_starts_nothing_while_the_store_is_locked(repository: Repository) -> None:
    repository.commit_files({"f.txt": TEXT, "g.txt": "1\n"})
    repository.session("ann").reads("f.txt:1-5")
    repository.session("bob").lands("f.txt", TEXT.replace("line 3\n", "three\n"))
    verdict, caught = asked(repository, "ann", "2\n", "g.txt")
    assert (verdict.outcome, [c.code for c in verdict.conflicts], caught) == (REJECTED, ["CG101"], [])


def test_a_commit_after_an_unseen_move_starts_nothing_while_the_store_is_locked(repository: Repository) -> None:
    first = repository.commit_files({"f.txt": TEXT, "g.txt": "1\n"})
    repository.session("ann").reads("f.txt:1-5")
    repository.git(*UNHOOKED, "commit", "-q", "--allow-empty", "-m", "unseen")
    if repository.head() == first:
        repository.git("commit", "-q", "--allow-empty", "-m", "seen")
    verdict, caught = asked(repository, "ann", "2\n", "g.txt")
    assert (verdict.outcome, caught) == (PASSED, [])


def children(repository: Repository, session: str, *words: str) -> tuple[Result, int]:
    """A git command of a session, and how many children of git its hooks started."""
    folder = repository.folder / "counting"
    folder.mkdir(exist_ok=True)
    log = folder / "log"
    log.write_text("")
    real = repository.run(["sh", "-c", "command -v git"]).out.strip()
    (folder / "git").write_text(f'#!/bin/sh\necho "$@" >> {log}\nexec {real} "$@"\n')
    (folder / "git").chmod(0o755)
    done = repository.run([real, *words], COORDGIT_SESSION=session, PATH=f"{folder}:{repository.env['PATH']}")
    return done, len(log.read_text().splitlines())


def test_three_hundred_stale_ranges_cost_a_handful_of_children(repository: Repository) -> None:
    names = [f"f{n}.txt" for n in range(30)]
    repository.commit_files(dict.fromkeys(names, TEXT) | {"g.txt": "1\n"})
    repository.session("ann").reads(*(f"{name}:{n}-{n + 2}" for name in names for n in range(10, 110, 10)))
    repository.commit_files({name: TEXT.replace("line 11\n", f"eleven of {name}\n") for name in names})
    repository.write("g.txt", "2\n")
    repository.git("add", "-A")
    done, count = children(repository, "ann", "commit", "-qm", "ann")
    assert "30 of 300 reads are stale" in done.err
    assert count < 25


def test_a_hundred_changes_on_other_branches_cost_a_handful_of_children(repository: Repository) -> None:
    names = [f"f{n}.txt" for n in range(99)]
    repository.commit_files(dict.fromkeys(names, TEXT) | {"g.txt": "1\n"})
    other = repository.worktree("other")
    repository.session("ann").reads(*names)
    for name in names:
        repository.write(name, "bob\n", other)
    assert repository.session("bob", other).git("commit", "-qam", "bob").ok
    repository.write("g.txt", "2\n")
    repository.git("add", "-A")
    done, count = children(repository, "ann", "commit", "-qm", "ann")
    assert done.ok and "99 of 99 reads are stale" in done.err
    assert count < 25

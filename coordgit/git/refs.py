"""Branches and other refs: their commits, locks and names."""

import os

from coordgit.git.plumbing import Git, content, decode, encode, executable, first_line, is_utf8, listed, without_local
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import Collection, Iterable, Mapping

HEADS = "refs/heads/"
REMOTES = "refs/remotes/"
DEFAULT = f"{REMOTES}origin/HEAD"


def is_locked(common: str, ref: str) -> bool:
    """True if a git holds the lock for moving ``ref``: its own or, with reftable, the one of all refs."""
    return os.path.lexists(f"{common}/{ref}.lock") or os.path.lexists(f"{common}/reftable/tables.list.lock")


STGIT = ".stgit"
"""How the names of branches end in which StGit before 1.0 logs what it does with the patches of others."""


def heads(git: Git) -> dict[str, str]:
    """Return every branch and its commit, without symbolic ones: they are other names of branches; and without StGit's logs."""
    rows = (row.split("\0") for row in rows_of(git.run("for-each-ref", "--format=%(refname)%00%(objectname)%00%(symref)", HEADS)))
    return {name: oid for name, oid, real in rows if not real and not name.endswith(STGIT)}


def named(git: Git, *patterns: str) -> dict[str, str]:
    """Return each ref that one of these patterns (git-for-each-ref(1)) names, and the object it names."""
    rows = rows_of(git.run("for-each-ref", "--format=%(refname)%00%(objectname)", *patterns))
    return {ref: oid for ref, _, oid in (row.partition("\0") for row in rows)}


def unheld(git: Git, oids: Collection[str], but: Iterable[str], also: Iterable[str]) -> set[str]:
    """Return those commits that no local or remote-tracking branch other than ``but`` holds, nor any of the commits ``also``.

    A remote's HEAD is another name of one of its branches.
    """
    here = [f"--exclude={ref.removeprefix(HEADS)}" for ref in but if ref.startswith(HEADS)]
    there = [f"--exclude={ref.removeprefix(REMOTES)}" for ref in but if ref.startswith(REMOTES)]
    branches = ("--not", *here, "--branches", *there, "--exclude=*/HEAD", "--remotes")
    return listed(git, oids, (*oids, *(f"^{oid}" for oid in also)), *branches)


def rows_of(raw: bytes) -> list[str]:
    """Return the lines git printed, without names the store cannot keep. (``splitlines`` would split names.)"""
    return [row for row in decode(raw).split("\n")[:-1] if is_utf8(row)]


def short(ref: str) -> str:
    """Return ``main`` for ``refs/heads/main``, ``origin/main`` for a remote branch; the whole name if that would be an option."""
    name = ref.removeprefix(HEADS).removeprefix(REMOTES)
    return ref if name.startswith("-") else name


def remote_tips(worktree: Worktree, refs: Iterable[str]) -> dict[str, str]:
    """Return the commits of these remote-tracking ``refs``, and of the remote's default branch: from files
    (gitrepository-layout), since a client's hook asks git only if refs are in a reftable."""
    if os.path.isdir(f"{worktree.common}/reftable"):
        return _from_git(worktree, list(refs))
    default = first_line(f"{worktree.common}/{DEFAULT}")
    names = [*refs, default[5:]] if default.startswith("ref: ") else refs
    return {ref: oid for ref, oid in in_files(worktree.common, names).items() if oid and not oid.startswith("ref: ")}


def in_files(common: str, refs: Iterable[str]) -> dict[str, str]:
    """Return what the files of a repository without reftable say that each ref is: a commit, or ``ref: `` and the name of another
    ref; "" for one that does not exist."""
    held = {}
    packed: bytes | None = None
    for ref in dict.fromkeys(refs):
        oid = first_line(f"{common}/{ref}")
        if not oid:  # after a clone or gc it has no file of its own
            packed = content(f"{common}/packed-refs") if packed is None else packed
            end = packed.find(encode(f" {ref}\n"))
            oid = packed[packed.rfind(b"\n", 0, end) + 1 : end].decode("ascii", "replace") if end > 0 else ""
        held[ref] = oid
    return held


def _from_git(worktree: Worktree, refs: list[str]) -> dict[str, str]:
    """Do as ``remote_tips`` where refs are in no file."""
    git = worktree.git()
    default = git.text("symbolic-ref", "-q", DEFAULT, ok=(0, 1, 128))
    names = [*refs, *([default] if default else [])]
    return named(git, *names) if names else {}


PATIENCE = 4.0
"""Seconds that a remote has to answer a client's hook."""


def advertised(folder: str, environ: Mapping[str, str], remote: str, names: Iterable[str]) -> str:
    """Ask the remote itself for the commit of the first of these refs that it has; "" without an answer. Never prompts."""
    import subprocess

    env = without_local(environ) | {"GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true"}
    try:  # a session of its own: ssh would ask the terminal
        argv = [executable(environ), "-C", folder, "ls-remote", "-q", remote, *names]
        done = subprocess.run(
            argv, env=env, timeout=PATIENCE, start_new_session=True, stdin=subprocess.DEVNULL, capture_output=True
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return decode(done.stdout).partition("\t")[0]

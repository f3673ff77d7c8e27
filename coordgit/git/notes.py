"""Notes on commits under ``refs/notes/coordgit/`` (git-notes(1)): read those of a few commits, write many at once, push a ref.

A clone has a ref of its own, so no two write the same. A notes tree is never listed: the few names that a note of a commit can
have in it, by how far git has split the tree into folders, are asked for.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Mapping

from coordgit.core.model import Oid
from coordgit.core.quoting import counted
from coordgit.git.plumbing import LOCAL, Git, content, decode, encode, lines

PREFIX = "refs/notes/coordgit/"
FETCH = f"git fetch origin '+{PREFIX}*:{PREFIX}*'"
"""The command that brings the notes here."""
_CLONE = re.compile(r"[0-9A-Za-z_-]{1,64}")
"""Another name is not that of a clone: the refs come from elsewhere."""
LEVELS = 4
"""Levels of folders that a notes tree can have: git adds one for every 256 times as many notes."""
MOST_REFS = 1000
PATIENCE = 60.0
"""Seconds after which a push of notes is given up."""
WHO = "coordgit <coordgit@localhost>"


def clones(git: Git) -> list[str]:
    """Return the ids of the clones whose notes are here."""
    said = decode(git.run("for-each-ref", f"--count={MOST_REFS}", "--format=%(refname)", PREFIX.rstrip("/")))
    return [name for ref in said.split("\n") if _CLONE.fullmatch(name := ref.removeprefix(PREFIX))]


def of(git: Git, clones: Iterable[str], commits: Iterable[Oid]) -> dict[tuple[str, Oid], Oid]:
    """Return (clone, commit) -> the blob of its note."""
    asked = [(clone, oid, name) for clone in clones for oid in commits for name in _names(oid)]
    if not asked:
        return {}
    names = lines(f"{PREFIX}{clone}:{name}" for clone, _, name in asked)
    raw = git.run("cat-file", "--batch-check=%(objectname) %(objecttype)", stdin=names)
    found: dict[tuple[str, Oid], Oid] = {}
    for (clone, oid, _), line in zip(asked, decode(raw).split("\n"), strict=False):
        words = line.split(" ")
        if len(words) == 2 and words[1] == "blob":
            found[clone, oid] = words[0]
    return found


def _names(oid: Oid) -> list[str]:
    """Return the names that a note of a commit can have: ``abcd…``, ``ab/cd…``, ``ab/cd/…``."""
    parts = [oid[2 * n : 2 * n + 2] for n in range(LEVELS)]
    return ["/".join([*parts[:n], oid[2 * n :]]) for n in range(LEVELS)]


def write(git: Git, clone: str, notes: Mapping[Oid, str], now: float) -> None:
    """Put notes on commits, replacing those that are there, in one commit of the clone's ref."""
    ref = PREFIX + clone
    marks = {text: n for n, text in enumerate(dict.fromkeys(notes.values()), 1)}
    stream = [f"blob\nmark :{n}\ndata {len(text)}\n{text}" for text, n in marks.items()]
    said = f"the reads behind {counted(len(notes), 'commit')}\n"
    stream.append(f"commit {ref}\ncommitter {WHO} {int(now)} +0000\ndata {len(said)}\n{said}")
    if git.code("rev-parse", "-q", "--verify", ref) == 0:
        stream.append(f"from {ref}^0")
    stream += [f"N :{marks[text]} {oid}" for oid, text in notes.items()]
    git.run("fast-import", "--quiet", "--done", stdin=encode("\n".join([*stream, "done\n"])))


def push(folder: str, environ: Mapping[str, str], remote: str, clone: str) -> str:
    """Push the clone's notes; return why that failed, "" if it did not. Runs no pre-push hook, ours least of all."""
    env = {name: value for name, value in environ.items() if name not in LOCAL}
    env |= {"COORDGIT_IN_HOOK": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    ref = PREFIX + clone
    options = ("-q", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no")
    argv = ["git", "-C", folder, "push", *options, remote, f"{ref}:{ref}"]
    try:
        done = subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error) if isinstance(error, OSError) else f"no answer within {PATIENCE:.0f} s"
    said = [line.strip() for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    telling = [line for line in said if line.startswith(("fatal: ", "error: ", "! ", "remote: "))]
    return "" if done.returncode == 0 else [*telling, *said[-1:], f"exit code {done.returncode}"][0]


def forget(git: Git, clone: str) -> None:
    """Delete the clone's own notes here; what was pushed stays where it is."""
    git.run("update-ref", "-d", PREFIX + clone)


def own(store: str, make: bool = False) -> str:
    """Return the id of this clone, kept in the store's folder, "" without one; ``make``: draw one."""
    path = f"{store}/clone"
    known = decode(content(path)).strip()
    if known or not make:
        return known
    try:
        with open(path, "x", encoding="ascii") as file:
            file.write(f"{os.urandom(6).hex()}\n")
    except FileExistsError:  # another push was faster
        pass
    return own(store)

"""Notes on commits under ``refs/notes/coordgit/`` (git-notes(1)): read those of a few commits, write many at once, push a ref.

A clone has a ref of its own, so no two write the same. git splits a notes tree into folders (``ab/cd…``): only those on the way
to the notes of the commits asked about are read, each once.
"""

import os
import re
import subprocess
from collections.abc import Iterable, Mapping

from coordgit.core.model import Oid
from coordgit.core.quoting import counted
from coordgit.git import trees
from coordgit.git.plumbing import Git, content, decode, encode, executable, lines, without_local

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
    out = decode(git.run("for-each-ref", f"--count={MOST_REFS}", "--format=%(refname)", PREFIX.rstrip("/")))
    return [name for ref in out.split("\n") if _CLONE.fullmatch(name := ref.removeprefix(PREFIX))]


def of(git: Git, clones: Iterable[str], commits: Iterable[Oid]) -> dict[tuple[str, Oid], Oid]:
    """Return (clone, commit) -> the blob of its note."""
    refs, oids = list(clones), list(dict.fromkeys(commits))
    if not refs or not oids:
        return {}
    roots = git.run("cat-file", "--batch-check=%(objectname)", stdin=lines(f"{PREFIX}{clone}^{{tree}}" for clone in refs))
    at = {(clone, oid): tree for clone, tree in zip(refs, decode(roots).split("\n"), strict=False) for oid in oids}
    notes: dict[tuple[str, Oid], Oid] = {}
    for level in range(LEVELS):
        texts = trees.blobs(git, at.values(), kind="tree")
        below = {}
        for (clone, oid), tree in at.items():
            name = encode(oid[2 * level :])
            if blob := _object(texts[tree], b"100644 " + name, len(oid)):
                notes[clone, oid] = blob
            elif folder := _object(texts[tree], b"40000 " + name[:2], len(oid)):
                below[clone, oid] = folder
        at = below
    return notes


def _object(tree: bytes | None, entry: bytes, length: int) -> Oid:
    """Return the object id in an entry of a tree's text, "" if it is not there."""
    _, there, rest = (tree or b"").partition(entry + b"\0")
    return rest[: length // 2].hex() if there else ""


def write(git: Git, clone: str, notes: Mapping[Oid, str], now: float) -> None:
    """Put notes on commits, replacing those that are there, in one commit of the clone's ref."""
    ref = PREFIX + clone
    marks = {text: n for n, text in enumerate(dict.fromkeys(notes.values()), 1)}
    stream = [f"blob\nmark :{n}\ndata {len(text)}\n{text}" for text, n in marks.items()]
    out = f"the reads behind {counted(len(notes), 'commit')}\n"
    stream.append(f"commit {ref}\ncommitter {WHO} {int(now)} +0000\ndata {len(out)}\n{out}")
    if git.code("rev-parse", "-q", "--verify", ref) == 0:
        stream.append(f"from {ref}^0")
    stream += [f"N :{marks[text]} {oid}" for oid, text in notes.items()]
    git.run("fast-import", "--quiet", "--done", stdin=encode("\n".join([*stream, "done\n"])))


def push(folder: str, environ: Mapping[str, str], remote: str, clone: str) -> str:
    """Push the clone's notes; return why that failed, "" if it did not. Runs no pre-push hook, ours least of all."""
    env = without_local(environ) | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    ref = PREFIX + clone
    options = ("-q", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no")
    try:
        argv = [executable(environ), "-C", folder, "push", *options, remote, f"{ref}:{ref}"]
        done = subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error) if isinstance(error, OSError) else f"no answer within {PATIENCE:.0f} s"
    out = [line.strip() for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    telling = [line for line in out if line.startswith(("fatal: ", "error: ", "! ", "remote: "))]
    return "" if done.returncode == 0 else [*telling, *out[-1:], f"exit code {done.returncode}"][0]


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

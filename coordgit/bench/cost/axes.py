"""The axes of growth: repositories with more and more of one thing, and what precedes each commit in them."""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from coordgit.bench.cost.clocks import Tell
from coordgit.bench.cost.scratch import CHANGED, Scratch
from coordgit.store import synthetic

MAIN = "refs/heads/main"
READER = "reader"
FILES = 1_000
"""Files of a repository in which something else grows."""
LONG = 2_000
"""Lines of a long file."""
FEW = 10
"""Definitions of a long file that a landing changes."""
MANY = 100_000
"""Reads of a session among which others change files."""
EACH = 20
"""Reads of a session, and ranges read of a file."""

Grown = Iterator[tuple[int, Scratch, Scratch, Callable[[Scratch], None]]]
"""(size, plain repository, guarded repository, what precedes each commit in either)."""


class Axis(NamedTuple):
    """One thing that grows, and the sizes it is measured at."""

    name: str
    what: str
    sizes: tuple[int, ...]
    quick: tuple[int, ...]
    """The sizes of a quick run."""
    grow: Callable[[str, tuple[int, ...], Tell], Grown]
    """From (folder, sizes): the repositories at each size."""


def _pair(folder: str, files: int) -> tuple[Scratch, Scratch]:
    return Scratch(os.path.join(folder, "plain"), files, False), Scratch(os.path.join(folder, "guarded"), files, True)


def _reads(folder: str, sizes: tuple[int, ...], tell: Tell) -> Grown:
    plain, guarded = _pair(folder, FILES)
    for size in sizes:
        tell(f"recording {size:,} reads")
        guarded.read(READER, size)
        yield size, plain, guarded, Scratch.stage


def _sessions(folder: str, sizes: tuple[int, ...], tell: Tell) -> Grown:
    plain, guarded = _pair(folder, FILES)
    guarded.read(READER, EACH)
    head, files = guarded.git("rev-parse", "HEAD"), guarded.files()
    for size in sizes:
        tell(f"making {size:,} sessions")
        with guarded.store() as store:
            synthetic.sessions(store, head, files, count=size, each=EACH, now=time.time())
        yield size, plain, guarded, Scratch.stage


def _landings(folder: str, sizes: tuple[int, ...], tell: Tell) -> Grown:
    for size in sizes:
        tell(f"making {size:,} landings")
        plain, guarded = _pair(os.path.join(folder, str(size)), FILES)
        with guarded.store() as store:
            synthetic.landings(store, MAIN, list(guarded.files()), count=size, each=3, now=time.time())
        guarded.read(READER, EACH)
        yield size, plain, guarded, Scratch.stage


def _files(folder: str, sizes: tuple[int, ...], tell: Tell) -> Grown:
    for size in sizes:
        tell(f"making two repositories of {size:,} files")
        plain, guarded = _pair(os.path.join(folder, str(size)), size)
        guarded.read(READER, EACH)
        yield size, plain, guarded, Scratch.stage


def _changes(folder: str, sizes: tuple[int, ...], tell: Tell) -> Grown:
    """Before each commit another session lands a change of that many files of one half; the reader read the other half."""
    plain, guarded = _pair(folder, max(2 * max(sizes), FILES))
    files = guarded.files()
    names = sorted(files)
    half, blobs = len(names) // 2, sorted(set(files.values()))
    known = {name: files[name] for name in names[:half]}
    for size in sizes:
        guarded.read(READER, MANY, files=known)
        yield size, plain, guarded, functools.partial(_land_and_stage, names=names[half : half + size], blobs=blobs)


def _land_and_stage(scratch: Scratch, names: list[str], blobs: list[str]) -> None:
    """Let another session land a new version of ``names``, then stage the reader's change."""
    _stage_many(scratch, names, blobs)
    _land_index(scratch)
    scratch.stage()


def _stage_many(scratch: Scratch, names: list[str], blobs: list[str]) -> None:
    """Put a new version of ``names`` into the index."""
    scratch.count += 1
    blob = blobs[scratch.count % len(blobs)]
    scratch.git("update-index", "--index-info", stdin="".join(f"100644 {blob}\t{name}\n" for name in names).encode())


def _land_index(scratch: Scratch) -> None:
    """Let another session land what is in the index."""
    commit = scratch.git("commit-tree", "-p", "HEAD", "-m", "meanwhile", scratch.git("write-tree"))
    scratch.git("update-ref", MAIN, commit, COORDGIT_SESSION="other", COORDGIT_BYPASS="whose text it is does not matter here")


def _branches(folder: str, sizes: tuple[int, ...], tell: Tell) -> Grown:
    """Grow the number of branches, each with a commit of its own, as a clone brings them."""

    def add(scratch: Scratch, numbers: range) -> None:
        commit = "commit refs/remotes/origin/b{0}\ncommitter Bench <bench@example.org> {0} +0000\ndata 1\nx\nfrom {1}^0\n"
        scratch.git("fast-import", "--quiet", stdin="".join(commit.format(n, MAIN) for n in numbers).encode())

    return _refs(folder, sizes, tell, "remote branches", add)


def _packed(folder: str, sizes: tuple[int, ...], tell: Tell) -> Grown:
    def add(scratch: Scratch, numbers: range) -> None:
        oid = scratch.git("rev-parse", "HEAD")
        scratch.git("update-ref", "--stdin", stdin="".join(f"create refs/tags/t{n} {oid}\n" for n in numbers).encode())

    return _refs(folder, sizes, tell, "tags", add)


def _refs(folder: str, sizes: tuple[int, ...], tell: Tell, what: str, add: Callable[[Scratch, range], None]) -> Grown:
    plain, guarded = _pair(folder, FILES)
    guarded.read(READER, EACH)
    there = 0
    for size in sizes:
        tell(f"making {size:,} {what}")
        for scratch in (plain, guarded):
            add(scratch, range(there, size))
            scratch.git("pack-refs", "--all")
        there = size
        yield size, plain, guarded, Scratch.stage


def _stale(folder: str, sizes: tuple[int, ...], tell: Tell) -> Grown:
    """Before each commit another session lands a change of everything read; the level lets the commit pass, and lists it."""
    plain, guarded = _pair(folder, max(2 * max(sizes), FILES))
    guarded.git("config", "coordgit.level", "record")
    files = guarded.files()
    names, blobs = sorted(files), sorted(set(files.values()))
    for size in sizes:
        guarded.read(READER, size, files=dict.fromkeys(names[:size], "0" * 40))
        yield size, plain, guarded, functools.partial(_land_and_stage, names=names[:size], blobs=blobs)


def _suspects(folder: str, sizes: tuple[int, ...], tell: Tell) -> Grown:
    """At level relevant: before each commit another session lands a change of long files that were read. The commit has words in
    common with the changes, so that their texts are looked at closely, and nothing ties it: it passes, and lists them."""
    plain, guarded = _pair(folder, FILES)
    guarded.git("config", "coordgit.level", "relevant")
    names = [f"long{n}.py" for n in range(max(sizes))]
    for scratch in (plain, guarded):
        _land_long(scratch, names)
    for size in sizes:
        tell(f"reading {size} files of {LONG:,} lines")
        files = guarded.files()
        guarded.read(READER, size, files={name: files[name] for name in names[:size]})
        yield size, plain, guarded, functools.partial(_land_long_and_stage, names=names[:size])


def _land_long(scratch: Scratch, names: list[str]) -> None:
    """Let another session land a new version of files of ``LONG`` lines, each with a change in ``FEW`` definitions."""
    scratch.count += 1
    body = "    total = key + {0}\n    log(total)\n" + "    call(total)\n" * 3 + "    return key\n\n"
    bodies = [body.format(scratch.count if n < FEW else 0) for n in range(LONG // 8)]
    for name in names:
        with open(os.path.join(scratch.top, name), "w", encoding="ascii") as file:
            file.write("".join(f"def {name[:-3]}_{n}(key):\n{text}" for n, text in enumerate(bodies)))
    scratch.git("update-index", "--add", "-z", "--stdin", stdin="\0".join(names).encode())
    _land_index(scratch)


def _land_long_and_stage(scratch: Scratch, names: list[str]) -> None:
    if names:
        _land_long(scratch, names)
    scratch.count += 1
    text = f"def work(total):\n    return total + {scratch.count}\n"
    blob = scratch.git("hash-object", "-w", "--stdin", stdin=text.encode())
    scratch.git("update-index", "--add", "--cacheinfo", f"100644,{blob},caller.py")


def _commit(folder: str, sizes: tuple[int, ...], tell: Tell) -> Grown:
    """Grow one commit that changes many files, with many ranges read in each."""
    for size in sizes:
        tell(f"recording {size * EACH:,} reads")
        plain, guarded = _pair(os.path.join(folder, str(size)), max(size, FILES) + len(CHANGED))
        files = guarded.files()
        names, blobs = sorted(files)[:size], sorted(set(files.values()))
        guarded.read(READER, size * EACH, files={name: files[name] for name in names})
        yield size, plain, guarded, functools.partial(_stage_many, names=names, blobs=blobs)


def _refreshes(folder: str, sizes: tuple[int, ...], tell: Tell) -> Grown:
    plain, guarded = _pair(folder, FILES)
    guarded.read(READER, EACH)
    head, files = guarded.git("rev-parse", "HEAD"), guarded.files()
    for size in sizes:
        tell(f"making {size:,} refreshes")
        with guarded.store() as store:
            synthetic.sessions(store, head, files, count=size // EACH + 2, each=EACH, now=time.time())
            synthetic.refreshes(store, READER, MAIN, tip=head, count=size, now=time.time())
        yield size, plain, guarded, Scratch.stage


FULL = (
    Axis("reads", "reads recorded by the session", (10, 100, 1_000, 10_000, 100_000, 1_000_000), (10, 1_000, 100_000), _reads),
    Axis("sessions", "sessions with 20 reads each", (1, 10, 100, 1_000), (1, 10, 100), _sessions),
    Axis("landings", "earlier landings with 3 files each", (10, 100, 1_000, 10_000, 100_000), (10, 1_000, 10_000), _landings),
    Axis("files", "files in the repository", (100, 1_000, 10_000, 100_000), (100, 1_000, 10_000), _files),
    Axis("changes", "files that others changed since, none of them read", (10, 100, 1_000, 10_000), (10, 100, 1_000), _changes),
    Axis("stale", "files that others changed since, all of them read", (1, 10, 100, 1_000), (1, 10, 100), _stale),
    Axis("suspects", f"files of {LONG:,} lines that others changed since, at level relevant", (0, 10, 50), (0, 50), _suspects),
    Axis("commit", "files in the commit, 20 ranges read of each", (10, 100, 1_000, 5_000), (10, 100, 1_000), _commit),
    Axis("branches", "remote branches", (10, 100, 1_000, 20_000), (10, 1_000, 20_000), _branches),
    Axis("packed", "packed refs", (10, 100, 1_000, 20_000), (10, 1_000, 20_000), _packed),
    Axis("refreshes", "refreshes of other sessions", (100, 1_000, 10_000, 100_000), (100, 1_000, 10_000), _refreshes),
)
QUICK = tuple(axis._replace(sizes=axis.quick) for axis in FULL)

"""The axes of growth: repositories with more and more of one thing, and what precedes each commit in them."""

import functools
import os
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from coordgit.bench.cost.clocks import Tell
from coordgit.bench.cost.scratch import Scratch, branches
from coordgit.git.merging import UNHOOKED
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

Stage = Callable[[Scratch], None]
"""What precedes each commit in either repository."""


class Pair(NamedTuple):
    """A repository without coordgit and one with it."""

    plain: Scratch
    guarded: Scratch


class Axis(NamedTuple):
    """One thing that grows, and the sizes it is measured at."""

    name: str
    what: str
    sizes: tuple[int, ...]
    quick: tuple[int, ...]
    """The sizes of a quick run."""
    grow: Callable[[Pair, range], Stage]
    """Make ``range.stop`` of it in the repositories, where ``range.start`` are already."""
    files: Callable[[int], int] = lambda size: FILES
    """The files of the repositories, from the (largest) size."""
    apart: bool = False
    """True if each size has repositories of its own."""
    level: str = "strict"

    def grown(self, folder: str, tell: Tell) -> Iterator[tuple[int, Pair, Stage]]:
        """Yield each size, its repositories, and what precedes each commit in them."""
        pair, there = None, 0
        for size in self.sizes:
            tell(f"making {size:,} {self.what}")
            if pair is None or self.apart:
                at, files = os.path.join(folder, str(size)), self.files(size if self.apart else max(self.sizes))
                pair = Pair(Scratch(f"{at}/plain", files, False), Scratch(f"{at}/guarded", files, True))
                pair.guarded.git("config", "coordgit.level", self.level)
                there = 0
            yield size, pair, self.grow(pair, range(there, size))
            there = size


def _reads(pair: Pair, sizes: range) -> Stage:
    pair.guarded.read(READER, sizes.stop)
    return Scratch.stage


def _sessions(pair: Pair, sizes: range) -> Stage:
    pair.guarded.read(READER, EACH)
    head, files = pair.guarded.git("rev-parse", "HEAD"), pair.guarded.files()
    with pair.guarded.store() as store:
        synthetic.sessions(store, head, files, count=sizes.stop, each=EACH, now=time.time())
    return Scratch.stage


def _landings(pair: Pair, sizes: range) -> Stage:
    pair.guarded.read(READER, EACH)
    with pair.guarded.store() as store:
        synthetic.landings(store, MAIN, list(pair.guarded.files()), count=sizes.stop, each=3, now=time.time())
    return Scratch.stage


def _files(pair: Pair, sizes: range) -> Stage:
    pair.guarded.read(READER, EACH)
    return Scratch.stage


def _changes(pair: Pair, sizes: range) -> Stage:
    """Before each commit another session lands a change of that many files of one half; the reader read the other half."""
    files = pair.guarded.files()
    names = sorted(files)
    half, blobs = len(names) // 2, sorted(set(files.values()))
    pair.guarded.read(READER, MANY, files={name: files[name] for name in names[:half]})
    return functools.partial(_land_and_stage, names=names[half : half + sizes.stop], blobs=blobs)


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


def _branches(pair: Pair, sizes: range) -> Stage:
    """Grow the number of branches, each with a commit of its own, as a clone brings them."""
    pair.guarded.read(READER, EACH)
    for scratch in pair:
        scratch.git("fast-import", "--quiet", stdin=branches("refs/remotes/origin/b", sizes))
        scratch.git(*UNHOOKED, "pack-refs", "--all")
    return Scratch.stage


def _packed(pair: Pair, sizes: range) -> Stage:
    pair.guarded.read(READER, EACH)
    for scratch in pair:
        oid = scratch.git("rev-parse", "HEAD")
        scratch.git("update-ref", "--stdin", stdin="".join(f"create refs/tags/t{n} {oid}\n" for n in sizes).encode())
        scratch.git(*UNHOOKED, "pack-refs", "--all")
    return Scratch.stage


def _stale(pair: Pair, sizes: range) -> Stage:
    """Before each commit another session lands a change of everything read; the level lets the commit pass, and lists it."""
    files = pair.guarded.files()
    names, blobs = sorted(files)[: sizes.stop], sorted(set(files.values()))
    pair.guarded.read(READER, sizes.stop, files=dict.fromkeys(names, "0" * 40))
    return functools.partial(_land_and_stage, names=names, blobs=blobs)


def _suspects(pair: Pair, sizes: range) -> Stage:
    """At level relevant: before each commit another session lands a change of long files that were read. The commit has words in
    common with the changes, so that their texts are looked at closely, and nothing ties it: it passes, and lists them."""
    names = [f"long{n}.py" for n in range(sizes.stop)]
    for scratch in pair if sizes else ():
        _land_long(scratch, names[sizes.start :])
    files = pair.guarded.files()
    pair.guarded.read(READER, sizes.stop, files={name: files[name] for name in names})
    return functools.partial(_land_long_and_stage, names=names)


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


def _commit(pair: Pair, sizes: range) -> Stage:
    """Grow one commit that changes many files, with many ranges read in each."""
    files = pair.guarded.files()
    names, blobs = sorted(files)[: sizes.stop], sorted(set(files.values()))
    pair.guarded.read(READER, sizes.stop * EACH, files={name: files[name] for name in names})
    return functools.partial(_stage_many, names=names, blobs=blobs)


def _refreshes(pair: Pair, sizes: range) -> Stage:
    pair.guarded.read(READER, EACH)
    head, files, count = pair.guarded.git("rev-parse", "HEAD"), pair.guarded.files(), sizes.stop
    with pair.guarded.store() as store:
        synthetic.sessions(store, head, files, count=count // EACH + 2, each=EACH, now=time.time())
        synthetic.refreshes(store, READER, MAIN, tip=head, count=count, now=time.time())
    return Scratch.stage


def _double(size: int) -> int:
    return max(2 * size, FILES)


FULL = (
    Axis(
        name="reads",
        what="reads recorded by the session",
        sizes=(10, 100, 1_000, 10_000, 100_000, 1_000_000),
        quick=(10, 1_000, 100_000),
        grow=_reads,
    ),
    Axis(name="sessions", what="sessions with 20 reads each", sizes=(1, 10, 100, 1_000), quick=(1, 10, 100), grow=_sessions),
    Axis(
        name="landings",
        what="earlier landings with 3 files each",
        sizes=(10, 100, 1_000, 10_000, 100_000),
        quick=(10, 1_000, 10_000),
        grow=_landings,
        apart=True,
    ),
    Axis(
        name="files",
        what="files in the repository",
        sizes=(100, 1_000, 10_000, 100_000),
        quick=(100, 1_000, 10_000),
        grow=_files,
        files=int,
        apart=True,
    ),
    Axis(
        name="changes",
        what="files that others changed since, none of them read",
        sizes=(10, 100, 1_000, 10_000),
        quick=(10, 100, 1_000),
        grow=_changes,
        files=_double,
    ),
    Axis(
        name="stale",
        what="files that others changed since, all of them read",
        sizes=(1, 10, 100, 1_000),
        quick=(1, 10, 100),
        grow=_stale,
        files=_double,
        level="record",
    ),
    Axis(
        name="suspects",
        what=f"files of {LONG:,} lines that others changed since, at level relevant",
        sizes=(0, 10, 50),
        quick=(0, 50),
        grow=_suspects,
        level="relevant",
    ),
    Axis(
        name="commit",
        what="files in the commit, 20 ranges read of each",
        sizes=(10, 100, 1_000, 5_000),
        quick=(10, 100, 1_000),
        grow=_commit,
        files=_double,
        apart=True,
    ),
    Axis(name="branches", what="remote branches", sizes=(10, 100, 1_000, 20_000), quick=(10, 1_000, 20_000), grow=_branches),
    Axis(name="packed", what="packed refs", sizes=(10, 100, 1_000, 20_000), quick=(10, 1_000, 20_000), grow=_packed),
    Axis(
        name="refreshes",
        what="refreshes of other sessions",
        sizes=(100, 1_000, 10_000, 100_000),
        quick=(100, 1_000, 10_000),
        grow=_refreshes,
    ),
)
QUICK = tuple(axis._replace(sizes=axis.quick) for axis in FULL)

"""What landing on a remote costs: a push, ``verify`` in a fresh clone by the notes there, ``ready`` for many branches."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import partial

from coordgit.bench.cost.clocks import Process, Tell, interleaved, ratio
from coordgit.bench.cost.commits import Found, Sizes
from coordgit.bench.cost.scratch import FAST, Scratch
from coordgit.git.notes import PREFIX

READER = "reader"
COMMITS = 100
"""Commits that are verified."""
BRANCHES = 20
"""Branches at work."""
NOTES = (0, 20_000)
"""Notes of other commits in the clone that verifies."""
FEWER = 5
"""Only every fifth round: these take longer than commits."""
FLAT = "about 1"


def measure(folder: str, sizes: Sizes, tell: Tell) -> Found:
    """Time a push with and without coordgit, then what is asked about many commits and branches."""
    found = Found([], [], [], [])
    files, reads = sizes.files[0], sizes.reads[0]
    tell(f"making repositories of {files:,} files with a remote")
    sides = {
        "plain": Scratch(os.path.join(folder, "plain"), files, False),
        "guarded": Scratch(os.path.join(folder, "guarded"), files, True),
        "publishing": Scratch(os.path.join(folder, "publishing"), files, True),
    }
    for name, side in sides.items():
        side.git("init", "-q", "--bare", f"{folder}/{name}.git")
        side.git("remote", "add", "origin", f"{folder}/{name}.git")
        side.git("push", "-q", "origin", "main")
        side.git("remote", "set-head", "origin", "main")
    sides["publishing"].git("config", "coordgit.publish", "true")
    for name in ("guarded", "publishing"):
        sides[name].read(READER, reads)
    rounds = max(sizes.rounds // FEWER, 3)
    pushes = [
        Process(f"{name} push", ("git", "push", "-q", "origin", "main"), side.top, _as_reader(side), partial(_commit, side))
        for name, side in sides.items()
    ]
    times = interleaved(pushes, rounds, lambda text: tell(f"pushes: {text}"), warm=1)
    found.figures.extend(times.values())
    base = times["plain push"]
    found.ratios.extend(ratio(f"{one.name} / plain push", "", times[one.name], base) for one in pushes[1:])
    tell(f"making {COMMITS} commits, {BRANCHES} branches and {NOTES[-1]:,} notes")
    asked = [*_verifying(folder, sides["publishing"]), _ready(folder, sides["guarded"])]
    times = interleaved(asked, rounds, lambda text: tell(f"verify and ready: {text}"), warm=1)
    found.figures.extend(times.values())
    few, many = (times[one.name] for one in asked[:2])
    found.ratios.append(ratio(f"verify beside {NOTES[1]:,} notes / beside {NOTES[0]}", FLAT, many, few))
    return found


def _commit(side: Scratch) -> None:
    side.commit(COORDGIT_SESSION=READER)


def _as_reader(side: Scratch) -> dict[str, str]:
    return side.env | {"COORDGIT_SESSION": READER}


def _verifying(folder: str, side: Scratch) -> list[Process]:
    """Return ``verify`` of a pushed branch, in clones with few and with many other notes."""
    side.git("switch", "-qc", "feat")
    for _ in range(COMMITS):
        side.commit(COORDGIT_SESSION=READER)
    side.git("push", "-q", "origin", "feat", COORDGIT_SESSION=READER)
    found = []
    for count in NOTES:
        clone = os.path.join(folder, f"clone{count}")
        side.git("clone", "-q", f"{folder}/publishing.git", clone)
        side.git("fetch", "-q", "origin", f"+{PREFIX}*:{PREFIX}*", cwd=clone)
        if count:
            side.git("fast-import", "--quiet", cwd=clone, stdin="".join(_others(count)).encode())
        name = f"verify {COMMITS} commits, {count:,} other notes"
        found.append(Process(name, _coordgit("verify", "origin/main...origin/feat"), clone, side.env))
    return found


def _others(count: int) -> Iterator[str]:
    """Yield commits with a note each, for ``git fast-import``."""
    who = "committer Bench <bench@example.org> 0 +0000"
    for n in range(count):
        yield f"commit refs/heads/other\nmark :{n + 1}\n{who}\ndata 1\nx\n"
    yield f"commit {PREFIX}000000000000\n{who}\ndata 1\nx\n"
    for n in range(count):
        yield f"N inline :{n + 1}\ndata 16\ncoordgit-reads 1\n"


def _ready(folder: str, side: Scratch) -> Process:
    for n in range(BRANCHES):
        top = os.path.join(folder, f"worktree{n}")
        side.git("worktree", "add", "-q", "-b", f"b{n}", top)
        side.read(f"s{n}", 10, cwd=top)
        side.commit(f"new{n}.txt", cwd=top, COORDGIT_SESSION=f"s{n}")
    return Process(f"ready, {BRANCHES} branches", _coordgit("ready"), side.top, side.env)


def _coordgit(*words: str) -> tuple[str, ...]:
    return (sys.executable, "-I", FAST, *words)

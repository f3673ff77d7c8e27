"""What landing on a remote costs: a push, ``verify`` in a fresh clone by the notes there, ``ready`` for many branches."""

import os
import sys
from functools import partial

from coordgit.bench.cost.clocks import Bench, TimedProcess
from coordgit.bench.cost.scratch import Scratch, branches
from coordgit.git.merging import UNHOOKED
from coordgit.git.notes import PREFIX
from coordgit.program import FAST

READER = "reader"
COMMITS = 100
"""Commits that are verified."""
BRANCHES = 20
"""Branches at work."""
BESIDE = (1, 100, 20_000)
"""Branches that the remote has besides."""
NOTES = (0, 20_000)
"""Notes of other commits in the clone that verifies, and in one that publishes."""
FEWER = 5
"""Only every fifth round: these take longer than commits."""
FLAT = "about 1"


def measure(folder: str, bench: Bench) -> None:
    """Time pushes with and without coordgit, then what is asked about many commits and branches."""
    files, rounds = bench.sizes.files[0], max(bench.sizes.rounds // FEWER, 3)
    bench.tell(f"making repositories of {files:,} files with a remote")
    plain, guarded, publishing, noted = names = ("plain", "guarded", "publishing", f"publishing beside {NOTES[1]:,} notes")
    sides = {name: Scratch(os.path.join(folder, name), files, name != plain) for name in names}
    for name, side in sides.items():
        side.git("init", "-q", "--bare", f"{folder}/{name}.git")
        side.git("remote", "add", "origin", f"{folder}/{name}.git")
        side.git("push", "-q", "origin", "main")
        side.git("remote", "set-head", "origin", "main")
        if name != plain:
            side.read(READER, bench.sizes.reads[0])
    for name in (publishing, noted):
        sides[name].git("config", "coordgit.publish", "true")
    _add_notes(sides[noted], sides[noted].top)
    there = 0
    for count in BESIDE:
        bench.tell(f"making {count:,} remote branches")
        for name, side in sides.items():
            _add_branches(side, f"{folder}/{name}.git", range(there, count))
        there, at = count, f"{count:,} remote branches"
        pushes = [
            TimedProcess(
                name=f"{name} push, {at}",
                argv=("git", "push", "-q", "origin", "main"),
                cwd=side.top,
                env=side.env | {"COORDGIT_SESSION": READER},
                before=partial(side.commit, COORDGIT_SESSION=READER),
            )
            for name, side in sides.items()
        ]
        base, *others = bench.time(f"pushes, {at}", pushes, rounds, warm=1).values()
        for figure in others:
            bench.compare(f"{figure.name} / plain push", "", figure, base)
    bench.tell(f"making {COMMITS} commits, {BRANCHES} branches and {NOTES[-1]:,} notes")
    asked = [*_verifying(folder, sides[publishing]), _ready(folder, sides[guarded])]
    few, many, _ = bench.time("verify and ready", asked, rounds, warm=1).values()
    bench.compare(f"verify beside {NOTES[1]:,} notes / beside {NOTES[0]}", FLAT, many, few)


def _add_branches(side: Scratch, remote: str, numbers: range) -> None:
    """Grow the number of branches of the remote, each with a commit of its own, and fetch them."""
    side.git("fast-import", "--quiet", cwd=remote, stdin=branches("refs/heads/b", numbers))
    side.git("pack-refs", "--all", cwd=remote)
    side.git(*UNHOOKED, "fetch", "-q", "origin")  # git starts its hook twice for each
    side.git(*UNHOOKED, "pack-refs", "--all")


def _verifying(folder: str, side: Scratch) -> list[TimedProcess]:
    """Return ``verify`` of a pushed branch, in clones with few and with many other notes."""
    side.git("switch", "-qc", "feat")
    for _ in range(COMMITS):
        side.commit(COORDGIT_SESSION=READER)
    side.git("push", "-q", "origin", "feat", COORDGIT_SESSION=READER)
    processes = []
    for count in NOTES:
        clone = os.path.join(folder, f"clone{count}")
        side.git("clone", "-q", f"{folder}/publishing.git", clone)
        side.git("fetch", "-q", "origin", f"+{PREFIX}*:{PREFIX}*", cwd=clone)
        if count:
            _add_notes(side, clone)
        name = f"verify {COMMITS} commits, {count:,} other notes"
        processes.append(TimedProcess(name=name, argv=_coordgit("verify", "origin/main...origin/feat"), cwd=clone, env=side.env))
    return processes


def _add_notes(side: Scratch, top: str) -> None:
    """Put notes of another clone's commits into the repository at ``top``."""
    stream = [f"commit {PREFIX}000000000000\ncommitter Bench <bench@example.org> 0 +0000\ndata 1\nx\n"]
    for n in range(NOTES[1]):
        oid = f"{n % 256:02x}/{n:038x}"
        stream.append(f"M 100644 inline {oid}\ndata 16\ncoordgit-reads 1\n")
    side.git("fast-import", "--quiet", cwd=top, stdin="".join(stream).encode())


def _ready(folder: str, side: Scratch) -> TimedProcess:
    for n in range(BRANCHES):
        top = os.path.join(folder, f"worktree{n}")
        side.git("worktree", "add", "-q", "-b", f"b{n}", top)
        side.read(f"s{n}", 10, cwd=top)
        side.commit(f"new{n}.txt", cwd=top, COORDGIT_SESSION=f"s{n}")
    return TimedProcess(name=f"ready, {BRANCHES} branches", argv=_coordgit("ready"), cwd=side.top, env=side.env)


def _coordgit(*words: str) -> tuple[str, ...]:
    return (sys.executable, "-I", FAST, *words)

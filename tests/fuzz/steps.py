"""What sessions do: look, change, bring the main line in, land, and find their way on after a rejection.

Each step is ``step(world, worker)``; it raises ``AtFault`` where it can tell at once that something is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import fnmatchcase

from tests.fuzz.texts import GLOBS, PATHS, WORDS, Lines, edited, lines, path_of
from tests.fuzz.world import AtFault, Worker, World, clipped
from tests.support.repository import Result

Step = Callable[[World, Worker], None]


# Looking


def read(world: World, worker: Worker, path: str = "", rev: str = "") -> None:
    """All of a file, in the work tree or in a commit."""
    path = path or world.random.choice(PATHS)
    world.note(worker, f"reads {path}{' at ' * bool(rev)}{rev}")
    if rev:
        around = lines(world.tip(rev))
        _declare(world, worker, "--at", rev, path)
    else:
        around = lines(worker.files())
        if worker.client and world.guarded:
            worker.client.reads(path)
        else:
            _declare(world, worker, path)
    _saw(worker, path, around, "main" if rev == "main" else "here")


def _saw(worker: Worker, path: str, around: Lines, place: str = "here") -> None:
    worker.notes.saw(place, path, path, lambda key, _: path_of(key) == path and not key.endswith("#"), around)


def read_range(world: World, worker: Worker) -> None:
    """Up to three lines. Where the file is not as it was known, all of it: a range may make other reads of it true again."""
    path = world.random.choice(("a.py", "b.py"))
    text = worker.text(path)
    if text is None or text.count("\n") < 3:
        return
    around = lines(worker.files())
    known = [look for look in worker.notes.looks.values() if look.path == path]
    if any(world.has_cause(worker, look, around) for look in known) or any(worker.notes.made & {*around.items()}):
        read(world, worker, path)
        return
    first = world.random.randint(1, text.count("\n") - 2)
    last = first + world.random.randint(0, 2)
    world.note(worker, f"reads {path}:{first}-{last}")
    if worker.client and world.guarded:
        worker.client.reads(path, first, last)
    else:
        _declare(world, worker, f"{path}:{first}-{last}")
    keys = {f"{path}#{line.partition(' ')[0]}" for line in text.splitlines()[first - 1 : last]}
    worker.notes.saw("here", f"{path}:{first}-{last}", path, lambda key, _: key in keys, around)


def glob(world: World, worker: Worker, pattern: str = "") -> None:
    """A listing, declared so that it always counts."""
    pattern = pattern or world.random.choice(GLOBS)
    world.note(worker, f"lists {pattern}")
    _declare(world, worker, "--glob", pattern)

    def asks(key: str, _: str) -> bool:
        return key.endswith("#") and fnmatchcase(path_of(key), pattern) and key.count("/") == pattern.count("/")

    worker.notes.saw("here", f"ls {pattern}", "", asks, lines(worker.files()))


def grep(world: World, worker: Worker, word: str = "") -> None:
    """A search, declared so that it always counts."""
    word = word or world.random.choice(WORDS)
    world.note(worker, f"greps {word!r}")
    _declare(world, worker, "--grep", re.escape(word))
    worker.notes.saw("here", f"grep {word}", "", lambda key, line: not key.endswith("#") and word in line, lines(worker.files()))


def _declare(world: World, worker: Worker, *words: str) -> None:
    if world.guarded:
        result = worker.coordgit("read", *words)
        if not result.ok:
            raise AtFault(f"coordgit read {words} failed: {result}")


# Changing


def write(world: World, worker: Worker, amend: bool = False, again: bool = False) -> None:
    """Change one file and commit it."""
    path = world.random.choice(PATHS)
    before = lines(world.tip())
    old = worker.text(path)
    text = edited(world.random, path, old, world.number + 1)
    if text == old:
        return
    world.number += 1
    world.note(worker, f"{'amends' if amend else 'commits'} {path} {clipped(text)}")
    _put(world, worker, path, text)
    _commit(world, worker, path, before, amend=amend, again=again)


def amend(world: World, worker: Worker) -> None:
    """Only a commit of one's own, and on a branch of one's own: elsewhere it would rewrite what others landed."""
    if not world.linked or worker.git("log", "-1", "--format=%s").out.split(" ")[0] != worker.name:
        return
    if not worker.git("merge-base", "--is-ancestor", "HEAD", "main").ok:
        write(world, worker, amend=True)


def _put(world: World, worker: Worker, path: str, text: str | None) -> None:
    """Edit a file as the session's tools do, and note it."""
    before = lines(worker.files())
    full, old = worker.session.cwd / path, worker.text(path)
    if text is None:
        if worker.client:
            worker.client.runs(f"rm {path}")
        else:
            full.unlink()
    elif worker.client:
        worker.client.writes(path, text)
    else:
        full.parent.mkdir(exist_ok=True)
        full.write_text(text)
    world.edited(worker, before, lines(worker.files()))
    if worker.client and old is None and not any(look.path == path for look in worker.notes.looks.values()):
        _saw(worker, path, lines(worker.files()))  # who writes all of a file knows it


def _commit(world: World, worker: Worker, path: str, before: dict[str, str], *, amend: bool, again: bool) -> None:
    options = ["--amend", "--allow-empty"] if amend else []  # it may take back all that the commit did
    worker.git("add", "-A", "--", path)
    result = worker.runs("commit", "-qm", f"{worker.name} {world.number}", *options, "--", path)
    if result.ok:
        world.landed(worker, before)
        return
    worker.git("reset", "-q", "--hard", "HEAD")
    if repair(world, worker, result, again):
        write(world, worker, again=True)


# Integrating


def bring(world: World, worker: Worker) -> bool:
    """Merge the main line; whether that went."""
    world.note(worker, "merges main")
    result = worker.runs("merge", "-q", "--no-edit", "main")
    if not result.ok:
        worker.git("merge", "--abort")
        if "coordgit" in result.err:
            raise AtFault(f"bringing main in was rejected: {result.err}")
    return result.ok


def rebase(world: World, worker: Worker) -> None:
    world.note(worker, "rebases onto main")
    result = worker.runs("rebase", "-q", "main")
    if not result.ok:
        worker.git("rebase", "--abort")
        if "coordgit: rejected" in result.err:
            raise AtFault(f"a rebase was rejected: {result.err}")


def land(world: World, worker: Worker, again: bool = False) -> None:
    """By fast-forward where that goes, else by a merge commit; main is checked out nowhere."""
    world.note(worker, "lands")
    before, git = lines(world.tip()), worker.git
    old, new = (git("rev-parse", ref).out.strip() for ref in ("main", "HEAD"))
    if git("merge-base", "--is-ancestor", "HEAD", "main").ok:
        return  # there is nothing to land
    if not git("merge-base", "--is-ancestor", "main", "HEAD").ok:
        tree = git("merge-tree", "--write-tree", "main", "HEAD")
        if not tree.ok:
            return
        made = git("commit-tree", tree.out.split("\n")[0], "-p", "main", "-p", "HEAD", "-m", "land")
        new = made.out.strip()
    result = worker.runs("update-ref", "refs/heads/main", new, old)
    if result.ok:
        world.landed(worker, before)
    elif repair(world, worker, result, again):
        land(world, worker, again=True)


def deliver(world: World, worker: Worker) -> None:
    """A change that lands at once."""
    write(world, worker)
    land(world, worker)


# Finding the way on


def repair(world: World, worker: Worker, result: Result, again: bool) -> bool:
    """Do what a rejection asks for; whether everything was done, so that the same must pass now: nobody else is at work."""
    if not world.guarded:
        return False
    world.note(worker, f"is rejected: {result.rejected}")
    world.blame(worker, result)
    if again:
        raise AtFault(f"rejected again, after all that it asked for was done: {result.err}")
    if world.random.random() < 0.25:
        world.note(worker, f"acknowledges {result.verdict}")
        done = worker.coordgit("ack", result.verdict, "--why", "fuzz")
        if not done.ok:
            raise AtFault(f"it could not be acknowledged: {done}")
        _acknowledged(world, worker, result)
        return True
    brought = not world.linked or bring(world, worker)
    for conflict in result.rejected:
        code, _, where = conflict.partition(" ")
        if code == "CG102":
            for what in [look.what for look in worker.notes.looks.values() if not look.path]:
                kind, _, asked = what.partition(" ")
                (glob if kind == "ls" else grep)(world, worker, asked)
        else:
            at_main = world.linked and (not brought or world.random.random() < 0.5)
            read(world, worker, where.split(":")[0], rev="main" if at_main else "HEAD" * (code == "CG201"))
    return brought and bool(result.rejected)


def _acknowledged(world: World, worker: Worker, result: Result) -> None:
    tip = lines(world.tip())
    for conflict in result.rejected:
        code, _, where = conflict.partition(" ")
        looks = list(worker.notes.looks.values())
        if code == "CG102":
            worker.notes.acknowledged([look for look in looks if not look.path], tip)
        else:
            of_path = [look for look in looks if look.path == where.split(":")[0]]
            worker.notes.acknowledged([look for look in of_path if look.what == where] or of_path, tip)


STEPS: dict[str, tuple[int, Step]] = {
    "read": (8, read),
    "range": (4, read_range),
    "glob": (2, glob),
    "grep": (2, grep),
    "write": (9, write),
}
"""How often each is done, of all."""
LINKED_STEPS: dict[str, tuple[int, Step]] = {
    "amend": (1, amend),
    "bring": (3, lambda world, worker: void(bring(world, worker))),
    "rebase": (1, rebase),
    "land": (4, land),
    "deliver": (8, deliver),
}
"""Those that need branches."""


def void(_: object) -> None:
    """Nothing comes of it."""

"""Looks: all of a file or lines of it, a listing, a search; as a client's tool or by the command line."""

import re
from fnmatch import fnmatchcase

from tests.fuzz.texts import GLOBS, PATHS, WORDS, Lines, lines, path_of
from tests.fuzz.world import AtFault, Worker, World
from tests.support.claude import SUB_AGENT


def read(world: World, worker: Worker, path: str = "", rev: str = "", text: str | None = None) -> Lines:
    """All of a file, in the work tree or in a commit; what stands there. ``text``: what one side of a conflict has."""
    path = path or world.random.choice(PATHS)
    world.note(worker, f"reads {path}{' at ' * bool(rev)}{rev}")
    if rev:
        around = lines(world.at(worker, rev))
        _declare(world, worker, "--at", rev, path)
    else:
        around = lines(worker.files() if text is None else {**worker.files(), path: text})
        if worker.client and world.guarded:
            worker.client.reads(path)
        else:
            _declare(world, worker, path)
    saw(world, worker, path, around, "main" if rev == world.main else rev if rev == "next" else "here")
    return around


def read_by_agent(world: World, worker: Worker) -> None:
    """All of a file, by a sub-agent: its session knows that too, and has still to look again at what it had seen itself."""
    path = world.random.choice(PATHS)
    if worker.client is None:
        return
    world.note(worker, f"reads {path} with a sub-agent")
    around = lines(worker.files())
    worker.client.reads(path, **SUB_AGENT)
    saw(world, worker, path, around, what=f"{path} with a sub-agent")
    worker.notes.seen_by_agent(path, around)


def saw(world: World, worker: Worker, path: str, around: Lines, place: str = "here", what: str = "") -> None:
    """Note a look at all of a file."""

    def asks(key: str, _: str) -> bool:
        return path_of(key) == path and not key.endswith("#")

    worker.notes.saw(place, what or path, path, asks, around, unlanded=world.unlanded(worker, around))


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
    worker.notes.saw(
        "here", f"{path}:{first}-{last}", path, lambda key, _: key in keys, around, unlanded=world.unlanded(worker, around)
    )


def glob(world: World, worker: Worker, pattern: str = "", rev: str = "") -> None:
    """A listing, declared so that it always counts."""
    pattern = pattern or world.random.choice(GLOBS)
    world.note(worker, f"lists {pattern}{' at ' * bool(rev)}{rev}")
    _declare(world, worker, *(["--at", rev] if rev else []), "--glob", pattern)

    def asks(key: str, _: str) -> bool:
        return key == f"{path_of(key)}#" and fnmatchcase(path_of(key), pattern) and key.count("/") == pattern.count("/")

    around = lines(world.at(worker, rev) if rev else worker.files())
    worker.notes.saw("here", f"ls {pattern}", "", asks, around, unlanded=world.unlanded(worker, around))


def grep(world: World, worker: Worker, word: str = "", rev: str = "") -> None:
    """A search, declared so that it always counts."""
    word = word or world.random.choice(WORDS)
    world.note(worker, f"greps {word!r}{' at ' * bool(rev)}{rev}")
    _declare(world, worker, *(["--at", rev] if rev else []), "--grep", re.escape(word))
    around = lines(world.at(worker, rev) if rev else worker.files())

    def asks(key: str, line: str) -> bool:
        return not key.endswith("#") and word in line

    worker.notes.saw("here", f"grep {word}", "", asks, around, unlanded=world.unlanded(worker, around))


def _declare(world: World, worker: Worker, *words: str) -> None:
    if world.guarded:
        result = worker.coordgit("read", *words)
        if not result.ok:
            raise AtFault(f"coordgit read {words} failed: {result}")

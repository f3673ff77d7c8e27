"""How the number of locks and sessions affects taking a lock, and the gate: ratios of many over few, timed in turn."""

import time
from collections.abc import Callable
from functools import partial

from coordgit.bench.cost.clocks import Bench, Figure
from coordgit.coordinate import Caller
from coordgit.coordinate.locking import acquire, release
from coordgit.core.pathspec import Paths, parse
from coordgit.store import glance, locks, sessions
from coordgit.store.database import Store, open_store
from coordgit.store.locks import Terms

FEW, MANY = (10, 10), (1_000, 10_000)
"""(sessions, locks)."""
GOAL = "< 2"
OFTEN = 8
"""Rounds for each one of the benchmark: these are short."""
SPAN = 86_400.0
ME = "bench"
CHANGED = [f"src/package{n}/module{n}.py" for n in range(20)]
"""What a commit changes: nobody locks it."""


def measure(folder: str, bench: Bench) -> None:
    """Time taking and releasing a lock, and the gate's check of a commit: many locks over few."""
    bench.tell(f"locks beside {MANY[1]:,}")
    stores = [filled(f"{folder}/{count}", *size) for count, size in enumerate((FEW, MANY))]
    asked: dict[str, Callable[[Store], None]] = {
        "lock and unlock a file": partial(take, spec="src/package1/module1.py"),
        "lock and unlock a folder": partial(take, spec="src/package1"),
        "the gate's question about 20 paths": ask,
    }
    for name, act in asked.items():
        times: list[list[float]] = [[], []]
        for n in range(bench.sizes.rounds * OFTEN):
            for which in (0, 1) if n % 2 else (1, 0):
                begun = time.perf_counter()
                act(stores[which])
                times[which].append((time.perf_counter() - begun) * 1000)
        few, many = (Figure(name, tuple(some)) for some in times)
        bench.compare(f"{name}, beside {MANY[1]:,} locks / beside {FEW[1]}", GOAL, many, few)
    for store in stores:
        store.close()


def filled(folder: str, people: int, count: int) -> Store:
    """Make a store where ``people`` sessions hold ``count`` locks, one in a hundred of them a wildcard."""
    store = open_store(folder, create=True)
    now = time.time()
    with store.writing():
        for person in range(people):
            sessions.seen(store, f"session-{person}", now)
        for n in range(count):
            spec = f"held/package{n}/*.py" if n % 100 == 0 else f"held/package{n}/module.py"
            acquire(Caller(store, f"session-{n % people}", now), [Paths(parse(spec))], Terms(SPAN))
    return store


def take(store: Store, spec: str) -> None:
    paths = [Paths(parse(spec))]
    me = Caller(store, ME, time.time())
    if not acquire(me, paths, Terms(SPAN)).granted:
        raise AssertionError(f"{spec} is free, and was not granted")
    release(me, paths)


def ask(store: Store) -> None:
    """Ask as the gate does, for every commit."""
    now = time.time()
    if not glance.any_foreign(store, ME, now) or locks.foreign(store, ME, CHANGED, now):
        raise AssertionError("others hold paths, but none of these")
